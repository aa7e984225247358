import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { type Actor, actorRef } from '../../model/access/actor.ts';
import type { Invitation } from '../../model/accounts/invitation.ts';
import { type Act, auditEntry, authorize, performInStore } from '../access/act.ts';
import { toBase64Url } from '../base64-url.ts';
import { activeOrganisation } from './identify-person.ts';
import { invitationKey, invitationRecord, readInvitation, withoutHash } from './invitation-records.ts';
import { letterOfInvitation, type MailedInvitationDependencies } from './invite-by-mail.ts';
import { maySee, withToken } from './invite-person.ts';
import { personByEmail } from './people-records.ts';
import { withinInvitations } from './within-invitations.ts';

/**
 * Sends an invitation that nobody has accepted again: with another link, for seven days from now, on behalf of whoever does it.
 * The link before ends. A form says until when the link is good that it is to replace: where another one was sent since, none is
 * (`invitation-changed`).
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
  const known = found.email === null ? null : await personByEmail(deps.collections, found.email);
  if (known !== null && maySee(actor, known)) return refuse('person-known');
  const token = toBase64Url(deps.randomBytes(32));
  const letter = await letterOfInvitation(deps, actor)(withoutHash(found), {
    ...{ organisation: organisation.name, token, isKnown: known !== null },
  });
  const act: Act = { stream: 'operator', actor, action: 'invite-person', subject: { kind: 'invitation', id } };
  const renew = () =>
    performInStore(deps, act, () => {
      const now = deps.clock.now();
      return deps.collections.change<Result<Invitation>>([invitationKey(id)], ([stored]) => {
        const former = stored == null ? null : readInvitation(stored);
        if (former?.state !== 'open')
          return { put: [], remove: [], entries: [], answer: refuse('invitation-not-valid') };
        if (former.expiresAt !== until) {
          const answer = refuse('invitation-changed', { organisation: former.organisationId });
          return { put: [], remove: [], entries: [], answer };
        }
        const invitation = withToken({ ...former, sentBy: actorRef(actor) }, token, now);
        const detail = { organisation: former.organisationId, roles: former.roles.join(' '), again: 'yes' };
        const entries = [auditEntry(act, 'succeeded', now, detail)];
        const put = [invitationRecord(invitation), ...(letter === null ? [] : [letter])];
        return { put, remove: [], entries, answer: succeed(withoutHash(invitation)) };
      });
    });
  const renewed = await withinInvitations(deps.limits, { actor, to: found.email ?? '' }, renew);
  if (renewed.ok) deps.mail.lookSoon();
  return renewed;
}
