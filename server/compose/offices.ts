import path from 'node:path';
import { type AuditQuestion, type KnownHeads, listAudit, verifyAudit } from '../app/access/read-audit-log.ts';
import { activateKey } from '../app/keys/activate-key.ts';
import { createKey, type KeyWish } from '../app/keys/create-key.ts';
import { importCertificate } from '../app/keys/import-certificate.ts';
import { markKeyCompromised } from '../app/keys/mark-key-compromised.ts';
import { rotateKey } from '../app/keys/rotate-key.ts';
import { suspendKey } from '../app/keys/suspend-key.ts';
import { findManufacturer, listManufacturers } from '../app/manufacturers/find-manufacturer.ts';
import { registerManufacturer } from '../app/manufacturers/register-manufacturer.ts';
import { createAccessKey, endAccessKey, listAccessKeys } from '../app/people/access-keys.ts';
import { approveDirectSealing, proposeDirectSealing } from '../app/people/direct-sealing.ts';
import { allOrganisations } from '../app/people/organisation-records.ts';
import { addOrganisation, closeOrganisation } from '../app/people/organisations.ts';
import { endsUnknown } from '../app/recovery/ends-unknown.ts';
import { addRevocationLists, type ListFile, removeRevocationList } from '../app/revocation/change-revocation-lists.ts';
import { addTrustAnchors, type NewAnchor, setSuspended } from '../app/trust/change-trust-list.ts';
import type { Actor } from '../model/access/actor.ts';
import type { Clock } from '../ports/clock.ts';
import type { TrustList } from '../ports/trust-list.ts';
import type { SuspensionTarget } from '../ports/trust-register.ts';
import { unprintableCharacters } from '../sealing/typeset/unprintable-text.ts';
import { openTrustList } from '../stores/trust/open-trust-list.ts';
import { viewOwnTrust } from '../stores/trust/own-trust.ts';
import { createTrustRegister } from '../stores/trust/trust-register.ts';
import { openInstallAccounts } from './accounts.ts';
import { openAccountsKey } from './accounts-key.ts';
import { openProviders } from './identity-providers.ts';
import { renewDevelopmentList } from './install/refresh-revocation-list.ts';
import { takeInLists } from './install/take-in-lists.ts';
import { dataPaths, type InstallOptions } from './install-options.ts';
import { lazyWords } from './lazy-words.ts';
import { openMail } from './mail.ts';
import { openNotices } from './notices.ts';
import { SHIPPED_ANCHORS, SYSTEM_CLOCK, TEMPLATES } from './open-install.ts';
import { openKeys } from './open-keys.ts';
import { openRevocation, type RevocationOptions } from './proofs.ts';
import { random } from './random.ts';
import { openInstallLists } from './revocation-lists.ts';
import { type InstallStore, openStore } from './store.ts';

type OfficeOptions = Pick<InstallOptions, 'data' | 'journal' | 'mongo'>;

/** The trust list of an install, for its operator; opens without the install. */
export type TrustOffice = Awaited<ReturnType<typeof openTrustRegister>>;

/** What the `trust` commands need of a finished data folder: its lists and its audit log. Close it to free the store. */
export async function openTrustRegister(options: OfficeOptions, clock: Clock = SYSTEM_CLOCK) {
  const paths = dataPaths(options.data);
  const store = await openStore(paths, clock, options);
  const register = createTrustRegister({ shipped: SHIPPED_ANCHORS, shared: store.shared });
  const changing = { register, auditLog: store.auditLog, journal: store.journal, clock };
  return {
    clock,
    anchors: register.all,
    added: register.added,
    add: (anchors: readonly NewAnchor[], actor: Actor, replaces: string | null) =>
      addTrustAnchors(changing, anchors, actor, { replaces }),
    setSuspended: (target: SuspensionTarget, isSuspended: boolean, actor: Actor) =>
      setSuspended(changing, target, isSuspended, actor),
    close: () => store.close(),
  };
}

/** The revocation lists of an install, for its operator. */
export type RevocationOffice = Awaited<ReturnType<typeof openRevocationOffice>>;

/** What the `revocation` commands need of a finished data folder. Close it to free the store. */
export async function openRevocationOffice(options: OfficeOptions, clock: Clock = SYSTEM_CLOCK) {
  const paths = dataPaths(options.data);
  const store = await openStore(paths, clock, options);
  const lists = openInstallLists(store.shared, SHIPPED_ANCHORS);
  const deps = { lists, auditLog: store.auditLog, journal: store.journal, clock };
  // What a former version left comes first: a list is then older or newer than those, too.
  await takeInLists(deps, paths);
  return {
    clock,
    all: lists.all,
    add: (files: readonly ListFile[], actor: Actor, evenOlder: boolean) =>
      addRevocationLists(deps, files, actor, { evenOlder }),
    remove: (name: string, actor: Actor) => removeRevocationList(deps, name, actor),
    close: () => store.close(),
  };
}

/** The trust list of an install, which may be empty. Frees the store where it cannot be read. */
async function officeTrustList(store: InstallStore, acceptTest: boolean): Promise<TrustList> {
  try {
    const own = viewOwnTrust(store.shared);
    return await openTrustList({ shipped: SHIPPED_ANCHORS, own, acceptTest, mayBeEmpty: true });
  } catch (fault) {
    await store.close();
    throw fault;
  }
}

/** The audit log of an install, for the one who reads it. */
export type AuditOffice = Awaited<ReturnType<typeof openAuditOffice>>;

/** What the `audit` commands need of a finished data folder. Close it to free the store. */
export async function openAuditOffice(options: OfficeOptions, clock: Clock = SYSTEM_CLOCK) {
  const store = await openStore(dataPaths(options.data), clock, options);
  const deps = { auditLog: store.auditLog, clock };
  return {
    list: (question: AuditQuestion, actor: Actor) => listAudit(deps, question, actor),
    verify: (actor: Actor, known: KnownHeads) => verifyAudit(deps, actor, known),
    close: () => store.close(),
  };
}

/** The organisations of an install, their people and access keys, for its operator. */
export type PeopleOffice = Awaited<ReturnType<typeof openPeopleOffice>>;

/** What the `organisations`, `people` and `access-keys` commands need of a finished data folder. Close it to free the store. */
export async function openPeopleOffice(
  options: OfficeOptions & Partial<Pick<InstallOptions, 'publicUrl' | 'smtp'>>,
  clock: Clock = SYSTEM_CLOCK,
) {
  const store = await openStore(dataPaths(options.data), clock, options);
  const { collections, auditLog, journal, recovery, manufacturers: directory } = store;
  const deps = { collections, auditLog, journal, clock, directory, randomBytes: random };
  const paths = dataPaths(options.data);
  const { publicUrl = 'http://localhost', smtp = null } = options;
  const accountsKey = openAccountsKey({ file: paths.accountsKey, collections, clock });
  const mail = openMail({
    ...{ smtp, folder: paths.outbox, accountsKey, collections, clock, onFault: () => undefined },
    isHeld: async () => (await endsUnknown(recovery, recovery)) !== null,
  });
  const words = lazyWords(path.join(TEMPLATES, 'locales'));
  const { post, noticeLinks: links } = mail;
  const notices = openNotices({ collections, words, publicUrl, post, links, onFault: () => undefined });
  return {
    clock,
    accounts: openInstallAccounts({
      ...{ store, clock, publicUrl, mail, notices, words, limits: store.limits, accountsKey },
      endsUnknown: async () => null,
      ...{ providers: openProviders({}), onProviderFault: () => undefined },
    }),
    organisations: () => allOrganisations(collections),
    addOrganisation: (input: unknown, actor: Actor) => addOrganisation(deps, input, actor),
    closeOrganisation: (id: string, actor: Actor) => closeOrganisation(deps, id, actor),
    accessKeys: (organisationId: string, actor: Actor) => listAccessKeys(deps, organisationId, actor),
    createAccessKey: (input: unknown, actor: Actor) => createAccessKey(deps, input, actor),
    endAccessKey: (id: string, actor: Actor) => endAccessKey(deps, id, actor),
    proposeDirectSealing: (id: string, actor: Actor) => notices.grant(proposeDirectSealing(deps, id, actor)),
    approveDirectSealing: (id: string, actor: Actor) => notices.grant(approveDirectSealing(deps, id, actor)),
    close: async () => {
      await notices.settled();
      await mail.close();
      await store.close();
    },
  };
}

/** The manufacturers of an install, for its operator; opens without the install. */
export type ManufacturerOffice = Awaited<ReturnType<typeof openManufacturerOffice>>;

/** What the `manufacturers` commands need of a finished data folder. Close it to free the store. */
export async function openManufacturerOffice(
  options: Pick<InstallOptions, 'data' | 'journal' | 'mongo' | 'acceptTestAnchors' | 'clock'>,
) {
  const paths = dataPaths(options.data);
  const clock = options.clock ?? SYSTEM_CLOCK;
  const acceptTest = options.acceptTestAnchors;
  const store = await openStore(paths, clock, options);
  // A manufacturer may be registered before anybody vouches for it.
  const trustList = await officeTrustList(store, acceptTest);
  const register = store.manufacturerRegister;
  const { auditLog, journal } = store;
  const deps = { register, trustList, unprintable: unprintableCharacters, acceptTest, auditLog, journal, clock };
  const finding = { directory: store.manufacturers, trustList };
  return {
    add: (input: unknown, actor: Actor) => registerManufacturer(deps, input, actor),
    list: () => listManufacturers(finding),
    find: (id: string) => findManufacturer(finding, id),
    close: () => store.close(),
  };
}

/** The signing keys of an install, for its operator. */
export type KeyOffice = Awaited<ReturnType<typeof openKeyOffice>>;

/** What the `keys` commands need of a finished data folder. Close it to free the store and the sources of keys. */
export async function openKeyOffice(
  options: Pick<InstallOptions, 'data' | 'journal' | 'mongo' | 'acceptTestAnchors' | 'askPassphrase' | 'clock'> &
    Partial<RevocationOptions & Pick<InstallOptions, 'issueMarginDays'>>,
) {
  const paths = dataPaths(options.data);
  const clock = options.clock ?? SYSTEM_CLOCK;
  const store = await openStore(paths, clock, options);
  const trustList = await officeTrustList(store, options.acceptTestAnchors);
  const { sources, ledger } = await openKeys(store, paths.keys, clock, options);
  const deps = { ledger, directory: store.manufacturers, auditLog: store.auditLog, journal: store.journal, clock };
  const { revocationHosts = [], revocationTimeMs = 0, issueMarginDays = 0 } = options;
  const revocation = openRevocation({ ...options, revocationHosts, revocationTimeMs }, store, clock);
  const judging = { trustList, revocation, marginDays: issueMarginDays };
  return {
    clock,
    /** What certificates are judged by: lists that lie in the folder of a former version, and that of the development CA. */
    readyRevocationLists: async () => {
      await takeInLists({ ...deps, lists: openInstallLists(store.shared, SHIPPED_ANCHORS) }, paths);
      await renewDevelopmentList(store.shared, paths, clock.now());
    },
    list: ledger.list,
    create: (wish: KeyWish, actor: Actor) => createKey({ ...deps, trustList }, wish, actor),
    importCertificate: (keyId: string, certificates: readonly Uint8Array[], actor: Actor) =>
      importCertificate({ ...deps, ...judging }, keyId, certificates, actor),
    activate: (keyId: string, actor: Actor) => activateKey({ ...deps, trustList }, keyId, actor),
    rotate: (keyId: string, replaces: string | null, actor: Actor) =>
      rotateKey({ ...deps, trustList }, keyId, replaces, actor),
    suspend: (keyId: string, actor: Actor) => suspendKey(deps, keyId, actor),
    markCompromised: (keyId: string, since: string, actor: Actor) => markKeyCompromised(deps, keyId, since, actor),
    close: async () => {
      await sources.close();
      await store.close();
    },
  };
}
