import type { ConfirmationSummary, RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import { confirmationStatus } from '#core/confirmation/confirmation.ts';
import { countryName } from '#core/confirmation/country.ts';
import { groupVin } from '#core/confirmation/vin.ts';
import { describeStanding } from '../../app/confirmations/describe-confirmation.ts';
import type { Renewal, RenewalReport } from '../../model/archive/renewal.ts';
import { MAX_LATER } from '../../ports/archive-copies.ts';
import type { Reader } from '../command.ts';
import { printable } from '../report.ts';
import { headings } from './columns.ts';
import { sentences } from './sentences.ts';
import { type Fact, facts, table } from './table.ts';
import { timeText } from './time-text.ts';

/** A confirmation as the registry holds it, with how each of its vehicles stands. */
export function confirmationText(confirmation: RegisteredConfirmation, reader: Reader): string {
  const { words, screen } = reader;
  const { number, content, lines } = confirmation;
  const status = words.text(`pages.status.${confirmationStatus(lines)}`);
  const test = content.test ? '  TEST' : '';
  const named: readonly Fact[] = [
    [words.text('terminal.labels.issued'), `${timeText(content.issuedAt)}, ${printable(confirmation.issuedBy)}`],
    [words.text('terminal.labels.manufacturer'), `${content.manufacturer.nameZh} (${confirmation.manufacturerId})`],
    [words.text('terminal.labels.exporter'), printable(`${content.exporter.name} (${content.exporter.uscc})`)],
    [words.text('terminal.labels.supersedes'), content.supersedes ?? ''],
    [words.text('terminal.labels.archive'), archiveText(confirmation, reader)],
  ];
  const head = `${screen.paint('bold', number)}  ${status}${test}`;
  return [head, facts(named, screen), '', vehicleTable(confirmation, reader)].join('\n');
}

function archiveText({ archive }: Pick<RegisteredConfirmation, 'archive'>, { words }: Reader): string {
  if (archive === null) return words.text('terminal.archive.none');
  const { level, renewedAt, dueAt } = archive;
  return words.text('terminal.archive.copy', { level, renewed: timeText(renewedAt), due: timeText(dueAt) });
}

function vehicleTable({ lines }: RegisteredConfirmation, { words, screen }: Reader): string {
  const rows = lines.map(({ line, vin, destination, standing }) => {
    const { status, change } = describeStanding(standing);
    const why =
      change === null ? '' : 'reason' in change ? words.text(`pages.reasons.${change.reason}`) : change.supersededBy;
    const country = `${destination} ${countryName(destination, words.locale)}`;
    const since = change === null ? '' : timeText(change.at);
    return [String(line), groupVin(vin), country, words.text(`pages.status.${status}`), since, why];
  });
  const isChanged = lines.some(({ standing }) => standing.status !== 'live');
  const named = headings(words, 'line', 'vin', 'destination', 'status', 'since', 'why');
  const most = isChanged ? named.length : 4;
  return table(
    named.slice(0, most),
    rows.map((row) => row.slice(0, most)),
    screen,
  );
}

/** Confirmations of a list, a row each. */
export function confirmationTable(items: readonly ConfirmationSummary[], { words, screen }: Reader): string {
  if (items.length === 0) return words.text('terminal.none.confirmations');
  const rows = items.map(({ number, status, content, vehicles }) => [
    number,
    words.text(`pages.status.${status}`),
    timeText(content.issuedAt).slice(0, 'YYYY-MM-DD HH:mm'.length),
    String(vehicles),
    printable(content.exporter.name),
  ]);
  return table(headings(words, 'number', 'status', 'issued', 'vehicles', 'exporter'), rows, screen);
}

/** What became of the archive copy of one confirmation. */
export function renewalText(renewal: Renewal, words: Reader['words']): string {
  const { number, kind } = renewal;
  if (kind === 'not-due') return words.text('terminal.renew.not-due', { number, due: timeText(renewal.dueAt) });
  if (kind === 'renewed')
    return words.text('terminal.renew.renewed', { number, level: renewal.level, due: timeText(renewal.dueAt) });
  const why = ['sentence', 'remedy'].map((part) => words.text(`errors.${renewal.code}.${part}`, { number }));
  return words.text('terminal.renew.failed', { number, code: renewal.code, why: sentences(why, words) });
}

/** What became of all of them. */
export function renewalReportText({ renewed, notDue, failed, codes }: RenewalReport, words: Reader['words']): string {
  const why = Object.entries(codes).map(([code, count]) => `${code} ${count}`);
  const later = notDue < MAX_LATER ? String(notDue) : `≥ ${MAX_LATER}`;
  const said = words.text('terminal.renew.report', { renewed: String(renewed), later, failed: String(failed) });
  return why.length === 0 ? said : `${said} (${why.join(', ')})`;
}
