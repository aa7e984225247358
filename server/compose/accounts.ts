import { acceptInvitation, openInvitation } from '../app/accounts/accept-invitation.ts';
import { confirmSecondFactor, isStillSealer } from '../app/accounts/approvers.ts';
import { identifyPerson } from '../app/accounts/identify-person.ts';
import { invitePerson, listInvitations, withdrawInvitation } from '../app/accounts/invite-person.ts';
import { type SignInDependencies, signInWithCode, signInWithPassword } from '../app/accounts/sign-in.ts';
import { addOrganisation } from '../app/people/organisations.ts';
import type { Actor } from '../model/access/actor.ts';
import type { Accounts, Browser } from '../ports/accounts.ts';
import type { Clock } from '../ports/clock.ts';
import type { Limits } from '../ports/limits.ts';
import { random } from './random.ts';
import type { InstallStore } from './store.ts';

type AccountsOptions = {
  readonly store: InstallStore;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly endsUnknown: SignInDependencies['endsUnknown'];
  readonly publicUrl: string;
  /** Where the secret of accounts lies. */
  readonly secretFile: string;
};

export type InstallAccounts = ReturnType<typeof openInstallAccounts>;

/** The use cases of accounts, bound to the store of an install. What signs people in is loaded when it is first asked for. */
export function openInstallAccounts(options: AccountsOptions) {
  const { store, clock, limits, endsUnknown } = options;
  const { collections, auditLog, journal, manufacturers: directory } = store;
  const opened = lazily(() => openOver(options));
  const acting = { collections, auditLog, journal, clock, randomBytes: random };
  const signingIn = async () => ({ signIns: (await opened()).signIns, limits, endsUnknown });
  return {
    identify: async (browser: Pick<Browser, 'cookies'>) =>
      identifyPerson({ collections, signIns: (await opened()).signIns }, browser),
    signIn: async (browser: Browser, asked: { email: string; password: string }, from: string) =>
      signInWithPassword(await signingIn(), browser, asked, from),
    giveCode: async (browser: Browser, asked: { kind: 'totp' | 'backup'; code: string }, from: string) =>
      signInWithCode(await signingIn(), browser, asked, from),
    signOut: async (browser: Browser) => (await opened()).signIns.signOut(browser),
    secondFactors: async () => (await opened()).secondFactors,
    invite: (input: unknown, actor: Actor) => invitePerson(acting, input, actor),
    withdrawInvitation: (id: string, actor: Actor) => withdrawInvitation(acting, id, actor),
    invitations: (organisationId: string, actor: Actor) => listInvitations(acting, organisationId, actor),
    openInvitation: (token: string) => openInvitation(acting, token),
    acceptInvitation: async (token: string, input: unknown) =>
      acceptInvitation({ ...acting, credentials: (await opened()).credentials }, token, input),
    approvers: {
      confirmSecondFactor: (actor: Actor, code: string) =>
        confirmSecondFactor({ limits, secondFactors: async () => (await opened()).secondFactors }, actor, code),
      isStillSealer: (approver: Actor) => isStillSealer({ collections }, approver),
    },
    addOrganisation: (input: unknown, actor: Actor) => addOrganisation({ ...acting, directory }, input, actor),
  };
}

async function openOver({ store, clock, publicUrl, secretFile }: AccountsOptions): Promise<Accounts> {
  const [{ openAccounts }, { readAccountsSecret }] = await Promise.all([
    import('../accounts/open-accounts.ts'),
    import('../accounts/secret-file.ts'),
  ]);
  return openAccounts({ collections: store.collections, secret: readAccountsSecret(secretFile), publicUrl, clock });
}

function lazily<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | null = null;
  return () => {
    made ??= make().catch((fault: unknown) => {
      made = null;
      throw fault;
    });
    return made;
  };
}
