import type { Locale } from '#core/confirmation/country.ts';
import { unlinked } from '../../model/letters/names-in-letters.ts';
import type { Letter } from '../../ports/mail.ts';
import { invitationLink, pageAddress, type WordsOf } from '../accounts/account-mail.ts';

export type LetterDependencies = { readonly words: WordsOf; readonly publicUrl: string };
type Reader = { readonly to: string; readonly locale: Locale };

/** Asks whoever reads the mail of an address. Nothing that the applicant typed is in it: it may go to anybody. */
export function confirmLetter(
  { words, publicUrl }: LetterDependencies,
  { to, locale, token }: Reader & { readonly token: string },
): Letter {
  const { text } = words(locale);
  const link = pageAddress(publicUrl, locale, `register/confirm/${token}`);
  return {
    ...{ to, kind: 'application-confirm' },
    subject: text('accounts.mail.application-confirm.subject'),
    text: text('accounts.mail.application-confirm.text', { link, address: publicUrl }),
  };
}

/** Lets the applicant in. */
export function acceptedLetter(
  { words, publicUrl }: LetterDependencies,
  { to, locale, token, company }: Reader & { readonly token: string; readonly company: string },
): Letter {
  const { text } = words(locale);
  const link = invitationLink(publicUrl, locale, token);
  return {
    ...{ to, kind: 'application-accepted' },
    subject: text('accounts.mail.application-accepted.subject'),
    text: text('accounts.mail.application-accepted.text', { company: unlinked(company), link, address: publicUrl }),
  };
}

/** Says why not; whose company is here already is led to its administrator. */
export function refusedLetter(
  { words, publicUrl }: LetterDependencies,
  asked: Reader & { readonly company: string; readonly reason: string; readonly isKnown: boolean },
): Letter {
  const { to, locale, company, reason, isKnown } = asked;
  const { text } = words(locale);
  const told = text('accounts.mail.application-refused.text', {
    ...{ company: unlinked(company), reason, address: publicUrl },
  });
  return {
    ...{ to, kind: 'application-refused' },
    subject: text('accounts.mail.application-refused.subject'),
    text: isKnown ? `${told}\n${text('accounts.mail.application-refused.known')}\n` : told,
  };
}
