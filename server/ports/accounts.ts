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
/** With who signed in; null for nobody. */
export type SignedInAnswer = SignInAnswer & { readonly userId: string | null };

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
  ) => Promise<SignedInAnswer>;
  readonly withCode: (
    browser: Browser,
    asked: { readonly kind: 'totp' | 'backup'; readonly code: string },
  ) => Promise<SignedInAnswer>;
  /**
   * For a user whom a provider proved: nothing else is asked here, but for the code of whoever has a second factor, unless the
   * provider asked for one. `wrong` where there is no such user.
   */
  readonly withProvider: (browser: Browser, userId: string, terms: ProviderTerms) => Promise<SignedInAnswer>;
  readonly sessionOf: (browser: Pick<Browser, 'cookies'>) => Promise<SignedInSession | null>;
  readonly signOut: (browser: Browser) => Promise<CookieChanges>;
};

/**
 * Keeps whoever guesses passwords from locking out those who know theirs: tries of a browser from which a user signed in before are
 * counted for that browser, all others for the account.
 */
export type SignInGuard = {
  /** Under what wrong passwords for this address are counted, when they come from this browser. */
  readonly counterOf: (
    browser: Pick<Browser, 'cookies'>,
    email: string,
  ) => Promise<{ readonly kind: 'sign-in-browser' | 'sign-in-account'; readonly key: string }>;
  /** The user signed in with it, or proved to be who they are: it is known from now on, as one of the last ten. */
  readonly remember: (browser: Pick<Browser, 'cookies'>, userId: string) => Promise<CookieChanges>;
  /** Forgets all other browsers of a user; all of them for null. */
  readonly keepOnly: (browser: Pick<Browser, 'cookies'> | null, userId: string) => Promise<void>;
  /** What was counted against a user, passwords and codes, counts no more. */
  readonly lift: (userId: string) => Promise<void>;
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
  /** Whether it is the password of this user. */
  readonly isPassword: (userId: string, password: string) => Promise<boolean>;
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

/** What an authenticator needs to be set up. */
export type AuthenticatorOffer = {
  /** `otpauth://totp/…` */
  readonly address: string;
  readonly secret: string;
};
export type SecondFactorOffer = AuthenticatorOffer & { readonly backupCodes: readonly string[] };

/** A code that proves that the second factor is at hand, and the form that it came with: sent again, it is answered alike. */
export type CodeOfForm = { readonly code: string; readonly form: string };

/** Codes of authenticators (TOTP, RFC 6238). Each is accepted once, over all instances. */
export type SecondFactors = {
  /** What is to be set up, where nothing is set up yet: the same for an hour, until it is turned on. */
  readonly offer: (userId: string) => Promise<SecondFactorOffer | 'set-up-already'>;
  /** Turns it on with the first code; the session gets a new token and all others end. `over`: the hour has passed. */
  readonly turnOn: (browser: Browser, code: string) => Promise<SignInAnswer>;
  /** Whether it is a code of this user that was not used before; it is used then. */
  readonly use: (userId: string, code: string) => Promise<'accepted' | 'wrong'>;
  /** The user has none from now on, nor a passkey, and all sessions end. */
  readonly remove: (userId: string) => Promise<void>;
};

/** Changes to a second factor that is set up. */
export type FactorChanges = {
  /** What another authenticator needs, for a code of the present one or a backup code: the same for an hour, until it is confirmed. */
  readonly begin: (userId: string, proof: CodeOfForm) => Promise<AuthenticatorOffer | 'code-wrong'>;
  /** The other authenticator takes the place of the present one, where this is its code. `over`: the hour has passed. */
  readonly finish: (userId: string, code: string) => Promise<'changed' | 'code-wrong' | 'over'>;
  /** New backup codes, for a code of the authenticator; the former ones end. */
  readonly renewBackupCodes: (
    userId: string,
    proof: CodeOfForm,
  ) => Promise<{ readonly codes: readonly string[]; readonly isRepeated: boolean } | 'code-wrong'>;
  /** Whether it is a code that was not used before; the same form again needs no other one for a while. `none`: nothing is set up. */
  readonly prove: (userId: string, proof: CodeOfForm) => Promise<'accepted' | 'code-wrong' | 'none'>;
};

/** What the script of a page asks a browser for a passkey, as JSON, and cookies that go with it. Good for five minutes, once. */
export type PasskeyQuestion = { readonly options: string; readonly cookies: CookieChanges };
/** A passkey as its person sees it. */
export type PasskeySummary = { readonly id: string; readonly name: string; readonly since: IsoInstant };

/** Passkeys (WebAuthn) of people, on devices that ask who holds them. */
export type Passkeys = {
  /** For another one of the user who is signed in; `full` where there are ten. */
  readonly begin: (browser: Browser, userId: string) => Promise<PasskeyQuestion | 'full' | 'refused'>;
  /** Keeps what the browser answered; gives the id, or null where it is no answer to what was asked. */
  readonly add: (browser: Browser, asked: { readonly name: string; readonly answer: string }) => Promise<string | null>;
  readonly list: (userId: string) => Promise<readonly PasskeySummary[]>;
  /** Removes one of this user, or all for null; false where there is none. */
  readonly remove: (userId: string, id: string | null) => Promise<boolean>;
};

/** Signing in with a passkey: it stands for password and second factor. */
export type PasskeySignIns = {
  readonly begin: (browser: Browser) => Promise<PasskeyQuestion>;
  /** `wrong`: also for a device that did not ask who holds it. */
  readonly finish: (browser: Browser, answer: string) => Promise<SignedInAnswer>;
};

/** Judges passwords as somebody would guess them. */
export type PasswordJudge = {
  /** Whether it is guessed soon by somebody who knows what people take, and these words of whose it is. */
  readonly isGuessable: (password: string, ownWords: readonly string[]) => Promise<boolean>;
};

export type Accounts = {
  readonly signIns: SignIns;
  readonly guard: SignInGuard;
  readonly sessions: UserSessions;
  readonly credentials: Credentials;
  readonly judge: PasswordJudge;
  readonly resets: PasswordResets;
  readonly secondFactors: SecondFactors;
  readonly factorChanges: FactorChanges;
  readonly passkeys: Passkeys;
  readonly passkeySignIns: PasskeySignIns;
};
