import type { Locale } from '#core/confirmation/country.ts';
import type { Words } from '../../i18n/words.ts';
import type { ActorRef } from '../../model/access/actor.ts';
import { unlinked } from '../../model/letters/names-in-letters.ts';
import type { Letter } from '../../ports/mail.ts';
import { actorName } from '../access/actor-name.ts';

export type WordsOf = (locale: Locale) => Words;

/** The first part of the address of pages in a language. */
const SEGMENT: Readonly<Record<Locale, string>> = { 'zh-CN': 'zh', en: 'en', ru: 'ru' };

/** The address of a page in a language. */
export function pageAddress(publicUrl: string, locale: Locale, path: string): string {
  return `${publicUrl}/${SEGMENT[locale]}/${path}`;
}

/** Where an invitation is accepted. */
export function invitationLink(publicUrl: string, locale: Locale, token: string): string {
  return pageAddress(publicUrl, locale, `invitation/${token}`);
}

/** The letter with an invitation. */
export function invitationLetter(
  { words, publicUrl }: { readonly words: WordsOf; readonly publicUrl: string },
  asked: {
    readonly to: string;
    readonly locale: Locale;
    readonly organisation: string | null;
    readonly by: ActorRef;
    /** Whether somebody signs in with this address already: only whoever reads the letter is told. */
    readonly isKnown: boolean;
    readonly token: string;
  },
): Letter {
  const { to, locale, by, token } = asked;
  const { text } = words(locale);
  const organisation = asked.organisation === null ? text('accounts.operator') : unlinked(asked.organisation);
  const link = invitationLink(publicUrl, locale, token);
  return {
    ...{ to, kind: 'invitation' },
    subject: text('accounts.mail.invitation.subject', { organisation }),
    text: text(asked.isKnown ? 'accounts.mail.invitation-known.text' : 'accounts.mail.invitation.text', {
      ...{ organisation, link, address: publicUrl, by: unlinked(actorName(by, words(locale))) },
    }),
  };
}

/** The letter with a link that sets another password. */
export function resetLetter(
  { words, publicUrl }: { readonly words: WordsOf; readonly publicUrl: string },
  { to, locale, token }: { readonly to: string; readonly locale: Locale; readonly token: string },
): Letter {
  const { text } = words(locale);
  const link = pageAddress(publicUrl, locale, `reset/${token}`);
  return {
    ...{ to, kind: 'password-reset' },
    subject: text('accounts.mail.reset.subject'),
    text: text('accounts.mail.reset.text', { link, address: publicUrl }),
  };
}

/** What somebody is told of a change to their account that they may not have made. */
export function noticeLetter(
  { words, publicUrl }: { readonly words: WordsOf; readonly publicUrl: string },
  { to, locale, what }: { readonly to: string; readonly locale: Locale; readonly what: AccountNotice },
): Letter {
  const { text } = words(locale);
  return {
    ...{ to, kind: what },
    subject: text(`accounts.mail.${what}.subject`),
    text: text(`accounts.mail.${what}.text`, { address: publicUrl }),
  };
}

export const ACCOUNT_NOTICES = [
  ...(['password-changed', 'second-factor-on', 'second-factor-changed', 'backup-codes-renewed'] as const),
  ...(['passkey-added', 'passkey-removed', 'second-factor-reset', 'identity-bound', 'identity-released'] as const),
] as const;
export type AccountNotice = (typeof ACCOUNT_NOTICES)[number];
