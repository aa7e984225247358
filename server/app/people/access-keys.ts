import { z } from 'zod';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { type AccessKey, accessKeyState, directSealingState } from '../../model/access/access-key.ts';
import { type Actor, actorRef } from '../../model/access/actor.ts';
import type { AuditEntry } from '../../model/access/audit-entry.ts';
import { hasRole, mayDirectlySeal, OPERATOR, type OrganisationKind } from '../../model/access/organisation.ts';
import { ROLES, type Role } from '../../model/access/roles.ts';
import { needsTwo } from '../../model/accounts/role-proposal.ts';
import type { Collections } from '../../ports/collections.ts';
import { type Act, type ActDependencies, auditEntry, authorize, performInStore } from '../access/act.ts';
import { ownerInInput } from '../access/owner-in-input.ts';
import { randomId, toBase64Url } from '../base64-url.ts';
import { fieldProblem, shapeProblems } from '../confirmations/confirmation-request.ts';
import { nameSchema } from '../confirmations/name-schema.ts';
import { sha256Hex } from '../digest.ts';
import {
  accessKeyKey,
  accessKeyRecord,
  ofOrganisation,
  readAccessKey,
  type StoredAccessKey,
  secretText,
  withoutHash,
} from './access-key-records.ts';
import { everyRecord } from './every-record.ts';
import { findActiveOrganisation, findOrganisation } from './organisation-records.ts';

export type AccessKeyDependencies = ActDependencies & {
  readonly collections: Collections;
  /** For the id (10 bytes) and the secret (32 bytes). */
  readonly randomBytes: (count: number) => Uint8Array;
};

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
export const MAX_KEY_DAYS = 730;
export const USUAL_KEY_DAYS = 365;

export const accessKeySchema = z.strictObject({
  organisation: z.string().trim().min(1).max(40),
  // It stands beside what the key does, and in letters of those whom its bearer invites.
  name: nameSchema(60),
  roles: z.array(z.enum(ROLES)).min(1).max(ROLES.length),
  days: z.number().int().min(1).max(MAX_KEY_DAYS),
});

/** A new key, and the text that its bearer shows: it is told once and stored as a hash. */
export type CreatedAccessKey = { readonly key: AccessKey; readonly secret: string };

/**
 * Makes an access key of an organisation with roles that organisations of its kind have.
 * @param id of the key; where there is one with it (`access-key-made`), nothing is made: its secret was shown
 */
export async function createAccessKey(
  deps: AccessKeyDependencies,
  input: unknown,
  actor: Actor,
  id = randomId(deps.randomBytes(10)),
): Promise<Result<CreatedAccessKey>> {
  const asked = accessKeySchema.safeParse(input, { reportInput: true });
  const organisationId = ownerInInput(input, 'organisation');
  const subject = { kind: 'organisation', id: organisationId } as const;
  const permitted = await authorize(deps, actor, 'create-access-key', subject, { organisationId });
  if (!permitted.ok) return permitted;
  if (!asked.success) return refuse('request-not-valid', {}, shapeProblems(asked.error));
  const organisation = await findActiveOrganisation(deps.collections, organisationId);
  if (organisation === null) return refuse('organisation-unknown', { organisation: organisationId });
  const wrong = asked.data.roles.findIndex((role) => !hasRole(organisation.kind, role));
  if (wrong >= 0) return refuse('request-not-valid', {}, [fieldProblem(`/roles/${wrong}`, 'role-not-of-organisation')]);
  const notOwn = asked.data.roles.findIndex((role) => !mayGive(role, organisation.kind, actor));
  if (notOwn >= 0)
    return refuse('request-not-valid', {}, [fieldProblem(`/roles/${notOwn}`, 'role-needs-second-person')]);
  const secret = `vsk_${toBase64Url(deps.randomBytes(32))}`;
  const createdAt = deps.clock.now();
  const { name, roles, days } = asked.data;
  const key: StoredAccessKey = {
    ...{ id, organisationId, name, roles: [...new Set(roles)], createdAt },
    createdBy: actorRef(actor),
    expiresAt: new Date(Date.parse(createdAt) + days * DAY_MS).toISOString(),
    ...{ endedAt: null, lastUsedAt: null, directSealing: null, sha256: hashOf(secret) },
  };
  const act = actOf('create-access-key', key.id, actor);
  return performInStore(deps, act, async () => {
    const entry = auditEntry(act, 'succeeded', createdAt, { organisation: organisationId, roles: key.roles.join(' ') });
    return deps.collections.change<Result<CreatedAccessKey>>([accessKeyKey(id)], ([found]) => {
      if (found !== null) return { put: [], remove: [], entries: [], answer: refuse('access-key-made') };
      const answer = succeed({ key: withoutHash(key), secret });
      return { put: [accessKeyRecord(key)], remove: [], entries: [entry], answer };
    });
  });
}

/** A role that two people agree on is given to a key by whoever has it, or at the terminal: a key is no way around the second one. */
function mayGive(role: Role, kind: OrganisationKind, actor: Actor): boolean {
  return actor.organisation === null || actor.roles.includes(role) || !needsTwo(role, kind, actor);
}

/** Ends a key at once. Ending it again changes nothing. A key that the actor may not end is unknown. */
export async function endAccessKey(deps: AccessKeyDependencies, id: string, actor: Actor): Promise<Result<AccessKey>> {
  const record = await deps.collections.find('access-keys', id);
  const owner = record === null ? {} : { organisationId: readAccessKey(record).organisationId };
  const permitted = await authorize(deps, actor, 'end-access-key', { kind: 'access-key', id }, owner);
  if (!permitted.ok) return permitted;
  if (record === null) return refuse('access-key-unknown');
  const act = actOf('end-access-key', id, actor);
  return performInStore(deps, act, async () => {
    const at = deps.clock.now();
    const ended = await endKey(deps.collections, id, at, [auditEntry(act, 'succeeded', at)]);
    return ended === null ? refuse('access-key-unknown') : succeed(withoutHash(ended));
  });
}

/** Ends a key with the entries that tell it; null where there is none. */
export function endKey(
  collections: Pick<Collections, 'change'>,
  id: string,
  at: string,
  entries: readonly AuditEntry[],
): Promise<StoredAccessKey | null> {
  return collections.change([accessKeyKey(id)], ([found]) => {
    if (found === null || found === undefined) return { put: [], remove: [], entries: [], answer: null };
    const key = readAccessKey(found);
    const ended = { ...key, endedAt: key.endedAt ?? at };
    return { put: [accessKeyRecord(ended)], remove: [], entries, answer: ended };
  });
}

/** The keys of an organisation, newest first. Who may make them may see them. */
export async function listAccessKeys(
  deps: AccessKeyDependencies,
  organisationId: string,
  actor: Actor,
): Promise<Result<readonly AccessKey[]>> {
  const subject = { kind: 'organisation', id: organisationId } as const;
  const permitted = await authorize(deps, actor, 'create-access-key', subject, { organisationId });
  if (!permitted.ok) return permitted;
  if (organisationId !== OPERATOR.id && (await findOrganisation(deps.collections, organisationId)) === null)
    return refuse('organisation-unknown', { organisation: organisationId.slice(0, 40) });
  const records = await everyRecord(deps.collections, 'access-keys', [ofOrganisation(organisationId)]);
  return succeed(records.map((record) => withoutHash(readAccessKey(record))));
}

/** Whether an organisation has an access key, or had one that was ended. */
export async function hasAccessKeys(collections: Pick<Collections, 'count'>, organisationId: string): Promise<boolean> {
  return (await collections.count('access-keys', [ofOrganisation(organisationId)], 1)) > 0;
}

/**
 * Who bears this key: null for none, for one that ended or expired, and for one whose organisation was closed. Looked up by
 * hash, so that comparing leaks no timing of the secret itself. When it was used is written down once an hour.
 */
export async function actorOfAccessKey(
  { collections, clock }: Pick<AccessKeyDependencies, 'collections' | 'clock'>,
  secret: string,
): Promise<Actor | null> {
  const record = await collections.findUnique('access-keys', secretText(hashOf(secret)));
  if (record === null) return null;
  const key = readAccessKey(record);
  const now = clock.now();
  if (accessKeyState(key, now) !== 'active') return null;
  const organisation = await findActiveOrganisation(collections, key.organisationId);
  if (organisation === null) return null;
  await recordUse(collections, key, now).catch(() => undefined);
  const { id, kind, manufacturerId, uscc } = organisation;
  const own = key.roles.filter((role) => hasRole(kind, role));
  const isGranted = mayDirectlySeal(kind) && directSealingState(key) === 'granted';
  const roles: readonly Role[] = isGranted ? [...own, 'direct-sealer'] : own;
  return { kind: 'key', id: key.id, name: key.name, organisation: { id, kind, manufacturerId, uscc }, roles };
}

/** A store that takes nothing must not keep anybody from reading. */
async function recordUse(collections: Collections, { id, lastUsedAt }: AccessKey, now: string): Promise<void> {
  if (lastUsedAt !== null && Date.parse(now) - Date.parse(lastUsedAt) < HOUR_MS) return;
  await collections.change([accessKeyKey(id)], ([found]) => {
    const put = found === null || found === undefined ? [] : [{ ...readAccessKey(found), lastUsedAt: now }];
    return { put: put.map(accessKeyRecord), remove: [], entries: [], answer: null };
  });
}

function actOf(action: Act['action'], id: string, actor: Actor): Act {
  return { stream: 'operator', actor, action, subject: { kind: 'access-key', id } };
}

function hashOf(secret: string): string {
  return sha256Hex(new TextEncoder().encode(secret));
}
