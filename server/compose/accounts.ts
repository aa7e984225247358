import { acceptInvitation, openInvitation } from '../app/accounts/accept-invitation.ts';
import { approveRoles, withdrawRoles } from '../app/accounts/approve-roles.ts';
import { changeRoles, erasePerson, releaseIdentity, resetSecondFactor } from '../app/accounts/change-person.ts';
import { eraseEnded } from '../app/accounts/erase-ended.ts';
import { readPersonOf } from '../app/accounts/find-person.ts';
import { inviteFirstAdministrator } from '../app/accounts/first-administrator.ts';
import { formId } from '../app/accounts/form-id.ts';
import { endPersonSessions, liftLock } from '../app/accounts/help-person.ts';
import { activeOrganisation, identifyPerson } from '../app/accounts/identify-person.ts';
import { inviteByMail } from '../app/accounts/invite-by-mail.ts';
import { invitePerson, listInvitations, withdrawInvitation } from '../app/accounts/invite-person.ts';
import { endPersonWithKeys, keysMadeBy, listKeysWithMakers } from '../app/accounts/keys-of-makers.ts';
import { listPeople, pagePeople } from '../app/accounts/list-people.ts';
import {
  changeMails,
  changeOwnPassword,
  confirmWithCode,
  endOwnSessions,
  ownSessions,
} from '../app/accounts/own-account.ts';
import { addPasskey, beginPasskey, ownPasskeys, removePasskey } from '../app/accounts/own-passkeys.ts';
import {
  beginFactorChange,
  finishFactorChange,
  offerSecondFactor,
  renewOwnBackupCodes,
  type TwoProofs,
  turnOnSecondFactor,
} from '../app/accounts/own-second-factor.ts';
import {
  beginProviderSignIn,
  findProvider,
  finishProviderSignIn,
  type ProviderSignInDependencies,
  type Return,
} from '../app/accounts/provider-sign-in.ts';
import { readOutbox } from '../app/accounts/read-outbox.ts';
import { replaceAccountsKey } from '../app/accounts/replace-key.ts';
import { resendInvitation } from '../app/accounts/resend-invitation.ts';
import { askForReset, resetPassword } from '../app/accounts/reset-password.ts';
import {
  beginPasskeySignIn,
  type SignInDependencies,
  signInWithCode,
  signInWithPasskey,
  signInWithPassword,
} from '../app/accounts/sign-in.ts';
import { isStillSealer } from '../app/accounts/still-sealer.ts';
import { openNoticesLink, turnNoticesOff } from '../app/accounts/turn-notices-off.ts';
import { createAccessKey, endAccessKey } from '../app/people/access-keys.ts';
import { approveDirectSealing, proposeDirectSealing, readForDirectSealing } from '../app/people/direct-sealing.ts';
import {
  addOrganisation,
  closeOrganisation,
  listOrganisations,
  manufacturersWithout,
} from '../app/people/organisations.ts';
import type { Locale, Words } from '../i18n/words.ts';
import { type Actor, SERVICE } from '../model/access/actor.ts';
import type { Accounts, Browser, SignIns } from '../ports/accounts.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdentityProviders } from '../ports/identity-providers.ts';
import type { Limits } from '../ports/limits.ts';
import { type AccountsKey, AccountsKeyDiffers } from './accounts-key.ts';
import type { InstallMail } from './mail.ts';
import type { InstallNotices } from './notices.ts';
import { random } from './random.ts';
import type { InstallStore } from './store.ts';

export type AccountsOptions = {
  readonly store: InstallStore;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly endsUnknown: SignInDependencies['endsUnknown'];
  readonly publicUrl: string;
  readonly accountsKey: AccountsKey;
  readonly mail: InstallMail;
  readonly notices: Pick<InstallNotices, 'roles' | 'approvedRoles' | 'grant'>;
  readonly words: (locale: Locale) => Words;
  readonly providers: IdentityProviders;
  readonly onProviderFault: ProviderSignInDependencies['onProviderFault'];
};

export type InstallAccounts = ReturnType<typeof openInstallAccounts>;

/** The use cases of accounts, bound to the store of an install. What signs people in is loaded when it is first asked for. */
export function openInstallAccounts(options: AccountsOptions) {
  const {
    store,
    clock,
    limits,
    endsUnknown,
    publicUrl,
    mail,
    notices,
    words,
    providers,
    onProviderFault,
    accountsKey,
  } = options;
  const { policies } = providers;
  const { collections, auditLog, journal, manufacturers: directory } = store;
  const withKey = async (secret: string) => openOver(options, secret);
  const opened = openedWith(accountsKey, withKey);
  const acting = { collections, auditLog, journal, clock, randomBytes: random };
  const telling = { words, publicUrl, mail, post: mail.post, afterwards: mail.afterwards };
  const organising = { ...acting, directory };
  const signingIn = async () => {
    const { signIns, guard } = await opened();
    return { signIns, guard, collections, policies, limits, endsUnknown };
  };
  const withPasskey = async () => ({ ...(await signingIn()), passkeySignIns: (await opened()).passkeySignIns });
  const providing = async () => ({ ...acting, ...telling, ...(await signingIn()), providers, onProviderFault });
  const own = async () => ({ ...acting, ...telling, limits, policies, ...(await opened()) });
  const resetting = async () => ({ ...(await own()), endsUnknown });
  return {
    /** The address that people use: forms come from there. */
    publicUrl,
    identify: async (browser: Pick<Browser, 'cookies'>) =>
      identifyPerson({ collections, policies, signIns: await signInsOrNone(opened) }, browser),
    signIn: async (browser: Browser, asked: { email: string; password: string }, from: string) =>
      signInWithPassword(await signingIn(), browser, asked, from),
    giveCode: async (browser: Browser, asked: { kind: 'totp' | 'backup'; code: string }, from: string) =>
      signInWithCode(await signingIn(), browser, asked, from),
    beginPasskeySignIn: async (browser: Browser, from: string) =>
      beginPasskeySignIn(await withPasskey(), browser, from),
    signInWithPasskey: async (browser: Browser, answer: string, from: string) =>
      signInWithPasskey(await withPasskey(), browser, answer, from),
    providers: {
      /** Whether any organisation has one. */
      areThere: policies.length > 0,
      find: (typed: string) => findProvider({ providers, collections }, typed),
      begin: async (wish: Parameters<typeof beginProviderSignIn>[1], from: string) =>
        beginProviderSignIn(await providing(), wish, from),
      finish: async (browser: Browser, returned: Return, from: string) =>
        finishProviderSignIn(await providing(), browser, returned, from),
    },
    signOut: async (browser: Browser) => (await opened()).signIns.signOut(browser),
    askForReset: async (email: string, from: string) => askForReset(await resetting(), email, from),
    resetPassword: async (browser: Browser, token: string, password: string) =>
      resetPassword(await resetting(), browser, token, password),
    openNoticesLink: (token: string) => openNoticesLink({ links: mail.noticeLinks }, token),
    turnNoticesOff: (token: string) => turnNoticesOff({ collections, links: mail.noticeLinks, endsUnknown }, token),
    openInvitation: (token: string) => openInvitation(acting, token),
    acceptInvitation: async (token: string, input: unknown) => {
      const { credentials, judge } = await opened();
      return notices.roles(acceptInvitation({ ...acting, credentials, judge }, token, input));
    },
    approvers: {
      confirmSecondFactor: async (actor: Actor, code: string) => confirmWithCode(await own(), code, actor),
      isStillSealer: (approver: Actor) => isStillSealer({ collections }, approver),
    },
    own: {
      offerSecondFactor: async (password: string, actor: Actor) => offerSecondFactor(await own(), password, actor),
      turnOnSecondFactor: async (browser: Browser, code: string, actor: Actor) =>
        turnOnSecondFactor(await own(), browser, code, actor),
      beginFactorChange: async (asked: TwoProofs, actor: Actor) => beginFactorChange(await own(), asked, actor),
      finishFactorChange: async (browser: Browser, asked: { code: string; sessionId: string }, actor: Actor) =>
        finishFactorChange(await own(), browser, asked, actor),
      renewBackupCodes: async (asked: TwoProofs, actor: Actor) => renewOwnBackupCodes(await own(), asked, actor),
      changePassword: async (browser: Browser, asked: { former: string; next: string }, actor: Actor) =>
        changeOwnPassword(await own(), browser, asked, actor),
      passkeys: async (actor: Actor) => ownPasskeys(await own(), actor),
      beginPasskey: async (browser: Browser, asked: TwoProofs & { name: string }, actor: Actor) =>
        beginPasskey(await own(), browser, asked, actor),
      addPasskey: async (browser: Browser, asked: { name: string; answer: string }, actor: Actor) =>
        addPasskey(await own(), browser, asked, actor),
      removePasskey: async (id: string, actor: Actor) => removePasskey(await own(), id, actor),
      changeMails: async (wish: { locale: Locale; notices: boolean }, actor: Actor) =>
        changeMails(await own(), wish, actor),
      sessions: async (actor: Actor) => ownSessions(await own(), actor),
      endSessions: async (browser: Browser, which: { one: string } | { allBut: string }, actor: Actor) =>
        endOwnSessions(await own(), browser, which, actor),
    },
    people: {
      list: (organisationId: string, actor: Actor) => listPeople(acting, organisationId, actor),
      page: (organisationId: string, cursor: string | null, actor: Actor) =>
        pagePeople(acting, organisationId, cursor, actor),
      find: (id: string, actor: Actor) => readPersonOf(acting, id, actor),
      changeRoles: async (id: string, input: unknown, actor: Actor) =>
        notices.roles(changeRoles(await own(), id, input, actor)),
      approveRoles: (id: string, proposedAt: string | null, actor: Actor) =>
        notices.approvedRoles(approveRoles({ ...acting, policies }, id, proposedAt, actor), actor),
      withdrawRoles: (id: string, actor: Actor) => withdrawRoles({ ...acting, policies }, id, actor),
      end: async (id: string, which: readonly string[] | 'all', actor: Actor) =>
        endPersonWithKeys(await own(), id, which, actor),
      keysMadeBy: (id: string, actor: Actor) => keysMadeBy(acting, id, actor),
      resetSecondFactor: async (id: string, actor: Actor) => resetSecondFactor(await own(), id, actor),
      endSessions: async (id: string, actor: Actor) => endPersonSessions(await own(), id, actor),
      liftLock: async (id: string, actor: Actor) => liftLock(await own(), id, actor),
      releaseIdentity: async (id: string, actor: Actor) => releaseIdentity(await own(), id, actor),
      erase: (id: string, actor: Actor) => erasePerson(acting, id, actor),
      invite: (input: unknown, actor: Actor) => inviteByMail({ ...acting, ...telling, limits }, input, actor),
      invitations: (organisationId: string, actor: Actor) => listInvitations(acting, organisationId, actor),
      resendInvitation: (which: { id: string; until: string }, actor: Actor) =>
        resendInvitation({ ...acting, ...telling, limits }, which, actor),
      withdrawInvitation: (id: string, actor: Actor) => withdrawInvitation(acting, id, actor),
    },
    organisations: {
      list: (actor: Actor) => listOrganisations(organising, actor),
      manufacturersWithout: (actor: Actor) => manufacturersWithout(organising, actor),
      find: (id: string) => activeOrganisation(collections, id),
      add: (input: unknown, actor: Actor) => addOrganisation(organising, input, actor),
      close: (id: string, actor: Actor) => closeOrganisation(organising, id, actor),
    },
    accessKeys: {
      list: (organisationId: string, actor: Actor) => listKeysWithMakers(acting, organisationId, actor),
      create: (input: unknown, actor: Actor, form: string) =>
        createAccessKey(acting, input, actor, formId(actor, form)),
      end: (id: string, actor: Actor) => endAccessKey(acting, id, actor),
      forSealing: (id: string, actor: Actor) => readForDirectSealing(acting, id, actor),
      proposeSealing: (id: string, actor: Actor) => notices.grant(proposeDirectSealing(acting, id, actor)),
      approveSealing: (id: string, actor: Actor) => notices.grant(approveDirectSealing(acting, id, actor)),
    },
    outbox: (before: string | null, actor: Actor) => readOutbox({ ...acting, outbox: mail.outbox }, before, actor),
    replaceKey: (actor: Actor) =>
      replaceAccountsKey({ ...acting, ...telling, makeKey: () => accountsKey.replace(withKey) }, actor),
    hasOutbox: mail.outbox !== null,
    /** An invitation whose token is given to whoever asks, and mailed to nobody. */
    invite: (input: unknown, actor: Actor) => invitePerson(acting, input, actor),
    /** Erases sessions and links that ran out, a piece at once. */
    eraseEnded: () => eraseEnded({ collections, clock }),
    inviteFirstAdministrator: (locale: Locale) => inviteFirstAdministrator(acting, locale, SERVICE),
  };
}

async function openOver({ store, clock, publicUrl }: AccountsOptions, secret: string): Promise<Accounts> {
  const { openAccounts } = await import('../accounts/open-accounts.ts');
  return openAccounts({ collections: store.collections, secret, publicUrl, clock });
}

/** Opened anew where the key was replaced, and not at all with a wrong one. */
function openedWith(key: AccountsKey, open: (secret: string) => Promise<Accounts>): () => Promise<Accounts> {
  let made: { readonly secret: string; readonly accounts: Promise<Accounts> } | null = null;
  return async () => {
    const secret = await key.secret();
    if (made?.secret === secret) return made.accounts;
    const accounts = open(secret);
    made = { secret, accounts };
    accounts.catch(() => {
      made = null;
    });
    return accounts;
  };
}

/** With the wrong key nobody is signed in; what needs nobody goes on. */
async function signInsOrNone(opened: () => Promise<Accounts>): Promise<Pick<SignIns, 'sessionOf'>> {
  try {
    return (await opened()).signIns;
  } catch (fault) {
    if (fault instanceof AccountsKeyDiffers) return { sessionOf: async () => null };
    throw fault;
  }
}
