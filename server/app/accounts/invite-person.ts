import { z } from 'zod';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { type Actor, actorRef } from '../../model/access/actor.ts';
import { hasRole } from '../../model/access/organisation.ts';
import { isPermitted } from '../../model/access/permissions.ts';
import { ROLES } from '../../model/access/roles.ts';
import { emailAddress } from '../../model/accounts/email-address.ts';
import { INVITATION_DAYS, type Invitation, isOpen } from '../../model/accounts/invitation.ts';
import type { Person } from '../../model/accounts/person.ts';
import { NEWCOMER, standingAfter } from '../../model/accounts/role-proposal.ts';
import type { Collections, NewRecord } from '../../ports/collections.ts';
import { type Act, type ActDependencies, auditEntry, authorize, performInStore } from '../access/act.ts';
import { ownerInInput } from '../access/owner-in-input.ts';
import { randomId, toBase64Url } from '../base64-url.ts';
import { fieldProblem, shapeProblems } from '../confirmations/confirmation-request.ts';
import { formId } from './form-id.ts';
import { activeOrganisation } from './identify-person.ts';
import {
  invitationKey,
  invitationRecord,
  openInvitationsOf,
  readInvitation,
  type StoredInvitation,
  tokenHash,
  withoutHash,
} from './invitation-records.ts';
import { personByEmail } from './people-records.ts';
import { toldStanding } from './told-standing.ts';

export type InviteDependencies = ActDependencies & {
  readonly collections: Collections;
  /** For the id (10 octets) and the token (32). */
  readonly randomBytes: (count: number) => Uint8Array;
};

/**
 * The letter with the link, to be stored with the invitation. `organisation`: its name, null for the operator. `isKnown`: somebody
 * signs in with the address already.
 */
export type LetterOfInvitation = (
  invitation: Invitation,
  about: { readonly organisation: string | null; readonly token: string; readonly isKnown: boolean },
) => Promise<NewRecord | null>;

const DAY_MS = 86_400_000;

export const invitationSchema = z.strictObject({
  organisation: z.string().trim().min(1).max(40),
  /** Null for the first administrator. */
  email: z.string().trim().max(300).nullable(),
  roles: z.array(z.enum(ROLES)).min(1).max(ROLES.length),
  locale: z.enum(['zh-CN', 'en', 'ru']),
  /** The id of a form that may be sent twice: one invitation comes of it. */
  form: z.string().max(100).optional(),
});

/** An invitation, and the token that lets its bearer in: it is told once and stored as a hash. Null where the form came before. */
export type CreatedInvitation = { readonly invitation: Invitation; readonly token: string | null };

/** An invitation that is open from now on. */
export function newInvitation(
  wish: Pick<Invitation, 'id' | 'organisationId' | 'email' | 'roles' | 'proposal' | 'locale' | 'application'>,
  actor: Actor,
  token: string,
  createdAt: string,
): StoredInvitation {
  return withToken({ ...wish, createdAt, createdBy: actorRef(actor), sentBy: null, state: 'open' }, token, createdAt);
}

/** The same invitation with another link, which lasts from now on. The one before opens nothing any more. */
export function withToken(invitation: Omit<Invitation, 'expiresAt'>, token: string, now: string): StoredInvitation {
  const expiresAt = new Date(Date.parse(now) + INVITATION_DAYS * DAY_MS).toISOString();
  return { ...invitation, expiresAt, sha256: tokenHash(token) };
}

/** The invitation by which somebody can come into an organisation now; null for none. */
async function openInvitationOf(
  { collections, clock }: Pick<InviteDependencies, 'collections' | 'clock'>,
  organisationId: string,
  email: string | null,
): Promise<StoredInvitation | null> {
  const now = clock.now();
  const open = await openInvitationsOf(collections, organisationId);
  return open.find((one) => one.email === email && isOpen(one, now)) ?? null;
}

/**
 * Invites somebody into an organisation with roles that organisations of its kind have. What two people have to agree on is
 * proposed for whoever accepts: nobody gets it by the invitation alone.
 *
 * @param letterOf the letter that is stored in the same change; left out where the token is told instead. With a letter an open
 * invitation of the same address refuses another one (`invitation-open`)
 */
export async function invitePerson(
  deps: InviteDependencies,
  input: unknown,
  actor: Actor,
  letterOf: LetterOfInvitation | null = null,
): Promise<Result<CreatedInvitation>> {
  const asked = invitationSchema.safeParse(input, { reportInput: true });
  const organisationId = ownerInInput(input, 'organisation');
  const subject = { kind: 'organisation', id: organisationId } as const;
  const permitted = await authorize(deps, actor, 'invite-person', subject, { organisationId });
  if (!permitted.ok) return permitted;
  if (!asked.success) return refuse('request-not-valid', {}, shapeProblems(asked.error));
  const organisation = await activeOrganisation(deps.collections, organisationId);
  if (organisation === null) return refuse('organisation-unknown', { organisation: organisationId });
  const { roles, locale } = asked.data;
  const wrong = roles.findIndex((role) => !hasRole(organisation.kind, role));
  if (wrong >= 0) return refuse('request-not-valid', {}, [fieldProblem(`/roles/${wrong}`, 'role-not-of-organisation')]);
  const email = asked.data.email === null ? null : emailAddress(asked.data.email);
  if (email === null && asked.data.email !== null)
    return refuse('request-not-valid', {}, [fieldProblem('/email', 'email-not-valid')]);
  const known = email === null ? null : await personByEmail(deps.collections, email);
  if (known !== null && maySee(actor, known)) return refuse('person-known');
  const token = toBase64Url(deps.randomBytes(32));
  const { form } = asked.data;
  const id = form === undefined ? randomId(deps.randomBytes(10)) : formId(actor, form);
  const open = letterOf === null ? null : await openInvitationOf(deps, organisationId, email);
  if (open !== null && open.id !== id) return refuse('invitation-open', { invitation: open.id, until: open.expiresAt });
  const createdAt = deps.clock.now();
  const standing = standingAfter([...new Set(roles)], NEWCOMER, { kind: organisation.kind, by: actor, at: createdAt });
  if (standing.proposal !== null && actor.kind === 'key') return refuse('person-needed');
  const wish = { id, organisationId, email, ...standing, locale, application: null };
  const invitation = newInvitation(wish, actor, token, createdAt);
  const act = invitationAct('invite-person', invitation.id, actor);
  return performInStore(deps, act, async () => {
    const detail = { organisation: organisationId, ...toldStanding(invitation) };
    const entries = [auditEntry(act, 'succeeded', createdAt, detail)];
    const letter =
      (await letterOf?.(withoutHash(invitation), {
        ...{ organisation: organisation.name, token, isKnown: known !== null },
      })) ?? null;
    const put = [invitationRecord(invitation), ...(letter === null ? [] : [letter])];
    return deps.collections.change<Result<CreatedInvitation>>([invitationKey(id)], ([found]) => {
      const former = found === null || found === undefined ? null : withoutHash(readInvitation(found));
      if (former !== null)
        return { put: [], remove: [], entries, answer: succeed({ invitation: former, token: null }) };
      return { put, remove: [], entries, answer: succeed({ invitation: withoutHash(invitation), token }) };
    });
  });
}

/**
 * Whether whoever invites may see the account that an address has. Who may not is answered as if there were none; whoever reads the
 * letter is told, and comes in once that account was ended.
 */
export function maySee(actor: Actor, { organisationId }: Person): boolean {
  return isPermitted(actor, 'read-people', { organisationId });
}

/** It lets nobody in from now on. Withdrawing it again changes nothing; one that the actor may not withdraw is unknown. */
export async function withdrawInvitation(
  deps: InviteDependencies,
  id: string,
  actor: Actor,
): Promise<Result<Invitation>> {
  const record = await deps.collections.find('invitations', id);
  const owner = record === null ? {} : { organisationId: readInvitation(record).organisationId };
  const permitted = await authorize(deps, actor, 'withdraw-invitation', { kind: 'invitation', id }, owner);
  if (!permitted.ok) return permitted;
  if (record === null) return refuse('invitation-not-valid');
  const act = invitationAct('withdraw-invitation', id, actor);
  return performInStore(deps, act, async () => {
    const entries = [auditEntry(act, 'succeeded', deps.clock.now())];
    return deps.collections.change<Result<Invitation>>([invitationKey(id)], ([found]) => {
      const former = found === null || found === undefined ? null : readInvitation(found);
      if (former === null || former.state === 'accepted')
        return { put: [], remove: [], entries: [], answer: refuse('invitation-not-valid') };
      const withdrawn: StoredInvitation = { ...former, state: 'withdrawn' };
      return { put: [invitationRecord(withdrawn)], remove: [], entries, answer: succeed(withoutHash(withdrawn)) };
    });
  });
}

/** Those of an organisation that still let somebody in, newest first. Who may invite may see them. */
export async function listInvitations(
  deps: InviteDependencies,
  organisationId: string,
  actor: Actor,
): Promise<Result<readonly Invitation[]>> {
  const subject = { kind: 'organisation', id: organisationId } as const;
  const permitted = await authorize(deps, actor, 'invite-person', subject, { organisationId });
  if (!permitted.ok) return permitted;
  const all = await openInvitationsOf(deps.collections, organisationId);
  const now = deps.clock.now();
  return succeed(all.filter((one) => isOpen(one, now)).map(withoutHash));
}

function invitationAct(action: Act['action'], id: string, actor: Actor): Act {
  return { stream: 'operator', actor, action, subject: { kind: 'invitation', id } };
}
