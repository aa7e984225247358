import type { Locale } from '#core/confirmation/country.ts';
import type { Result } from '#core/confirmation/errors.ts';
import type { NewPerson } from '../../../app/accounts/accept-invitation.ts';
import type { EndedWithKeys, MadeKey } from '../../../app/accounts/keys-of-makers.ts';
import type { TwoProofs } from '../../../app/accounts/own-second-factor.ts';
import type { ProviderOutcome, ProviderSignIn, Return } from '../../../app/accounts/provider-sign-in.ts';
import type { OutboxPage } from '../../../app/accounts/read-outbox.ts';
import type { SignInStep } from '../../../app/accounts/sign-in.ts';
import type { CollectedPage } from '../../../app/collected-page.ts';
import type { CreatedAccessKey } from '../../../app/people/access-keys.ts';
import type { AccessKey } from '../../../model/access/access-key.ts';
import type { Actor } from '../../../model/access/actor.ts';
import type { Organisation } from '../../../model/access/organisation.ts';
import type { Invitation } from '../../../model/accounts/invitation.ts';
import type { Person } from '../../../model/accounts/person.ts';
import type { Manufacturer } from '../../../model/manufacturers/manufacturer.ts';
import type {
  AuthenticatorOffer,
  Browser,
  CookieChanges,
  PasskeyQuestion,
  PasskeySummary,
  SecondFactorOffer,
  SessionSummary,
} from '../../../ports/accounts.ts';

/** The use cases of accounts as pages call them. */
export type InstallAccountsView = {
  readonly signIn: (
    browser: Browser,
    asked: { readonly email: string; readonly password: string },
    from: string,
  ) => Promise<Result<SignInStep>>;
  readonly giveCode: (
    browser: Browser,
    asked: { readonly kind: 'totp' | 'backup'; readonly code: string },
    from: string,
  ) => Promise<Result<SignInStep>>;
  readonly beginPasskeySignIn: (browser: Browser, from: string) => Promise<Result<PasskeyQuestion>>;
  readonly signInWithPasskey: (browser: Browser, answer: string, from: string) => Promise<Result<SignInStep>>;
  readonly providers: {
    readonly areThere: boolean;
    readonly find: (typed: string) => Promise<Result<ProviderSignIn>>;
    readonly begin: (
      wish: { readonly organisationId: string; readonly to: string; readonly locale: Locale },
      from: string,
    ) => Promise<Result<{ readonly address: string; readonly browserKey: string }>>;
    readonly finish: (browser: Browser, returned: Return, from: string) => Promise<ProviderOutcome>;
  };
  readonly signOut: (browser: Browser) => Promise<CookieChanges>;
  readonly askForReset: (email: string, from: string) => Promise<Result<null>>;
  readonly resetPassword: (browser: Browser, token: string, password: string) => Promise<Result<CookieChanges>>;
  readonly openNoticesLink: (token: string) => Promise<Result<null>>;
  readonly turnNoticesOff: (token: string) => Promise<Result<null>>;
  readonly openInvitation: (
    token: string,
  ) => Promise<Result<{ readonly invitation: Invitation; readonly organisationName: string | null }>>;
  readonly acceptInvitation: (token: string, input: unknown) => Promise<Result<NewPerson>>;
  readonly own: {
    readonly offerSecondFactor: (password: string, actor: Actor) => Promise<Result<SecondFactorOffer>>;
    readonly beginFactorChange: (asked: TwoProofs, actor: Actor) => Promise<Result<AuthenticatorOffer>>;
    readonly finishFactorChange: (
      browser: Browser,
      asked: { readonly code: string; readonly sessionId: string },
      actor: Actor,
    ) => Promise<Result<null>>;
    readonly renewBackupCodes: (asked: TwoProofs, actor: Actor) => Promise<Result<readonly string[]>>;
    readonly turnOnSecondFactor: (browser: Browser, code: string, actor: Actor) => Promise<Result<CookieChanges>>;
    readonly changePassword: (
      browser: Browser,
      asked: { readonly former: string; readonly next: string },
      actor: Actor,
    ) => Promise<Result<CookieChanges>>;
    readonly changeMails: (
      wish: { readonly locale: Locale; readonly notices: boolean },
      actor: Actor,
    ) => Promise<Result<Person>>;
    readonly passkeys: (actor: Actor) => Promise<readonly PasskeySummary[]>;
    readonly beginPasskey: (
      browser: Browser,
      asked: TwoProofs & { readonly name: string },
      actor: Actor,
    ) => Promise<Result<PasskeyQuestion & { readonly name: string }>>;
    readonly addPasskey: (
      browser: Browser,
      asked: { readonly name: string; readonly answer: string },
      actor: Actor,
    ) => Promise<Result<null>>;
    readonly removePasskey: (id: string, actor: Actor) => Promise<Result<null>>;
    readonly sessions: (actor: Actor) => Promise<readonly SessionSummary[]>;
    readonly endSessions: (
      browser: Browser,
      which: { readonly one: string } | { readonly allBut: string },
      actor: Actor,
    ) => Promise<void>;
  };
  readonly people: {
    readonly page: (
      organisationId: string,
      cursor: string | null,
      actor: Actor,
    ) => Promise<Result<CollectedPage<Person>>>;
    readonly changeRoles: (id: string, input: unknown, actor: Actor) => Promise<Result<Person>>;
    readonly approveRoles: (id: string, proposedAt: string | null, actor: Actor) => Promise<Result<Person>>;
    readonly withdrawRoles: (id: string, actor: Actor) => Promise<Result<Person>>;
    readonly end: (id: string, which: readonly string[], actor: Actor) => Promise<Result<EndedWithKeys>>;
    readonly keysMadeBy: (id: string, actor: Actor) => Promise<Result<readonly AccessKey[]>>;
    readonly resetSecondFactor: (id: string, actor: Actor) => Promise<Result<Person>>;
    readonly endSessions: (id: string, actor: Actor) => Promise<Result<Person>>;
    readonly liftLock: (id: string, actor: Actor) => Promise<Result<Person>>;
    readonly releaseIdentity: (id: string, actor: Actor) => Promise<Result<Person>>;
    readonly find: (id: string, actor: Actor) => Promise<Result<Person>>;
    readonly invite: (input: unknown, actor: Actor) => Promise<Result<Invitation>>;
    readonly invitations: (organisationId: string, actor: Actor) => Promise<Result<readonly Invitation[]>>;
    readonly resendInvitation: (
      which: { readonly id: string; readonly until: string },
      actor: Actor,
    ) => Promise<Result<Invitation>>;
    readonly withdrawInvitation: (id: string, actor: Actor) => Promise<Result<Invitation>>;
  };
  readonly organisations: {
    readonly list: (actor: Actor) => Promise<Result<readonly Organisation[]>>;
    /** Registered manufacturers that have none yet. */
    readonly manufacturersWithout: (actor: Actor) => Promise<Result<readonly Manufacturer[]>>;
    /** Null for one that there is not, or that is closed; the operator has no name. */
    readonly find: (
      id: string,
    ) => Promise<(Pick<Organisation, 'id' | 'kind'> & { readonly name: string | null }) | null>;
    readonly add: (input: unknown, actor: Actor) => Promise<Result<Organisation>>;
    readonly close: (id: string, actor: Actor) => Promise<Result<Organisation>>;
  };
  readonly accessKeys: {
    readonly list: (organisationId: string, actor: Actor) => Promise<Result<readonly MadeKey[]>>;
    readonly create: (input: unknown, actor: Actor, form: string) => Promise<Result<CreatedAccessKey>>;
    readonly end: (id: string, actor: Actor) => Promise<Result<AccessKey>>;
    readonly forSealing: (id: string, actor: Actor) => Promise<Result<AccessKey>>;
    readonly proposeSealing: (id: string, actor: Actor) => Promise<Result<AccessKey>>;
    readonly approveSealing: (id: string, actor: Actor) => Promise<Result<AccessKey>>;
  };
  readonly outbox: (before: string | null, actor: Actor) => Promise<Result<OutboxPage>>;
};
