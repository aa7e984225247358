import { type Problem, type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { GivenList, ListAddition, RevocationLists } from '../../ports/revocation-lists.ts';
import { MAX_SHARED_BYTES } from '../../ports/shared-records.ts';
import { type ActDependencies, authorize, perform } from '../access/act.ts';

export type ListDependencies = ActDependencies & { readonly lists: RevocationLists };

/** A file that shall be a revocation list. */
export type ListFile = { readonly file: string; readonly octets: Uint8Array };

/** What came of one file. `known`: that very list was there already. */
export type AddedList = { readonly kind: 'added' | 'known'; readonly list: GivenList };
export type ListOutcome = { readonly file: string; readonly result: Result<AddedList> };

/** By so much the clock of an authority may be ahead, in ms. */
const AHEAD_MS = 3_600_000;

export type AdditionOptions = {
  readonly evenOlder?: boolean;
  /** Whether a list is refused that the key of no known authority signed (`revocation-list-unproven`). */
  readonly onlyProven?: boolean;
  /** Told with the act. */
  readonly reason?: string;
  /** Asked last before a list is added. */
  readonly confirm?: () => Promise<Result<null>>;
};

/**
 * Adds revocation lists, each by itself: one that is refused does not hinder the others, whose issuers have nothing to do with
 * it. The older ones of a scope come first, so that all of them are taken. Refused with `revocation-list-not-valid` (none),
 * `revocation-list-too-large`, `revocation-list-of-future`, `revocation-list-older` (than what is there, unless `evenOlder`).
 * One that is there already changes nothing and is not in the audit log.
 */
export async function addRevocationLists(
  deps: ListDependencies,
  files: readonly ListFile[],
  actor: Actor,
  options: AdditionOptions = {},
): Promise<readonly ListOutcome[]> {
  const read = files.map(({ file, octets }) => ({ file, ...readList(deps, { file, octets }) }));
  const outcomes = new Map<string, Result<AddedList>>();
  for (const one of read.toSorted(oldestFirst))
    outcomes.set(
      one.file,
      one.list === null ? { ok: false, problem: one.problem } : await addList(deps, one.list, actor, options),
    );
  return files.map(({ file }) => ({ file, result: outcomes.get(file) as Result<AddedList> }));
}

type ReadList = { readonly list: GivenList } | { readonly list: null; readonly problem: Problem };

function readList({ lists, clock }: ListDependencies, { file, octets }: ListFile): ReadList {
  const list = lists.read(octets);
  const most = MAX_SHARED_BYTES / 1_048_576;
  if (Math.min(octets.length, list?.der.length ?? octets.length) > MAX_SHARED_BYTES)
    return { list: null, problem: refuse('revocation-list-too-large', { file, most: String(most) }).problem };
  if (list === null) return { list: null, problem: refuse('revocation-list-not-valid', { file }).problem };
  if (Date.parse(list.thisUpdate) > Date.parse(clock.now()) + AHEAD_MS)
    return { list: null, problem: refuse('revocation-list-of-future', { file, at: list.thisUpdate }).problem };
  return { list };
}

function oldestFirst(a: ReadList, b: ReadList): number {
  const issuedAt = ({ list }: ReadList) => (list === null ? 0 : Date.parse(list.thisUpdate));
  return issuedAt(a) - issuedAt(b);
}

async function addList(
  deps: ListDependencies,
  list: GivenList,
  actor: Actor,
  { evenOlder = false, onlyProven = false, reason, confirm = async () => succeed(null) }: AdditionOptions,
): Promise<Result<AddedList>> {
  const permitted = await authorize(deps, actor, 'add-revocation-list', subjectOf(list.name));
  if (!permitted.ok) return permitted;
  const foreseen = await deps.lists.add(list, { evenOlder, onlyProven, dry: true });
  if (foreseen.kind !== 'added') return answerTo(foreseen, list);
  const { sha256, issuer, number } = list;
  const told = { ...(number === null ? {} : { number }), ...(reason === undefined ? {} : { reason }) };
  const detail = { sha256, issuer: issuer.slice(0, 200).toWellFormed(), ...told };
  const act = {
    stream: 'operator',
    actor,
    action: 'add-revocation-list',
    subject: subjectOf(list.name),
    detail,
  } as const;
  return perform(deps, act, async () => {
    const confirmed = await confirm();
    return confirmed.ok ? answerTo(await deps.lists.add(list, { evenOlder, onlyProven }), list) : confirmed;
  });
}

function answerTo(addition: ListAddition, list: GivenList): Result<AddedList> {
  if (addition.kind === 'unproven')
    return refuse('revocation-list-unproven', { issuer: list.issuer.slice(0, 200).toWellFormed() });
  if (addition.kind !== 'older') return succeed({ kind: addition.kind, list });
  const { than } = addition;
  return refuse('revocation-list-older', { at: list.thisUpdate, newest: than.thisUpdate, list: than.name });
}

function subjectOf(name: string) {
  return { kind: 'revocation-list', id: name } as const;
}

/** Removes the list of that name; `revocation-list-unknown` where there is none. Gives what it was. */
export async function removeRevocationList(
  deps: ListDependencies,
  name: string,
  actor: Actor,
): Promise<Result<GivenList>> {
  const permitted = await authorize(deps, actor, 'remove-revocation-list', subjectOf(name));
  if (!permitted.ok) return permitted;
  const found = (await deps.lists.all()).find((list) => list.name === name);
  if (found === undefined) return refuse('revocation-list-unknown', { list: name.slice(0, 100) });
  const detail = { sha256: found.sha256 };
  const act = {
    stream: 'operator',
    actor,
    action: 'remove-revocation-list',
    subject: subjectOf(name),
    detail,
  } as const;
  return perform(deps, act, async () =>
    (await deps.lists.remove(name)) ? succeed(found) : refuse('revocation-list-unknown', { list: name.slice(0, 100) }),
  );
}
