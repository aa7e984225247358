import { z } from 'zod';
import { type FieldProblem, type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { emailAddress } from '../../model/accounts/email-address.ts';
import { type Invitation, isOpen } from '../../model/accounts/invitation.ts';
import type { Person } from '../../model/accounts/person.ts';
import { deciderOf } from '../../model/applications/application.ts';
import type { Credentials, PasswordJudge } from '../../ports/accounts.ts';
import type { Collections } from '../../ports/collections.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { type Act, type ActDependencies, auditEntry, performInStore } from '../access/act.ts';
import { randomId } from '../base64-url.ts';
import { fieldProblem, shapeProblems } from '../confirmations/confirmation-request.ts';
import { nameSchema } from '../confirmations/name-schema.ts';
import { activeOrganisation } from './identify-person.ts';
import {
  invitationByToken,
  invitationKey,
  invitationRecord,
  readInvitation,
  type StoredInvitation,
  withoutHash,
} from './invitation-records.ts';
import { judgePassword } from './judge-password.ts';
import { mayStill } from './may-still.ts';
import { findPerson, hasPeople, personByEmail, personRecord } from './people-records.ts';
import { toldStanding } from './told-standing.ts';

export type AcceptDependencies = ActDependencies & {
  readonly collections: Collections;
  readonly credentials: Pick<Credentials, 'recordsOf' | 'userOf' | 'remove'>;
  readonly judge: PasswordJudge;
  readonly randomBytes: (count: number) => Uint8Array;
};

/** What somebody who was invited says of themselves: never a role, an organisation, or another address than was invited. */
export const acceptanceSchema = z.strictObject({
  name: nameSchema(80),
  password: z.string().max(1_000),
  /** Only where the invitation names none. */
  email: z.string().max(300).optional(),
  /** Of the page on which they came: whoever changed it before wants their letters in it, too. */
  locale: z.enum(['zh-CN', 'en', 'ru']).optional(),
});

/** What is judged beyond its shape, as far as it is there. */
const textsSchema = z
  .object({ name: z.string().catch(''), email: z.string().catch(''), password: z.string().max(1_000).catch('') })
  .catch({ name: '', email: '', password: '' });

/** An invitation that its token still opens, by somebody who may still invite, with the name of its organisation; `invitation-not-valid` for every other one. */
export async function openInvitation(
  deps: Pick<AcceptDependencies, 'collections' | 'clock'>,
  token: string,
): Promise<Result<{ readonly invitation: Invitation; readonly organisationName: string | null }>> {
  const found = await usable(deps, token);
  if (found === null) return refuse('invitation-not-valid');
  if (await isOfKnownAddress(deps, found.invitation)) return refuse('invited-has-account');
  return succeed({ invitation: withoutHash(found.invitation), organisationName: found.organisationName });
}

/** Whoever reads the letters of this address signs in with it already: an address is one account's. */
async function isOfKnownAddress(
  { collections }: Pick<AcceptDependencies, 'collections'>,
  { email }: Invitation,
): Promise<boolean> {
  return email !== null && (await personByEmail(collections, email)) !== null;
}

async function usable({ collections, clock }: Pick<AcceptDependencies, 'collections' | 'clock'>, token: string) {
  const invitation = await invitationByToken(collections, token);
  if (invitation === null || !isOpen(invitation, clock.now())) return null;
  // The link of the first start lies in a log: it is for the first person alone, however that one came in.
  if (invitation.email === null && (await hasPeople(collections))) return null;
  // Whoever is ended must not come back by an address of theirs.
  if (!(await mayStillInvite(collections, invitation))) return null;
  const organisation = await activeOrganisation(collections, invitation.organisationId);
  return organisation === null ? null : { invitation, organisationName: organisation.name };
}

/** Whoever may decide on an application may invite its applicant. */
async function mayStillInvite(
  collections: Pick<Collections, 'find'>,
  { createdBy, sentBy, organisationId, application }: Invitation,
): Promise<boolean> {
  const by = sentBy ?? createdBy;
  if (application !== null && (await mayStill(collections, 'decide-application', by, deciderOf(application))))
    return true;
  return mayStill(collections, 'invite-person', by, { organisationId });
}

/** Somebody who was let in just now. */
export type NewPerson = Person & { readonly email: string };

/**
 * Makes the person that an invitation is for, with a password. The invitation, the person and the password are one change: of
 * two who come with the same token one is let in.
 */
export async function acceptInvitation(
  deps: AcceptDependencies,
  token: string,
  input: unknown,
): Promise<Result<NewPerson>> {
  const found = await usable(deps, token);
  if (found === null) return refuse('invitation-not-valid');
  if (await isOfKnownAddress(deps, found.invitation)) return refuse('invited-has-account');
  const parsed = acceptanceSchema.safeParse(input, { reportInput: true });
  const given = textsSchema.parse(input);
  const email = found.invitation.email ?? emailAddress(given.email);
  const shape = parsed.success ? [] : shapeProblems(parsed.error);
  const named = new Set(shape.map(({ pointer }) => pointer));
  // All faults at once: whoever leaves the form empty is told of every field.
  const { organisationId, roles, proposal } = found.invitation;
  const whose = { name: given.name, email, organisationId };
  const judged = await acceptanceProblems(deps, given.password, whose);
  const further = judged.filter(({ pointer }) => !named.has(pointer));
  const wrong = [...shape, ...further];
  if (!parsed.success || email === null || wrong.length > 0) return refuse('request-not-valid', {}, wrong);
  const { name, password } = parsed.data;
  if ((await personByEmail(deps.collections, email)) !== null) return refuse('person-known');
  const locale = parsed.data.locale ?? found.invitation.locale;
  const since = deps.clock.now();
  const id = randomId(deps.randomBytes(10));
  const person: NewPerson = {
    ...{ id, organisationId, name, email, roles, proposal, locale, since },
    ...{ notices: true, state: 'active', endedAt: null, secondFactorSince: null, identity: null },
    invitedBy: found.invitation.createdBy,
  };
  const actor: Actor = { kind: 'person', id, name, organisation: null, roles: [] };
  const act: Act = { stream: 'operator', actor, action: 'accept-invitation', subject: { kind: 'person', id } };
  await removeLeftUser(deps, email);
  const user = await deps.credentials.recordsOf({ id, name, email, password, at: since });
  return performInStore(deps, act, async () => {
    const detail = { organisation: organisationId, ...toldStanding(person), invitation: found.invitation.id };
    const entries = [auditEntry(act, 'succeeded', since, detail)];
    const change = () =>
      deps.collections.change<Result<NewPerson>>([invitationKey(found.invitation.id)], ([record]) => {
        const stands = record === null || record === undefined ? null : readInvitation(record);
        if (stands === null || !isOpen(stands, since))
          return { put: [], remove: [], entries: [], answer: refuse('invitation-not-valid') };
        const accepted: StoredInvitation = { ...stands, state: 'accepted' };
        const put = [invitationRecord(accepted), personRecord(person), ...user];
        return { put, remove: [], entries, answer: succeed(person) };
      });
    return change().catch((fault: unknown) => {
      // Somebody else with this address came first.
      if (fault instanceof StoreConflict) return refuse('person-known');
      throw fault;
    });
  });
}

/**
 * What proved who somebody was is there still where a process died after it had ended them, or a restore ended them again: it would
 * keep everybody with their address out.
 */
async function removeLeftUser(
  { collections, credentials }: Pick<AcceptDependencies, 'collections' | 'credentials'>,
  email: string,
): Promise<void> {
  const left = await credentials.userOf(email);
  // A person and their user are one change: whose user is seen is seen, too.
  if (left !== null && (await findPerson(collections, left))?.state !== 'active') await credentials.remove(left);
}

async function acceptanceProblems(
  deps: Pick<AcceptDependencies, 'collections' | 'judge'>,
  password: string,
  { email, ...whose }: { readonly name: string; readonly email: string | null; readonly organisationId: string },
): Promise<readonly FieldProblem[]> {
  const wrong = await judgePassword(deps, password, { ...whose, email: email ?? '' });
  return [
    ...(email === null ? [fieldProblem('/email', 'email-not-valid')] : []),
    ...(wrong === null ? [] : [fieldProblem('/password', wrong)]),
  ];
}
