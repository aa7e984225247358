import type { IsoInstant } from '#core/confirmation/calendar.ts';

/** One letter to one person, in plain text. `kind` says what it is about, such as `invitation`; it is not printed. */
export type Letter = {
  /** An address that `emailAddress` took. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly kind: string;
};

export type Mail = {
  /** Resolves when the next server, or the outbox, has it. Throws `MailNotSent` where that fails. */
  readonly send: (letter: Letter) => Promise<void>;
};

export type KeptLetter = Letter & { readonly id: string; readonly at: IsoInstant };

/** The letters of an install without a mail server. */
export type Outbox = {
  /** Newest first, so many at most; only those that were kept before the letter with this id, where one is given. */
  readonly list: (most: number, before?: string | null) => Promise<readonly KeptLetter[]>;
};

/** A letter that could not be handed over. */
export class MailNotSent extends Error {
  readonly code = 'mail-not-sent';
}
