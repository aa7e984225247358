import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { MailFailure } from '../model/letters/mail-failure.ts';

/** One letter to one person, in plain text. `kind` says what it is about, such as `invitation`; it is not printed. */
export type Letter = {
  /** An address that `emailAddress` took. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly kind: string;
  /** Where its reader gets no more of them, by a post without signing in; left out of letters that are always sent. */
  readonly unsubscribe?: string;
};

export type Mail = {
  /**
   * Resolves when the next server, or the outbox, has it. `id` names it to that server, so that one that comes twice is known.
   * Throws `MailNotSent` where that fails.
   */
  readonly send: (letter: Letter, id: string) => Promise<void>;
};

export type KeptLetter = Letter & { readonly id: string; readonly at: IsoInstant };

/** The letters of an install without a mail server. */
export type Outbox = {
  /** Newest first, so many at most; only those that were kept before the letter with this id, where one is given. */
  readonly list: (most: number, before?: string | null) => Promise<readonly KeptLetter[]>;
};

/** Links by which people turn off letters that they do not have to get. A token says who, and is good for nothing else. */
export type NoticeLinks = {
  readonly tokenOf: (personId: string) => Promise<string>;
  /** Null for one that was not made here. Whether there is such a person is not asked. */
  readonly personOf: (token: string) => Promise<string | null>;
};

/** Keeps what is stored from whoever reads the store alone. */
export type LetterCipher = {
  readonly seal: (text: string, id: string) => Promise<string>;
  /** Null for what was sealed under another secret, or another id, or changed since. */
  readonly open: (sealed: string, id: string) => Promise<string | null>;
};

/** A letter that could not be handed over. */
export class MailNotSent extends Error {
  readonly code = 'mail-not-sent';
  readonly failure: MailFailure;

  constructor(message: string, options: ErrorOptions & { readonly failure?: MailFailure } = {}) {
    super(message, options);
    this.failure = options.failure ?? 'other';
  }
}
