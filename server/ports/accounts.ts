import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { ProviderTerms } from '../model/accounts/identity-provider.ts';
import type { NewRecord } from './collections.ts';

/** What a browser sent beside a form. */
export type Browser = {
  /** The header `Cookie`; empty for none. */
  readonly cookies: string;
  /** The header `Origin`; null for none. */
  readonly origin: string | null;
  readonly userAgent: string;
};

/** Values of `Set-Cookie` for the browser. */
export type CookieChanges = readonly string[];

/**
 * What came of signing in. `code-asked`: the password is right, the second factor is asked for. `wrong`: never which of e-mail
 * and password, or that a code was used before. `over`: the time for the code has run out: from the beginning. `locked`: too
 * many wrong codes for this account.
 */
export type SignInOutcome = 'signed-in' | 'code-asked' | 'wrong' | 'over' | 'locked' | 'forged';
export type SignInAnswer = { readonly outcome: SignInOutcome; readonly cookies: CookieChanges };

/** Who signed in with a browser. */
export type SignedInSession = {
  readonly id: string;
  readonly userId: string;
  readonly email: string;
  /** Whether the user has a second factor; the session then began with it, or on the terms of a provider. */
  readonly hasSecondFactor: boolean;
  /** Null where it began with a password. */
  readonly terms: ProviderTerms | null;
};

/** Sessions of browsers, from signing in to signing out. A session that begins has a new token, whatever the browser had. */
export type SignIns = {
  readonly withPassword: (
    browser: Browser,
    asked: { readonly email: string; readonly password: string },
  ) => Promise<SignInAnswer>;
  readonly withCode: (
    browser: Browser,
    asked: { readonly kind: 'totp' | 'backup'; readonly code: string },
  ) => Promise<SignInAnswer>;
  /**
   * For a user whom a provider proved: nothing else is asked here, but for the code of whoever has a second factor, unless the
   * provider asked for one. `wrong` where there is no such user.
   */
  readonly withProvider: (browser: Browser, userId: string, terms: ProviderTerms) => Promise<SignInAnswer>;
  readonly sessionOf: (browser: Pick<Browser, 'cookies'>) => Promise<SignedInSession | null>;
  readonly signOut: (browser: Browser) => Promise<CookieChanges>;
};

/** A session as its person sees it. */
export type SessionSummary = {
  readonly id: string;
  readonly since: IsoInstant;
  readonly until: IsoInstant;
  readonly userAgent: string;
};

/** The sessions of one user. */
export type UserSessions = {
  /** Newest first, without those that ran out. */
  readonly list: (userId: string) => Promise<readonly SessionSummary[]>;
  /** Ends one of this user; nothing happens where it is not theirs. */
  readonly end: (userId: string, sessionId: string) => Promise<void>;
  /** Ends all but one; null for all. */
  readonly endAll: (userId: string, except: string | null) => Promise<void>;
};

export type NewUser = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly at: IsoInstant;
};

/** What proves who somebody is. */
export type Credentials = {
  /** Records of a user with a password, to be saved in one change with what belongs to them. */
  readonly recordsOf: (user: NewUser) => Promise<readonly NewRecord[]>;
  /** Whose user has this e-mail, somebody's who was ended, too; null where nobody's has. */
  readonly userOf: (email: string) => Promise<string | null>;
  /** Removes a user with all that proves who they are, and ends their sessions. */
  readonly remove: (userId: string) => Promise<void>;
  /** Whether it is the password of the user whose session it is; then it is another one from now on, and other sessions end. */
  readonly changePassword: (
    browser: Browser,
    asked: { readonly former: string; readonly next: string },
  ) => Promise<{ readonly outcome: 'changed' | 'wrong' | 'forged'; readonly cookies: CookieChanges }>;
};

/** Passwords that were forgotten. */
export type PasswordResets = {
  /** Makes a token, good for an hour and once; null where nobody has this e-mail. */
  readonly begin: (email: string) => Promise<{ readonly token: string; readonly userId: string } | null>;
  /** The user that a token is for; null where it is not good, or not any more. It stays good. */
  readonly whose: (token: string) => Promise<string | null>;
  /** Sets the password and ends all sessions; false where the token is not good, or not any more. */
  readonly finish: (token: string, password: string) => Promise<boolean>;
};

/** What an authenticator needs to be set up, shown once. */
export type SecondFactorOffer = {
  /** `otpauth://totp/…` */
  readonly address: string;
  readonly secret: string;
  readonly backupCodes: readonly string[];
};

/** Codes of authenticators (TOTP, RFC 6238). Each is accepted once, over all instances. */
export type SecondFactors = {
  /** Makes what is to be set up, where the password is right and nothing is set up yet. */
  readonly offer: (
    browser: Browser,
    password: string,
  ) => Promise<SecondFactorOffer | 'wrong' | 'set-up-already' | 'forged'>;
  /** Turns it on with the first code; the session gets a new token and all others end. */
  readonly turnOn: (browser: Browser, code: string) => Promise<SignInAnswer>;
  /** Whether it is a code of this user that was not used before; it is used then. */
  readonly use: (userId: string, code: string) => Promise<'accepted' | 'wrong'>;
  /** The user has none from now on, and all sessions end. */
  readonly remove: (userId: string) => Promise<void>;
};

export type Accounts = {
  readonly signIns: SignIns;
  readonly sessions: UserSessions;
  readonly credentials: Credentials;
  readonly resets: PasswordResets;
  readonly secondFactors: SecondFactors;
};
