import { equalBytes } from '#core/bytes/bytes.ts';
import { isSignedByOneOf } from '#core/revocation/crl-statement.ts';
import { type GivenList, type ListAddition, MAX_LISTS, type RevocationLists } from '../../ports/revocation-lists.ts';
import type { SharedChange, SharedRecord, SharedRecords } from '../../ports/shared-records.ts';
import { readGivenList } from './given-list.ts';

/** Of each name the list as it was last read, so that what did not change is not read again. */
export type ReadLists = (records: readonly SharedRecord[]) => readonly GivenList[];

/** Reads lists once, until the record of that name holds other octets. Records that hold no list are passed over. */
export function createListReader(): ReadLists {
  let known = new Map<string, { readonly content: Uint8Array; readonly list: GivenList | null }>();
  return (records) => {
    known = new Map(
      records.map(({ name, content }) => {
        const former = known.get(name);
        if (former !== undefined && equalBytes(former.content, content)) return [name, former];
        return [name, { content, list: named(readGivenList(content), name) }];
      }),
    );
    return [...known.values()].flatMap(({ list }) => list ?? []);
  };
}

/** Records that are not named after their list are alone in their scope, such as that of a development CA. */
function named(list: GivenList | null, name: string): GivenList | null {
  return list === null || list.name === name ? list : { ...list, name, scope: name };
}

/**
 * The operator's revocation lists among the records that all instances share.
 * @param issuers certificates (DER) of authorities whose keys are known
 */
export function openRevocationLists(
  shared: SharedRecords,
  issuers: () => Promise<readonly Uint8Array[]> = async () => [],
): RevocationLists {
  const read = createListReader();
  const view = shared.view('revocation-lists', (records) => read(records).toSorted(byScope));
  return {
    read: readGivenList,
    all: view,
    add: async (list, { evenOlder, dry = false, onlyProven = false }) => {
      const { records } = await shared.read('revocation-lists');
      const addition = { list, evenOlder, isProven: await provenAmong(ofScope(records, list), list, await issuers()) };
      if (onlyProven && !addition.isProven(list.der)) return { kind: 'unproven' };
      if (dry) return decideAddition(records, addition).answer;
      return shared.change('revocation-lists', (now) => decideAddition(now, addition));
    },
    remove: (name) =>
      shared.change('revocation-lists', (records) => ({
        put: [],
        remove: [name],
        answer: records.some((record) => record.name === name),
      })),
  };
}

function byScope(a: GivenList, b: GivenList): number {
  if (a.scope !== b.scope) return a.issuer < b.issuer || (a.issuer === b.issuer && a.scope < b.scope) ? -1 : 1;
  return a.thisUpdate < b.thisUpdate ? 1 : -1;
}

type Addition = {
  readonly list: GivenList;
  readonly evenOlder: boolean;
  /** Whether the key of a known authority signed a list. */
  readonly isProven: (der: Uint8Array) => boolean;
};

/** What came in meanwhile counts as proven, so that nothing takes its place unseen. */
async function provenAmong(own: readonly SharedRecord[], list: GivenList, issuers: readonly Uint8Array[]) {
  const unproven: Uint8Array[] = [];
  for (const der of [list.der, ...own.map(({ content }) => content)])
    if (!(await isSignedByOneOf(der, issuers))) unproven.push(der);
  return (der: Uint8Array) => !unproven.some((other) => equalBytes(other, der));
}

function ofScope(records: readonly SharedRecord[], { scope }: GivenList): readonly SharedRecord[] {
  return records.filter(({ name }) => name.startsWith(`${scope}-`));
}

/**
 * Names hold scope and time. Lists that the key of a known authority signed and others do not take each other's place, and neither
 * keeps the other out: whoever can put a forged list in the way of a job that fetches would else make a revocation unknown.
 */
function decideAddition(
  records: readonly SharedRecord[],
  { list, evenOlder, isProven }: Addition,
): SharedChange<ListAddition> {
  const { name, der } = list;
  const ofAll = ofScope(records, list);
  if (ofAll.some(({ content }) => equalBytes(content, der))) return { put: [], remove: [], answer: { kind: 'known' } };
  const own = ofAll.filter(({ content }) => isProven(content) === isProven(der));
  const same = ofAll.find((record) => record.name === name);
  if (same !== undefined && !own.includes(same) && !isProven(der)) return refusal(ofAll, name);
  const newestFirst = [...new Set([name, ...own.map((record) => record.name)])].toSorted().toReversed();
  const kept = newestFirst.slice(0, MAX_LISTS);
  const [newest = name] = newestFirst;
  if (!kept.includes(name) || (newest !== name && !evenOlder)) return refusal(own, newest);
  if (same !== undefined && own.includes(same) && !evenOlder && hasLowerNumber(list, same)) return refusal(own, name);
  return { put: [{ name, content: der }], remove: newestFirst.slice(MAX_LISTS), answer: { kind: 'added' } };
}

function refusal(own: readonly SharedRecord[], name: string): SharedChange<ListAddition> {
  const newest = own.find((record) => record.name === name);
  const thisUpdate = newest === undefined ? '' : (readGivenList(newest.content)?.thisUpdate ?? '');
  return { put: [], remove: [], answer: { kind: 'older', than: { name, thisUpdate } } };
}

/** Of two lists of one second the higher number is the newer one. */
function hasLowerNumber({ number }: GivenList, other: SharedRecord): boolean {
  const former = readGivenList(other.content)?.number ?? null;
  return number !== null && former !== null && BigInt(number) < BigInt(former);
}
