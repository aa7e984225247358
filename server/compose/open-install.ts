import path from 'node:path';
import type { VerifiedConfirmation } from '#core/confirmation/verdict.ts';
import { archivePdf } from '../app/archive/archive-pdf.ts';
import { type RenewRequest, renewArchive } from '../app/archive/renew-archive.ts';
import { confirmationPdf } from '../app/confirmations/confirmation-pdf.ts';
import { findConfirmation } from '../app/confirmations/find-confirmation.ts';
import type { IssueOptions } from '../app/confirmations/issue-confirmation.ts';
import { listConfirmations } from '../app/confirmations/list-confirmations.ts';
import { lookUpConfirmation } from '../app/confirmations/look-up-confirmation.ts';
import { openLookUpMisses } from '../app/confirmations/look-up-misses.ts';
import { sweepFiles } from '../app/confirmations/sweep-files.ts';
import { toldMisses } from '../app/confirmations/told-misses.ts';
import { withdrawConfirmation } from '../app/confirmations/withdraw-confirmation.ts';
import { diagnoseIssuing } from '../app/diagnosis/diagnose-issuing.ts';
import { findFaults } from '../app/health/find-faults.ts';
import { lookAtKeys } from '../app/health/look-at-keys.ts';
import { readInstall } from '../app/health/read-install.ts';
import { readManufacturer } from '../app/manufacturers/read-manufacturer.ts';
import { readManufacturerLists } from '../app/manufacturers/read-manufacturer-lists.ts';
import {
  changeRegistration,
  checkRegistration,
  registerManufacturer,
} from '../app/manufacturers/register-manufacturer.ts';
import { firstSteps } from '../app/notices/first-steps.ts';
import { whatWaits } from '../app/notices/what-waits.ts';
import { actorOfAccessKey } from '../app/people/access-keys.ts';
import { adoptDocument } from '../app/recovery/adopt-document.ts';
import { endsUnknown } from '../app/recovery/ends-unknown.ts';
import { standingRecovery } from '../app/recovery/standing-recovery.ts';
import { askAgain } from '../app/verification/ask-again.ts';
import { compareAnotherVehicle, type VehicleAsked } from '../app/verification/compare-another-vehicle.ts';
import { inspectPdf } from '../app/verification/inspect-pdf.ts';
import { reopenResult } from '../app/verification/reopen-result.ts';
import { eraseOldResults, keepResult } from '../app/verification/result-keeping.ts';
import { type VerificationRequest, verifyDocument } from '../app/verification/verify-document.ts';
import { openCompromisedKeys } from '../keys/compromised-keys.ts';
import { formerIndexOf } from '../keys/former-key-index.ts';
import { FILE_SOURCE } from '../keys/key-sources.ts';
import { openSigningKeys } from '../keys/signing-keys.ts';
import { unlockKeys } from '../keys/unlock-keys.ts';
import type { Actor } from '../model/access/actor.ts';
import { defaultSealingPolicy } from '../model/manufacturers/sealing-policy.ts';
import type { KeptResult } from '../model/verification/kept-result.ts';
import { createStoreAsker } from '../outbound/revocation/ask-quickly.ts';
import type { Clock } from '../ports/clock.ts';
import { HEARTBEAT_MS } from '../ports/reservation-leases.ts';
import { keepReservations } from '../schedule/keep-reservations.ts';
import { unprintableCharacters } from '../sealing/typeset/unprintable-text.ts';
import { openTrustList } from '../stores/trust/open-trust-list.ts';
import { viewOwnTrust } from '../stores/trust/own-trust.ts';
import { ignoredTrustFiles } from '../stores/trust/take-over-folder.ts';
import { openWorkerPool } from '../workers/worker-pool.ts';
import { openInstallAccounts } from './accounts.ts';
import { openAccountsKey } from './accounts-key.ts';
import { openApplications } from './applications.ts';
import { openBatches } from './batches.ts';
import { areFilesHeld } from './hold-files.ts';
import { openProviders } from './identity-providers.ts';
import { refreshDevelopmentList, renewDevelopmentList } from './install/refresh-revocation-list.ts';
import { listFiles, lyingLists, takeInLists } from './install/take-in-lists.ts';
import { dataPaths, type InstallOptions } from './install-options.ts';
import { openKeysAndSeals } from './keys-and-seals.ts';
import { lazyWords } from './lazy-words.ts';
import { openLimits } from './limits.ts';
import { openMail } from './mail.ts';
import { openNotices } from './notices.ts';
import { openKeys } from './open-keys.ts';
import { openOversight } from './oversight.ts';
import { openProofs } from './proofs.ts';
import { random } from './random.ts';
import { openRequests, settling } from './requests.ts';
import { openInstallLists } from './revocation-lists.ts';
import { openStore } from './store.ts';
import { openTrust } from './trust.ts';

/** The project's own folder: templates lie beside the code. */
const PROJECT = path.join(import.meta.dirname, '../..');
export const TEMPLATES = path.join(PROJECT, 'templates');
export const SHIPPED_ANCHORS = path.join(PROJECT, 'certs', 'trust');

const DAY_MS = 86_400_000;

export const SYSTEM_CLOCK: Clock = { now: () => new Date().toISOString() };

/** A data folder in use: every use case bound to its adapters. Close it to free threads, locks and files. */
export type Install = Awaited<ReturnType<typeof openInstall>>;

/** Builds the adapters over a finished data folder and hands them to the use cases. */
export async function openInstall(options: InstallOptions) {
  const paths = dataPaths(options.data);
  const clock = options.clock ?? SYSTEM_CLOCK;
  const store = await openStore(paths, clock, options);
  const { sources, ledger } = await openKeys(store, paths.keys, clock, options);
  const { workers: threads, readingTimeMs, readerFile } = options;
  const pool =
    options.pool ?? openWorkerPool({ threads, readingTimeMs, ...(readerFile === undefined ? {} : { readerFile }) });
  const { shared } = store;
  const keys = openSigningKeys(shared, sources);
  const trustList = await openTrustList({
    shipped: SHIPPED_ANCHORS,
    own: viewOwnTrust(shared),
    acceptTest: options.acceptTestAnchors,
  });
  const { revocation, sealedRevocation, timeStamps, failingHosts, ...proofs } = openProofs(
    options,
    paths,
    store,
    clock,
  );
  const {
    registry,
    reservations,
    manufacturers: directory,
    holders,
    seals,
    auditLog,
    files,
    journal,
    recovery,
    collections,
  } = store;
  const stopBeating = keepReservations(store.leases, HEARTBEAT_MS, options.onReservationsKept ?? (() => undefined));
  const { onStoredFileFault } = options;
  const asking = { auditLog, clock };
  const reading = { ...asking, registry, files, ...(onStoredFileFault === undefined ? {} : { onStoredFileFault }) };
  const issuing = {
    clock,
    directory,
    holders,
    reservations,
    registry,
    recovery,
    files,
    keys,
    ledger,
    seals,
    auditLog,
    health: store.health,
    journal,
    maker: pool.maker,
    revocation: sealedRevocation,
    trustList,
    timeStamps,
    sealing: defaultSealingPolicy(timeStamps !== null, options.withoutProof),
    unprintable: unprintableCharacters,
    marginDays: options.issueMarginDays,
    publicUrl: options.publicUrl,
    ...(options.onIssueStep === undefined ? {} : { onStep: options.onIssueStep }),
    ...(options.onKeyFault === undefined ? {} : { onKeyFault: options.onKeyFault }),
  };
  const registering = {
    register: store.manufacturerRegister,
    trustList,
    unprintable: unprintableCharacters,
    acceptTest: options.acceptTestAnchors,
    auditLog,
    journal,
    clock,
  };
  const standing = standingRecovery(recovery, journal, clock, () => performance.now());
  const verifying = {
    clock,
    reader: pool.reader,
    registry: options.askRegistry === false ? null : { ...registry, ...store.fileReferences },
    recovery: standing,
    trustList,
    revocation,
    compromisedKeys: openCompromisedKeys(shared),
  };
  const keeping = { results: store.checkResults, clock, randomBytes: random, days: options.resultDays };
  const reopening = { keeping, askAgain: (known: VerifiedConfirmation) => askAgain(verifying, known) };
  const renewing = {
    reader: pool.reader,
    writer: pool.writer,
    ...reading,
    archive: store.archive,
    journal,
    trustList,
    revocation: issuing.revocation,
    timeStamps,
    lead: options.renewalLeadDays * DAY_MS,
    ...(options.onRenewStep === undefined ? {} : { onStep: options.onRenewStep }),
  };
  const lists = openInstallLists(store.shared, SHIPPED_ANCHORS);
  const askLists = createStoreAsker();
  const strayKeyIndex = () => formerIndexOf(paths.keys);
  const whyEndsUnknown = () => endsUnknown(recovery, standing);
  const { publicUrl, smtp = null, onMailFault = () => undefined } = options;
  const accountsKey = openAccountsKey({ file: paths.accountsKey, collections, clock });
  const mail = openMail({
    ...{ smtp, folder: paths.outbox, accountsKey, collections, clock, onFault: onMailFault },
    isHeld: async () => (await whyEndsUnknown()) !== null,
  });
  const looking = {
    letters: mail.standing,
    accountsKey: accountsKey.standing,
    lists: { all: () => askLists(lists.all) },
    ...{ clock, files, trustList, ledger, keys, timeStamps, journal, recovery },
    lyingLists: () => lyingLists(paths, Date.now()),
    health: store.health,
    ignoredTrustFiles: () => ignoredTrustFiles(paths.trust),
    isOwnAuthority: proofs.isOwnAuthority,
    sealing: issuing.sealing,
    fileSource: FILE_SOURCE,
    hasKeySource: (name: string) => sources.named(name) !== null,
    strayKeyIndex,
    known: proofs.faults,
  };
  const keyKeeping = { collections, auditLog, journal, clock, randomBytes: random };
  const misses = openLookUpMisses({ directory, auditLog, clock });
  const limits = openLimits(store.limits, paths.limitsKey, options.onLimits ?? (() => undefined));
  const words = lazyWords(path.join(TEMPLATES, 'locales'));
  const { post, noticeLinks: links } = mail;
  const notices = openNotices({ collections, words, publicUrl, post, links, onFault: onMailFault });
  const keysAndSeals = openKeysAndSeals({
    ...{ ledger, directory, seals, collections, auditLog, journal, clock, trustList, policies: store.sealing },
    ...{ sealing: issuing.sealing, studio: pool.studio, notices },
  });
  const { onProviderFault = () => undefined } = options;
  const accounts = openInstallAccounts({
    ...{ store, clock, limits, publicUrl, mail, notices, endsUnknown: whyEndsUnknown, accountsKey },
    ...{ words, providers: openProviders(options), onProviderFault },
  });
  const trust = openTrust({
    ...{ auditLog, journal, clock, collections, lists, shared, shipped: SHIPPED_ANCHORS, ledger, directory, registry },
    ...{ notices, acceptTest: options.acceptTestAnchors, confirmSecondFactor: accounts.approvers.confirmSecondFactor },
  });
  const applications = openApplications({
    ...{ store, clock, limits, publicUrl, mail, endsUnknown: whyEndsUnknown, words, notices },
  });
  const { batches, issue, runner } = openBatches({ ...issuing, previewer: pool.previewer }, collections, {
    ...{ approvers: accounts.approvers, ...options, notices },
  });
  const requests = openRequests({
    notices,
    ...{ ...issuing, collections, register: store.manufacturerRegister },
    spreadsheets: pool.spreadsheets,
  });
  return {
    clock,
    limits,
    mail,
    /** What happened is told by then. */
    noticesSettled: async () => {
      await notices.settled();
      await mail.settled();
    },
    accounts,
    applications,
    /** Erases sessions, links and applications that ran out, a piece at once. */
    eraseEnded: async () => (await accounts.eraseEnded()) + (await applications.erase()),
    directory,
    auditLog,
    recovered: store.recovered,
    issue: (input: unknown, by: IssueOptions) =>
      settling(requests, issue(input, by), ({ confirmation }) => confirmation.content.supersedes),
    batches,
    batchRunner: runner,
    verify: (request: VerificationRequest) => verifyDocument(verifying, request),
    results: {
      keep: (result: KeptResult) => keepResult(keeping, result),
      reopen: (id: string) => reopenResult(reopening, id),
      compareAnother: (id: string, asked: VehicleAsked) => compareAnotherVehicle(reopening, id, asked),
      eraseOld: () => eraseOldResults(keeping),
    },
    registerManufacturer: (input: unknown, actor: Actor) => registerManufacturer(registering, input, actor),
    changeRegistration: (input: unknown, actor: Actor) => changeRegistration(registering, input, actor),
    checkRegistration: (input: unknown, actor: Actor) => checkRegistration(registering, input, actor),
    readManufacturer: (id: string, actor: Actor) =>
      readManufacturer({ ...asking, directory, trustList, seals, ledger }, id, actor),
    readManufacturerLists: (file: Uint8Array, signal: AbortSignal) => readManufacturerLists(pool, file, signal),
    inspect: (pdf: Uint8Array, signal?: AbortSignal) =>
      inspectPdf({ clock, inspector: pool.inspector, trustList, revocation }, pdf, signal),
    withdraw: (number: string, input: unknown, actor: Actor) =>
      settling(
        requests,
        notices.withdrawal(
          withdrawConfirmation({ clock, auditLog, journal, registry }, number, input, actor),
          actor.id,
        ),
        (withdrawn) => withdrawn.number,
      ),
    find: (number: string, actor: Actor) => findConfirmation({ ...asking, registry }, number, actor),
    list: (asked: unknown, actor: Actor) => listConfirmations({ ...asking, registry }, asked, actor),
    pdf: (number: string, actor: Actor) => confirmationPdf(reading, number, actor),
    archivePdf: (number: string, actor: Actor) => archivePdf(reading, number, actor),
    renew: (request: RenewRequest) => renewArchive(renewing, request),
    moveDocuments: store.moveDocuments,
    /** Begins the journal, or brings it up to what a process that died did. */
    keepJournal: journal.keep,
    journalFile: journal.file,
    recovery: recovery.state,
    newestEntry: store.newestEntry,
    diagnose: () => diagnoseIssuing(issuing),
    adopt: (pdf: Uint8Array, actor: Actor) =>
      adoptDocument({ clock, auditLog, journal, ledger, directory, files, recovery, verifying }, pdf, actor),
    sweepFiles: (after: string | null) =>
      sweepFiles({ ...store, areHeld: () => areFilesHeld(paths, store), now: Date.now }, after),
    lookUp: (asked: { number: string; vinTail: string }) =>
      lookUpConfirmation({ lookUps: store.lookUps, registry, recovery: standing, countMiss: misses.count }, asked),
    missedLookUps: misses.counts,
    toldMisses: (actor: Actor) => toldMisses(asking, actor),
    actorOfToken: (token: string) => actorOfAccessKey({ collections, clock }, token),
    endsUnknown: whyEndsUnknown,
    ...openOversight(keyKeeping),
    readInstall: (actor: Actor) =>
      readInstall(
        {
          ...{ auditLog, clock, directory, ledger, seals, trustList, settings: options.settings ?? [] },
          faults: () => findFaults(looking),
          letters: mail.standing,
          keyEnds: keysAndSeals.signingCertificates,
        },
        actor,
      ),
    revocationLists: {
      all: lists.all,
      /** Adds what lies in the folder of a former version. */
      takeIn: () => takeInLists({ lists, auditLog, journal, clock }, paths),
      lying: () => listFiles(paths),
    },
    /** The development CA signs a fresh list; null where there is none. */
    refreshRevocationList: () => refreshDevelopmentList(store.shared, paths, clock.now()),
    /** The same, where the last one has run out. */
    renewRevocationList: () => renewDevelopmentList(store.shared, paths, clock.now()),
    ...keysAndSeals,
    trust: trust.pages,
    unlockKeys: () => unlockKeys({ shared, folder: paths.keys, keys }),
    strayKeyIndex,
    accountsKey: accountsKey.standing,
    keyFaults: () => lookAtKeys(looking),
    failingHosts,
    pools: pool.load,
    storeAnswers: () => store.health.newestIssue().then(() => true),
    waiting: (actor: Actor) => whatWaits({ ...keyKeeping, seals, trustProposals: trust.proposals }, actor),
    firstSteps: (actor: Actor) =>
      firstSteps({ directory, ledger, seals, trustList, collections, registry: store.registry, clock }, actor),
    requests,
    /** Throws what keeps the store from being written. */
    storeWrites: store.health.tryWrite,
    findFaults: () => findFaults(looking),
    close: async () => {
      await runner.stop();
      stopBeating();
      await notices.settled();
      await mail.close();
      if (options.pool === undefined) await pool.close();
      await sources.close();
      await journal.settled();
      await store.close();
    },
  };
}
