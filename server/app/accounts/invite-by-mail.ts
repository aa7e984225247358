import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Invitation } from '../../model/accounts/invitation.ts';
import { type Mail, MailNotSent } from '../../ports/mail.ts';
import { invitationLetter, type WordsOf } from './account-mail.ts';
import { activeOrganisation } from './identify-person.ts';
import { type CreatedInvitation, type InviteDependencies, invitePerson } from './invite-person.ts';

export type MailedInvitationDependencies = InviteDependencies & {
  readonly mail: Mail;
  readonly words: WordsOf;
  readonly publicUrl: string;
};

/**
 * Invites somebody and mails the link, which nobody else sees: whoever invites must not become the invited. Where it cannot be
 * sent (`mail-not-sent`) the invitation stays, to be withdrawn or sent again.
 */
export async function inviteByMail(
  deps: MailedInvitationDependencies,
  input: unknown,
  actor: Actor,
): Promise<Result<Invitation>> {
  const invited = await invitePerson(deps, input, actor, true);
  return invited.ok ? mailInvitation(deps, invited.value, actor) : invited;
}

/** Mails the link of an invitation. */
export async function mailInvitation(
  deps: MailedInvitationDependencies,
  { invitation, token }: CreatedInvitation,
  actor: Actor,
): Promise<Result<Invitation>> {
  if (token === null) return succeed(invitation);
  if (invitation.email === null) return refuse('request-not-valid');
  const organisation = (await activeOrganisation(deps.collections, invitation.organisationId))?.name ?? null;
  const { email: to, locale } = invitation;
  try {
    await deps.mail.send(invitationLetter(deps, { to, locale, organisation, by: actor.name, token }));
  } catch (fault) {
    if (fault instanceof MailNotSent) return refuse('mail-not-sent');
    throw fault;
  }
  return succeed(invitation);
}
