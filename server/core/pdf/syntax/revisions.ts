import { objectAt, type Source } from './indirect-object.ts';
import { malformed } from './read-error.ts';
import { entry, type PdfDict } from './values.ts';
import { type ChainedSection, entriesOf, isLinearised, isSectionAt, readXrefChain } from './xref-chain.ts';
import { sameEntry, type XrefEntry, type XrefSection } from './xref-entry.ts';

/** Positions in the file: from the first byte to after the last. */
export type Span = { readonly start: number; readonly end: number };

/** One writing of the file: the original, or one incremental update (ISO 32000-2, 7.5.6). */
export type Revision = {
  /** 0 for the original. */
  readonly index: number;
  /** Where it begins: 0, or the end of the revision before. */
  readonly start: number;
  /** After the characters `%%EOF` that close it. */
  readonly eofEnd: number;
  /** After the end-of-line marker that follows them. */
  readonly end: number;
  readonly trailer: PdfDict;
  /** One section; two for a linearised original; one more for a hybrid file. */
  readonly sections: readonly XrefSection[];
  /** Those of them that only readers see that follow /XRefStm. */
  readonly hybrids: readonly XrefSection[];
  readonly entries: ReadonlyMap<number, XrefEntry>;
  /** What the sections, trailers, `startxref` and `%%EOF` occupy in the file. */
  readonly structure: readonly Span[];
  /** Object numbers that were not in use before it, ascending as in the section. */
  readonly added: readonly number[];
  /** Object numbers in use before and after it, at another place. */
  readonly replaced: readonly number[];
  readonly freed: readonly number[];
};

/** What the revisions say of one object: each change with the revision that makes it, oldest first. */
export type ObjectHistory = { readonly revision: number; readonly entry: XrefEntry }[];

export type RevisionList = {
  readonly revisions: readonly Revision[];
  readonly histories: ReadonlyMap<number, ObjectHistory>;
};

type Group = Omit<Revision, 'added' | 'replaced' | 'freed' | 'index' | 'start'> & {
  /** What only readers that follow /XRefStm see; null where there is none. */
  readonly hidden: ReadonlyMap<number, XrefEntry> | null;
};

/** Reads all revisions, oldest first, and what each changes. Throws `file-malformed` or `limit-exceeded`. */
export function readRevisions(source: Source): RevisionList {
  const groups = groupSections(source, readXrefChain(source));
  const histories = new Map<number, ObjectHistory>();
  const revisions: Revision[] = [];
  let start = 0;
  let highest = 0;
  groups.forEach((group, index) => {
    checkPlace(source, group, start);
    checkZero(source, group);
    checkHidden(source, group, histories);
    const { hidden: _, ...parts } = group;
    const changes = recordChanges(group, index, histories);
    checkOwnBytes(source, group, { numbers: [...changes.added, ...changes.replaced], start });
    revisions.push({ index, start, ...parts, ...changes });
    for (const number of changes.added) highest = Math.max(highest, number);
    checkSize(source, group, highest);
    checkSectionNumbers(source, group, histories);
    start = group.end;
  });
  return { revisions, histories };
}

/** Turns the chain, newest first, into revisions, oldest first. */
function groupSections(source: Source, chain: readonly ChainedSection[]): Group[] {
  const oldestFirst = chain.toReversed();
  const [main, firstPage, ...updates] = oldestFirst;
  if (main === undefined) throw malformed('no cross-reference section');
  if (firstPage === undefined || main.section.offset < firstPage.section.offset) {
    return oldestFirst.map((link) => groupOf(source, link));
  }
  if (!isLinearised(source)) throw malformed('a /Prev that points forward', firstPage.section.offset);
  return [linearisedGroup(source, main, firstPage), ...updates.map((link) => groupOf(source, link))];
}

function groupOf(source: Source, link: ChainedSection): Group {
  const { section, tail } = link;
  requireTail(source, link);
  if (tail !== null && !isSectionAt(source, tail.startxref, section.offset)) {
    source.findings.add('startxref-ambiguous', 'startxref names another section than its own', section.offset);
  }
  return {
    hidden: link.hybrid?.entries ?? null,
    sections: sectionsOf(link),
    hybrids: hybridsOf(link),
    structure: structureOf(link),
    trailer: section.trailer,
    entries: entriesOf(source, link),
    eofEnd: tail?.eofEnd ?? section.end,
    end: tail?.end ?? section.end,
  };
}

function requireTail(source: Source, { section, tail }: ChainedSection): void {
  if (tail === null) source.findings.add('startxref-ambiguous', 'a section without startxref and %%EOF', section.end);
}

function sectionsOf({ section, hybrid }: ChainedSection): readonly XrefSection[] {
  return hybrid === null ? [section] : [section, hybrid];
}

function hybridsOf({ hybrid }: ChainedSection): readonly XrefSection[] {
  return hybrid === null ? [] : [hybrid];
}

function structureOf(link: ChainedSection): readonly Span[] {
  const spans = sectionsOf(link).map(({ offset, end }) => ({ start: offset, end }));
  return link.tail === null ? spans : [...spans, { start: link.tail.start, end: link.tail.end }];
}

/** The two sections of a linearised original are one revision, whose trailer is that of the first page. */
function linearisedGroup(source: Source, main: ChainedSection, firstPage: ChainedSection): Group {
  requireTail(source, main);
  // qpdf leaves out the mock `startxref` where the section is a stream; nobody reads it.
  if (firstPage.section.form === 'table') requireTail(source, firstPage);
  if (main.tail?.startxref !== firstPage.section.offset) {
    source.findings.add('startxref-ambiguous', 'startxref does not name the first-page section', main.section.offset);
  }
  const entries = new Map(entriesOf(source, main));
  for (const [number, entry] of entriesOf(source, firstPage)) {
    const other = entries.get(number);
    // A hybrid part fills in what the tables have as free, whichever of the two that is.
    const isFilledIn = other?.kind === 'free' && firstPage.hybrid?.entries.get(number) === entry;
    if (other !== undefined && !isFilledIn && !sameEntry(other, entry)) {
      source.findings.add('xref-overlap', `object ${number} in both sections`, firstPage.section.offset);
    }
    entries.set(number, entry);
  }
  return {
    hidden: null,
    sections: [...sectionsOf(main), ...sectionsOf(firstPage)],
    hybrids: [...hybridsOf(main), ...hybridsOf(firstPage)],
    structure: [...structureOf(main), ...structureOf(firstPage)],
    trailer: firstPage.section.trailer,
    entries,
    eofEnd: main.tail?.eofEnd ?? main.section.end,
    end: main.tail?.end ?? main.section.end,
  };
}

/** A revision's sections lie in its own bytes, and so do, at the latest, the objects that it names. */
function checkPlace(source: Source, group: Group, start: number): void {
  const [section] = group.sections;
  if (section !== undefined && section.offset < start) throw malformed('a /Prev that points forward', section.offset);
  for (const [number, entry] of group.entries) {
    if (entry.kind === 'in-use' && entry.offset >= group.end) {
      source.findings.add('xref-broken', `object ${number} lies outside its revision`, entry.offset);
    }
  }
}

/** A revision that takes up an older writing of an object again: whoever rebuilds the table finds the newer one. */
function checkOwnBytes(
  { bytes, findings }: Source,
  { entries }: Group,
  { numbers, start }: { readonly numbers: readonly number[]; readonly start: number },
): void {
  for (const number of numbers) {
    const entry = entries.get(number);
    if (entry?.kind !== 'in-use' || entry.offset === 0 || objectAt(bytes, entry.offset) >= start) continue;
    findings.add('xref-broken', `object ${number} is one of an older revision`, entry.offset);
  }
}

/** Object 0 heads the list of free objects (ISO 32000-2, 7.5.4); some readers show what is there, others nothing. */
function checkZero(source: Source, { entries, sections }: Group): void {
  const zero = entries.get(0);
  if (zero === undefined || zero.kind === 'free') return;
  source.findings.add('xref-broken', 'object 0 in use', sections[0]?.offset ?? null);
}

/** Whoever rebuilds the table takes a cross-reference stream for the object of its number. */
function checkSectionNumbers(source: Source, group: Group, histories: ReadonlyMap<number, ObjectHistory>): void {
  for (const { number, offset } of group.sections) {
    const known = number === null ? undefined : histories.get(number)?.at(-1)?.entry;
    if (known === undefined || known.kind === 'free') continue;
    if (known.kind === 'in-use' && objectAt(source.bytes, known.offset) === offset) continue;
    source.findings.add('object-mismatch', `a section with the number of object ${number}`, offset);
  }
}

/** Some readers take the newest /Size for all sections, and drop what older ones have beyond it (ISO 32000-2, table 15). */
function checkSize(source: Source, { trailer, sections }: Group, highest: number): void {
  const size = entry(trailer, 'Size');
  if (typeof size === 'number' && size > highest) return;
  source.findings.add('xref-broken', `/Size leaves out object ${highest}`, sections[0]?.offset ?? null);
}

/**
 * What /XRefStm says otherwise than the tables so far: where the table of the same update does not name the object, every
 * reader goes by the stream; where it does, or where the stream frees the object, each goes by another.
 */
function checkHidden(source: Source, group: Group, histories: ReadonlyMap<number, ObjectHistory>): void {
  const [table, stream] = group.sections;
  for (const [number, entry] of group.hidden ?? []) {
    const before = histories.get(number)?.at(-1)?.entry;
    if (before === undefined || before.kind === 'free') continue;
    const named = table?.entries.get(number);
    if (named === undefined ? entry.kind !== 'free' : sameEntry(named, entry)) continue;
    source.findings.add('hybrid-conflict', `/XRefStm replaces or keeps object ${number}`, stream?.offset ?? null);
  }
}

function recordChanges(
  group: Group,
  revision: number,
  histories: Map<number, ObjectHistory>,
): Pick<Revision, 'added' | 'replaced' | 'freed'> {
  const changes = { added: [] as number[], replaced: [] as number[], freed: [] as number[] };
  for (const [number, entry] of group.entries) {
    const history = histories.get(number);
    const before = history?.at(-1)?.entry;
    if (before !== undefined && sameEntry(before, entry)) continue;
    if (history === undefined) histories.set(number, [{ revision, entry }]);
    else history.push({ revision, entry });
    const wasInUse = before !== undefined && before.kind !== 'free';
    if (entry.kind !== 'free') (wasInUse ? changes.replaced : changes.added).push(number);
    else if (wasInUse) changes.freed.push(number);
  }
  return changes;
}
