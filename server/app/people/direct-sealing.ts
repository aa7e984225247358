import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { type AccessKey, accessKeyState, directSealingState } from '../../model/access/access-key.ts';
import { type Actor, actorRef, isSamePerson } from '../../model/access/actor.ts';
import { mayDirectlySeal } from '../../model/access/organisation.ts';
import type { Collections } from '../../ports/collections.ts';
import type { Act } from '../access/act.ts';
import { auditEntry, authorize, performInStore } from '../access/act.ts';
import { mayStill } from '../accounts/may-still.ts';
import {
  accessKeyKey,
  accessKeyRecord,
  readAccessKey,
  type StoredAccessKey,
  withoutHash,
} from './access-key-records.ts';
import type { AccessKeyDependencies } from './access-keys.ts';
import { findActiveOrganisation } from './organisation-records.ts';

type Dependencies = Pick<AccessKeyDependencies, 'collections' | 'auditLog' | 'clock' | 'journal'>;
type Step = (key: StoredAccessKey, actor: Actor, at: string) => Result<StoredAccessKey>;

/**
 * An administrator proposes that an access key of a manufacturer, or of the operator, seals without a second person. Nothing changes until another
 * administrator approves.
 */
export function proposeDirectSealing(deps: Dependencies, id: string, actor: Actor): Promise<Result<AccessKey>> {
  return changeGrant(deps, id, actor, 'propose', (key, by, at) => {
    const state = directSealingState(key);
    if (state !== 'none') return refuse('grant-state-wrong', { state });
    const directSealing = { proposedBy: actorRef(by), proposedAt: at, approvedBy: null, approvedAt: null };
    return succeed({ ...key, directSealing });
  });
}

/** Another administrator approves it: the key seals by itself from now on, until it is ended or expires. */
export function approveDirectSealing(deps: Dependencies, id: string, actor: Actor): Promise<Result<AccessKey>> {
  return changeGrant(deps, id, actor, 'approve', (key, by, at) => {
    const { directSealing } = key;
    const state = directSealingState(key);
    if (directSealing === null || state !== 'proposed') return refuse('grant-state-wrong', { state });
    if (isSamePerson(by, directSealing.proposedBy)) return refuse('grant-approved-by-proposer');
    return succeed({ ...key, directSealing: { ...directSealing, approvedBy: actorRef(by), approvedAt: at } });
  });
}

/** A key of a manufacturer, or of the operator, that the actor may decide on: as a page shows it before. */
export async function readForDirectSealing(deps: Dependencies, id: string, actor: Actor): Promise<Result<AccessKey>> {
  const found = await keyToGrant(deps, id, actor);
  return found.ok ? succeed(withoutHash(await withStandingGrant(deps.collections, found.value))) : found;
}

/** A key without a proposal whose proposer may not make it any more: it ends with their part, as one of roles does. */
export async function withStandingGrant<Key extends AccessKey>(
  collections: Pick<Collections, 'find'>,
  key: Key,
): Promise<Key> {
  const { directSealing, organisationId } = key;
  if (directSealing === null || directSealingState(key) !== 'proposed') return key;
  const stands = await mayStill(collections, 'grant-direct-sealing', directSealing.proposedBy, { organisationId });
  return stands ? key : { ...key, directSealing: null };
}

async function keyToGrant(deps: Dependencies, id: string, actor: Actor): Promise<Result<StoredAccessKey>> {
  const record = await deps.collections.find('access-keys', id);
  const found = record === null ? null : readAccessKey(record);
  const owner = found === null ? {} : { organisationId: found.organisationId };
  const permitted = await authorize(deps, actor, 'grant-direct-sealing', { kind: 'access-key', id }, owner);
  if (!permitted.ok) return permitted;
  if (actor.kind === 'key') return refuse('person-needed');
  if (found === null) return refuse('access-key-unknown');
  const organisation = await findActiveOrganisation(deps.collections, found.organisationId);
  const mayBeGranted = organisation !== null && mayDirectlySeal(organisation.kind);
  return mayBeGranted ? succeed(found) : refuse('grant-state-wrong', { state: 'none' });
}

/** Only persons agree on it, or whoever is at the terminal: a key must not give rights to keys. */
async function changeGrant(
  deps: Dependencies,
  id: string,
  actor: Actor,
  step: 'propose' | 'approve',
  change: Step,
): Promise<Result<AccessKey>> {
  const found = await keyToGrant(deps, id, actor);
  if (!found.ok) return found;
  const isOver = (await withStandingGrant(deps.collections, found.value)) !== found.value;
  const overSince = isOver ? found.value.directSealing?.proposedAt : null;
  const standing = (key: StoredAccessKey): StoredAccessKey =>
    isOver && key.directSealing?.proposedAt === overSince ? { ...key, directSealing: null } : key;
  const subject = { kind: 'access-key', id } as const;
  const act: Act = { stream: 'operator', actor, action: 'grant-direct-sealing', subject, detail: { step } };
  return performInStore(deps, act, async () => {
    const at = deps.clock.now();
    return deps.collections.change<Result<AccessKey>>([accessKeyKey(id)], ([stored]) => {
      const changed =
        stored === null || stored === undefined ? null : changedKey(standing(readAccessKey(stored)), actor, at, change);
      if (changed === null) return { put: [], remove: [], entries: [], answer: refuse('access-key-unknown') };
      if (!changed.ok) return { put: [], remove: [], entries: [], answer: changed };
      const entries = [auditEntry(act, 'succeeded', at, { organisation: changed.value.organisationId })];
      return {
        put: [accessKeyRecord(changed.value)],
        remove: [],
        entries,
        answer: succeed(withoutHash(changed.value)),
      };
    });
  });
}

/** A key that serves nobody any more is given nothing. */
function changedKey(key: StoredAccessKey, actor: Actor, at: string, change: Step): Result<StoredAccessKey> {
  const state = accessKeyState(key, at);
  return state === 'active' ? change(key, actor, at) : refuse('grant-state-wrong', { state });
}
