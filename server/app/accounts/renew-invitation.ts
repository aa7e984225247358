import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { type Actor, actorRef } from '../../model/access/actor.ts';
import type { Invitation } from '../../model/accounts/invitation.ts';
import type { NewRecord } from '../../ports/collections.ts';
import { type Act, auditEntry, authorize, performInStore } from '../access/act.ts';
import { toBase64Url } from '../base64-url.ts';
import { activeOrganisation } from './identify-person.ts';
import { invitationKey, invitationRecord, readInvitation, withoutHash } from './invitation-records.ts';
import { letterOfInvitation, type MailedInvitationDependencies } from './invite-by-mail.ts';
import { type CreatedInvitation, type InviteDependencies, withToken } from './invite-person.ts';
import { personByEmail } from './people-records.ts';

/**
 * Sends an invitation that nobody has accepted again: with another link, for seven days from now, on behalf of whoever does it.
 * The link before ends. One form sent twice writes one letter: it says until when the link is good that it is to replace.
 */
export async function resendInvitation(
  deps: MailedInvitationDependencies,
  { id, until }: { readonly id: string; readonly until: string },
  actor: Actor,
): Promise<Result<Invitation>> {
  const record = await deps.collections.find('invitations', id);
  const found = record === null ? null : readInvitation(record);
  const owner = found === null ? {} : { organisationId: found.organisationId };
  const permitted = await authorize(deps, actor, 'invite-person', { kind: 'invitation', id }, owner);
  if (!permitted.ok) return permitted;
  const organisation = found === null ? null : await activeOrganisation(deps.collections, found.organisationId);
  if (found === null || organisation === null) return refuse('invitation-not-valid');
  if (found.email !== null && (await personByEmail(deps.collections, found.email)) !== null)
    return refuse('person-known');
  const letter = letterOfInvitation(deps, actor);
  const renewed = await renewInvitation(deps, id, actor, {
    until,
    letterOf: (token) => letter(withoutHash(found), organisation.name, token),
  });
  if (!renewed.ok) return renewed;
  deps.mail.lookSoon();
  return succeed(renewed.value.invitation);
}

type Renewal = {
  /** The end of the link that is to be replaced: nothing is done, and no token given, where it is another one. */
  readonly until?: string;
  /** The letter that is stored in the same change. */
  readonly letterOf: (token: string) => Promise<NewRecord | null>;
};

/** Gives an invitation another link. Whoever calls it has asked whether the actor may. */
export async function renewInvitation(
  deps: InviteDependencies,
  id: string,
  actor: Actor,
  { until, letterOf }: Renewal,
): Promise<Result<CreatedInvitation>> {
  const act: Act = { stream: 'operator', actor, action: 'invite-person', subject: { kind: 'invitation', id } };
  const token = toBase64Url(deps.randomBytes(32));
  return performInStore(deps, act, async () => {
    const now = deps.clock.now();
    const letter = await letterOf(token);
    return deps.collections.change<Result<CreatedInvitation>>([invitationKey(id)], ([stored]) => {
      const former = stored == null ? null : readInvitation(stored);
      if (former?.state !== 'open') return { put: [], remove: [], entries: [], answer: refuse('invitation-not-valid') };
      if (until !== undefined && former.expiresAt !== until) {
        const answer = succeed({ invitation: withoutHash(former), token: null });
        return { put: [], remove: [], entries: [auditEntry(act, 'succeeded', now, { again: 'no' })], answer };
      }
      const invitation = withToken({ ...former, createdBy: actorRef(actor) }, token, now);
      const detail = { organisation: former.organisationId, roles: former.roles.join(' '), again: 'yes' };
      return {
        put: [invitationRecord(invitation), ...(letter === null ? [] : [letter])],
        remove: [],
        entries: [auditEntry(act, 'succeeded', now, detail)],
        answer: succeed({ invitation: withoutHash(invitation), token }),
      };
    });
  });
}
