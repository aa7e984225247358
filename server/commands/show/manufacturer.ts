import type { FoundManufacturer } from '../../app/manufacturers/find-manufacturer.ts';
import type { ManufacturerSealing } from '../../app/manufacturers/find-sealing.ts';
import type { Registration } from '../../app/manufacturers/register-manufacturer.ts';
import type { Reader } from '../command.ts';
import { printable } from '../report.ts';
import { headings } from './columns.ts';
import { type Fact, facts, table } from './table.ts';

/** A manufacturer for programs. `outcome` where it was just registered. */
export function describeManufacturer(found: FoundManufacturer, outcome?: Registration['outcome']) {
  const { id, code, nameZh, nameEn, uscc, test, wmis } = found.manufacturer;
  return {
    ...(outcome === undefined ? {} : { outcome }),
    ...{ id, code, nameZh, nameEn, uscc, test, wmis: wmis.map(({ wmi }) => wmi) },
    countries: [...new Set(found.outlets.map(({ country }) => country))].toSorted(),
    anchors: found.anchors,
    outlets: found.outlets.length,
  };
}

/** A manufacturer with its listings and outlets. `outcome` where it was just registered. */
export function manufacturerText(found: FoundManufacturer, reader: Reader, outcome?: Registration['outcome']): string {
  const { words, screen } = reader;
  const { id, code, nameZh, nameEn, uscc, test, wmis, countries, anchors, outlets } = describeManufacturer(found);
  const named: readonly Fact[] = [
    [words.text('terminal.labels.code'), code],
    [words.text('terminal.labels.name'), printable(`${nameZh} ${nameEn}`)],
    [words.text('terminal.labels.uscc'), uscc],
    ['WMI', wmis.join(' ')],
    [
      words.text('terminal.labels.outlets'),
      words.text('terminal.outlets', { count: outlets, countries: countries.join(' ') }),
    ],
    [words.text('terminal.labels.anchors'), anchors.join(', ') || words.text('terminal.no-anchor')],
  ];
  const did = outcome === undefined ? '' : `  ${words.text(`terminal.outcomes.${outcome}`)}`;
  const head = `${screen.paint('bold', id)}${test ? '  TEST' : ''}${did}`;
  return [head, facts(named, screen)].join('\n');
}

/** The same, with what it is listed under and every outlet. */
export function manufacturerDetails(found: FoundManufacturer, reader: Reader): string {
  const { words, screen } = reader;
  const listings = found.manufacturer.listings.map(({ announcement, nameZh, from, until }) => [
    printable(announcement),
    printable(nameZh),
    from,
    until ?? '',
  ]);
  const outlets = found.outlets.map(({ id, country, name, phone, active }) => [
    id,
    country,
    printable(name),
    printable(phone),
    active.until ?? '',
  ]);
  return [
    manufacturerText(found, reader),
    table(headings(words, 'announcement', 'name', 'from', 'until'), listings, screen),
    ...(outlets.length === 0
      ? []
      : [table(headings(words, 'outlet', 'destination', 'name', 'phone', 'until'), outlets, screen)]),
  ].join('\n\n');
}

/** The registered manufacturers, a row each. */
export function manufacturerTable(found: readonly FoundManufacturer[], { words, screen }: Reader): string {
  if (found.length === 0) return words.text('terminal.none.manufacturers');
  const rows = found.map((one) => {
    const { id, code, nameZh, uscc, test, wmis, outlets, anchors } = describeManufacturer(one);
    const vouched = anchors.join(', ') || words.text('terminal.no-anchor');
    return [id, test ? `${code} TEST` : code, printable(nameZh), uscc, wmis.join(' '), String(outlets), vouched];
  });
  return table(headings(words, 'manufacturer', 'code', 'name', 'uscc', 'wmis', 'outlets', 'anchors'), rows, screen);
}

/** How the documents of a manufacturer are sealed. */
export function sealingText(sealing: ManufacturerSealing, { words, screen }: Reader): string {
  const { manufacturerId, origin, level, embedRevocation, withoutProof } = sealing;
  const named: readonly Fact[] = [
    [words.text('terminal.labels.level'), level],
    [words.text('terminal.labels.proofs'), words.text(`terminal.sealing.${embedRevocation ? 'embed' : 'omit'}`)],
    [words.text('terminal.labels.without-proof'), words.text(`terminal.sealing.${withoutProof}`)],
    [words.text('terminal.labels.policy'), words.text(`terminal.sealing.of-${origin}`)],
  ];
  return `${screen.paint('bold', manufacturerId)}\n${facts(named, screen)}`;
}
