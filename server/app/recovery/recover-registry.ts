import { shanghaiDate } from '#core/confirmation/calendar.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { withUnfinished } from '../../model/access/kept-outside.ts';
import type { Collections } from '../../ports/collections.ts';
import type { JournalReading } from '../../ports/journal.ts';
import type { KeyLedger } from '../../ports/key-ledger.ts';
import type { RecoveryRegister, RecoveryReport } from '../../ports/recovery.ts';
import type { RevocationLists } from '../../ports/revocation-lists.ts';
import type { TrustRegister } from '../../ports/trust-register.ts';
import { type ActDependencies, authorize } from '../access/act.ts';
import { dropLetters } from '../letters/drop-letters.ts';
import { replayAccess } from './replay-access.ts';
import { replayBatches } from './replay-batches.ts';
import { replayKeys } from './replay-keys.ts';
import { type MissingList, replayLists } from './replay-lists.ts';
import { endSessionsOf, replayPeople } from './replay-people.ts';
import { replayTrust } from './replay-trust.ts';

export type RecoverDependencies = ActDependencies & {
  readonly recovery: RecoveryRegister;
  readonly ledger: Pick<KeyLedger, 'change' | 'ban'>;
  readonly trust: Pick<TrustRegister, 'change'>;
  readonly collections: Pick<Collections, 'find' | 'change' | 'list'>;
  readonly lists: Pick<RevocationLists, 'all' | 'remove'>;
};

/** What was done to the registry, and what beside it only the operator can bring back. */
export type InstallRecovery = RecoveryReport & { readonly missingLists: readonly MissingList[] };

export type RecoverRequest = {
  readonly reading: JournalReading;
  /** Whether the highest numbers in the reading are the highest that were given. */
  readonly areNumbersKnown: boolean;
  /** The moment of the database: numbers of every year since may have been given. */
  readonly since: string;
};

/** Numbers that are left out after the highest one that is known, where nobody knows how many were given since. */
export const SKIPPED_NUMBERS = 10_000;

/**
 * Brings a registry that was set back as far forward as is known: what was withdrawn, superseded, suspended or compromised
 * since is so again, and no number that may have been given is given again.
 */
export async function recoverRegistry(
  deps: RecoverDependencies,
  { reading, areNumbersKnown, since }: RecoverRequest,
  actor: Actor,
): Promise<Result<InstallRecovery>> {
  const permitted = await authorize(deps, actor, 'restore-install', { kind: 'install', id: 'registry' });
  if (!permitted.ok) return permitted;
  const missing = withUnfinished(reading.missing);
  await replayKeys(deps.ledger, missing);
  await replayTrust(deps.trust, missing);
  await replayAccess(deps.collections, missing);
  await endSessionsOf(deps.collections, since);
  await dropLetters(deps.collections);
  await replayPeople(deps.collections, missing);
  await replayBatches(deps.collections, missing, deps.clock.now());
  const missingLists = await replayLists(deps.lists, missing);
  const at = deps.clock.now();
  const report = await deps.recovery.recover({
    ...reading,
    missing,
    skip: areNumbersKnown ? 0 : SKIPPED_NUMBERS,
    years: yearsBetween(since, at),
    by: actor,
    at,
  });
  return succeed({ ...report, missingLists });
}

function yearsBetween(first: string, last: string): readonly number[] {
  const [from, to] = [first, last].map((instant) => Number(shanghaiDate(instant).slice(0, 4))) as [number, number];
  return Array.from({ length: Math.max(1, to - from + 1) }, (_, index) => Math.min(from, to) + index);
}

/** The operator says that the registry lacks nothing any more: its confirmations are what they say, and new ones may be issued. */
export async function confirmRestore(
  deps: ActDependencies & { readonly recovery: Pick<RecoveryRegister, 'confirm'> },
  actor: Actor,
): Promise<Result<null>> {
  const permitted = await authorize(deps, actor, 'confirm-restore', { kind: 'install', id: 'registry' });
  if (!permitted.ok) return permitted;
  const isConfirmed = await deps.recovery.confirm(actor, deps.clock.now());
  await deps.journal?.keep();
  return isConfirmed ? succeed(null) : refuse('nothing-to-confirm');
}
