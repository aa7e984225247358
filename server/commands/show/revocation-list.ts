import type { GivenList } from '../../ports/revocation-lists.ts';
import type { Reader } from '../command.ts';
import { printable } from '../report.ts';
import { type Fact, facts } from './table.ts';
import { timeText } from './time-text.ts';

/** A revocation list for programs, without its octets. */
export function describeList(list: GivenList) {
  const { name, issuer, thisUpdate, nextUpdate, number, entries, sha256, notes } = list;
  return { name, issuer, thisUpdate, nextUpdate, number, entries, sha256, oddEntries: notes };
}

/** What the heads of lists say, and their first odd entries. */
export function listsText(lists: readonly GivenList[], reader: Reader): string {
  if (lists.length === 0) return reader.words.text('terminal.none.revocation-lists');
  return lists.map((list) => listText(list, reader)).join('\n\n');
}

function listText(list: GivenList, { words, screen }: Reader): string {
  const odd = list.notes.map(({ code, serial }) => words.text(`inspections.revocationNotes.${code}`, { serial }));
  const known: readonly Fact[] = [
    [words.text('terminal.labels.authority'), printable(list.issuer)],
    [words.text('terminal.labels.this-update'), timeText(list.thisUpdate)],
    [words.text('terminal.labels.next-update'), list.nextUpdate === null ? '' : timeText(list.nextUpdate)],
    [words.text('terminal.labels.list-number'), list.number ?? ''],
    [words.text('terminal.labels.entries'), String(list.entries)],
    [words.text('terminal.labels.odd-entries'), odd.join(' ')],
  ];
  return [screen.paint('bold', list.name), facts(known, screen)].join('\n');
}
