import { z } from 'zod';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { emailAddress } from '../../model/accounts/email-address.ts';
import type { Invitation } from '../../model/accounts/invitation.ts';
import type { NewRecord } from '../../ports/collections.ts';
import type { Limits } from '../../ports/limits.ts';
import type { Letter } from '../../ports/mail.ts';
import { invitationLetter, type WordsOf } from './account-mail.ts';
import { type InviteDependencies, invitePerson, type LetterOfInvitation } from './invite-person.ts';
import { withinInvitations } from './within-invitations.ts';

export type MailedInvitationDependencies = InviteDependencies & {
  readonly mail: {
    /** A letter to be saved with what it is about. */
    readonly toQueue: (letter: Letter) => Promise<NewRecord>;
    /** Sends what is queued, without being waited for. */
    readonly lookSoon: () => void;
  };
  readonly limits: Limits;
  readonly words: WordsOf;
  readonly publicUrl: string;
};

/**
 * Invites somebody and mails the link, which nobody else sees: whoever invites must not become the invited. The letter is queued
 * with the invitation, in one change: none is there without the other.
 */
export async function inviteByMail(
  deps: MailedInvitationDependencies,
  input: unknown,
  actor: Actor,
): Promise<Result<Invitation>> {
  const to = addressIn(input);
  const invited = await withinInvitations(
    deps.limits,
    { actor, to },
    () => invitePerson(deps, input, actor, letterOfInvitation(deps, actor)),
    ({ token }) => token !== null,
  );
  if (!invited.ok) return invited;
  const { invitation } = invited.value;
  if (invitation.email === null) return refuse('request-not-valid');
  deps.mail.lookSoon();
  return succeed(invitation);
}

/** Before the rest is judged; empty for none. */
function addressIn(input: unknown): string {
  const wish = z.looseObject({ email: z.string().max(300) }).safeParse(input);
  return wish.success ? (emailAddress(wish.data.email) ?? '') : '';
}

/** The letter with the link of an invitation, on behalf of whoever invites. */
export function letterOfInvitation(deps: MailedInvitationDependencies, by: Actor): LetterOfInvitation {
  return async ({ email: to, locale }, about) =>
    to === null ? null : deps.mail.toQueue(invitationLetter(deps, { to, locale, by, ...about }));
}
