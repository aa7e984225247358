import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { RegisteredOutlet } from '#core/confirmation/outlet.ts';
import { ADMINISTRATOR, holderOfToken, replaceToken } from '../app/access/access.ts';
import { archivePdf } from '../app/archive/archive-pdf.ts';
import { type RenewRequest, renewArchive } from '../app/archive/renew-archive.ts';
import type { RenewStep } from '../app/archive/renew-confirmation.ts';
import { confirmationPdf } from '../app/confirmations/confirmation-pdf.ts';
import { findConfirmation } from '../app/confirmations/find-confirmation.ts';
import { type IssueOptions, type IssueStep, issueConfirmation } from '../app/confirmations/issue-confirmation.ts';
import { lookUpConfirmation } from '../app/confirmations/look-up-confirmation.ts';
import { withdrawConfirmation } from '../app/confirmations/withdraw-confirmation.ts';
import { activateKey } from '../app/keys/activate-key.ts';
import { expiringKeys, signingCertificates } from '../app/keys/expiring-keys.ts';
import { markKeyCompromised } from '../app/keys/mark-key-compromised.ts';
import { suspendKey } from '../app/keys/suspend-key.ts';
import type { OnKeyFault } from '../app/keys/usable-key.ts';
import { changeSealing } from '../app/manufacturers/change-sealing.ts';
import { findSealing } from '../app/manufacturers/find-sealing.ts';
import { saveManufacturer } from '../app/manufacturers/save-manufacturer.ts';
import { approveSeal } from '../app/seals/approve-seal.ts';
import { listSeals, type SealTarget } from '../app/seals/change-seals.ts';
import { expiringSeals, sealEnds } from '../app/seals/expiring-seals.ts';
import { previewSeal } from '../app/seals/preview-seal.ts';
import { proposeSeal } from '../app/seals/propose-seal.ts';
import { retireSeal } from '../app/seals/retire-seal.ts';
import { type Inspect, inspectPdf } from '../app/verification/inspect-pdf.ts';
import { type VerificationRequest, verifyDocument } from '../app/verification/verify-document.ts';
import { openCompromisedKeys } from '../keys/compromised-keys.ts';
import type { AskPassphrase } from '../keys/file/key-files.ts';
import { openKeyLedger } from '../keys/key-ledger.ts';
import { openKeySources } from '../keys/key-sources.ts';
import { openSigningKeys } from '../keys/signing-keys.ts';
import { unlockKeys } from '../keys/unlock-keys.ts';
import type { Manufacturer } from '../model/manufacturers/manufacturer.ts';
import { defaultSealingPolicy, type SealingPolicy } from '../model/manufacturers/sealing-policy.ts';
import type { Clock } from '../ports/clock.ts';
import type { ListRequest } from '../ports/registry.ts';
import { unprintableCharacters } from '../sealing/typeset/unprintable-text.ts';
import { openSqliteStore } from '../stores/sqlite/open-store.ts';
import { openFileTrustList } from '../stores/trust/file-trust-list.ts';
import { openWorkerPool } from '../workers/worker-pool.ts';
import { openProofs, openRevocation, type RevocationOptions } from './proofs.ts';

/** The project's own folder: templates lie beside the code. */
const PROJECT = path.join(import.meta.dirname, '../..');
export const TEMPLATES = path.join(PROJECT, 'templates');
export const SHIPPED_ANCHORS = path.join(PROJECT, 'certs', 'trust');

const DAY_MS = 86_400_000;

const random = (count: number) => new Uint8Array(randomBytes(count));

export const SYSTEM_CLOCK: Clock = { now: () => new Date().toISOString() };

/** Where each thing of an install lies in its data folder. */
export function dataPaths(data: string) {
  return {
    store: path.join(data, 'vinseal.sqlite'),
    authority: path.join(data, 'ca'),
    timeStamping: path.join(data, 'tsa'),
    responder: path.join(data, 'ocsp'),
    keys: path.join(data, 'keys'),
    trust: path.join(data, 'trust'),
    crl: path.join(data, 'crl'),
    revocationCache: path.join(data, 'revocation-cache'),
    samples: path.join(data, 'samples'),
  };
}

export type InstallOptions = {
  readonly data: string;
  readonly publicUrl: string;
  readonly workers: number;
  readonly readingTimeMs: number;
  /** Whether anchors of TEST manufacturers count. */
  readonly acceptTestAnchors: boolean;
  /** False where documents are judged without the registry; nothing can then come out valid. True when left out. */
  readonly askRegistry?: boolean;
  /** Hosts that may be asked for revocation. */
  readonly revocationHosts: readonly string[];
  /** For one such address, in ms. */
  readonly revocationTimeMs: number;
  /** Addresses of time-stamp authorities; none: the install's own TEST authority. */
  readonly timeStampAddresses: readonly string[];
  /** The policy that their time-stamps must be of; null takes any. */
  readonly timeStampPolicy: string | null;
  /** For one such address, in ms. */
  readonly timeStampTimeMs: number;
  readonly withoutProof: SealingPolicy['withoutProof'];
  /** Only for tests: whether such a host may have a private address. */
  readonly allowPrivateAddresses?: boolean;
  readonly clock?: Clock;
  /** Asks a person for the passphrase of a key file that has none beside it; null where nobody is there. */
  readonly askPassphrase?: AskPassphrase;
  readonly onIssueStep?: (step: IssueStep) => void;
  readonly onRenewStep?: (step: RenewStep) => void;
  /** Days before an end at which archive copies are renewed. */
  readonly renewalLeadDays: number;
  /** Told why a key could not be used. */
  readonly onKeyFault?: OnKeyFault;
};

/** A data folder in use: every use case bound to its adapters. Close it to free threads, locks and files. */
export type Install = Awaited<ReturnType<typeof openInstall>>;

/** Builds the adapters over a finished data folder and hands them to the use cases. */
export async function openInstall(options: InstallOptions) {
  const paths = dataPaths(options.data);
  const clock = options.clock ?? SYSTEM_CLOCK;
  const store = openSqliteStore({ file: paths.store, now: clock.now });
  const pool = openWorkerPool({ threads: options.workers, readingTimeMs: options.readingTimeMs });
  const sources = openSources(paths.keys, options);
  const keys = openSigningKeys(paths.keys, sources);
  const ledger = openKeyLedger(paths.keys, sources);
  const trustList = await openFileTrustList({
    folders: [SHIPPED_ANCHORS, paths.trust],
    acceptTest: options.acceptTestAnchors,
  });
  const { revocation, sealedRevocation, timeStamps, failingHosts } = openProofs(options, paths, clock);
  const { registry, reservations, manufacturers: directory, holders, seals, tokens, auditLog } = store;
  const issuing = {
    clock,
    directory,
    holders,
    reservations,
    registry,
    keys,
    ledger,
    seals,
    auditLog,
    maker: pool.maker,
    revocation: sealedRevocation,
    trustList,
    timeStamps,
    sealing: defaultSealingPolicy(timeStamps !== null, options.withoutProof),
    unprintable: unprintableCharacters,
    publicUrl: options.publicUrl,
    ...(options.onIssueStep === undefined ? {} : { onStep: options.onIssueStep }),
    ...(options.onKeyFault === undefined ? {} : { onKeyFault: options.onKeyFault }),
  };
  const sealing = { directory, policies: store.sealing, sealing: issuing.sealing, clock };
  const keyLife = { ledger, directory, auditLog, clock };
  const sealLife = { seals, directory, clock, studio: pool.studio };
  const verifying = {
    clock,
    reader: pool.reader,
    registry: options.askRegistry === false ? null : registry,
    trustList,
    revocation,
    compromisedKeys: openCompromisedKeys(paths.keys),
  };
  const renewing = {
    clock,
    reader: pool.reader,
    writer: pool.writer,
    registry,
    archive: store.archive,
    trustList,
    revocation: issuing.revocation,
    timeStamps,
    lead: options.renewalLeadDays * DAY_MS,
    ...(options.onRenewStep === undefined ? {} : { onStep: options.onRenewStep }),
  };
  return {
    clock,
    directory,
    auditLog,
    recovered: store.recovered,
    issue: (input: unknown, issueOptions: IssueOptions) => issueConfirmation(issuing, input, issueOptions),
    verify: (request: VerificationRequest) => verifyDocument(verifying, request),
    saveManufacturer: (manufacturer: Manufacturer, outlets: readonly RegisteredOutlet[]) =>
      saveManufacturer({ directory, unprintable: unprintableCharacters }, manufacturer, outlets),
    inspect: (pdf: Uint8Array) => inspectPdf({ clock, inspector: pool.inspector, trustList, revocation }, pdf),
    withdraw: (number: string, input: unknown, by: string) =>
      withdrawConfirmation({ clock, registry }, number, input, by),
    find: (number: string) => findConfirmation(registry, number),
    list: (request: ListRequest) => registry.list(request),
    pdf: (number: string) => confirmationPdf(registry, number),
    archivePdf: (number: string) => archivePdf({ registry, archive: store.archive }, number),
    renew: (request: RenewRequest) => renewArchive(renewing, request),
    lookUp: (asked: { number: string; vinTail: string }) => lookUpConfirmation(store.lookUps, asked),
    holderOfToken: (token: string) => holderOfToken(tokens, token),
    hasAdministratorToken: () => tokens.exists(ADMINISTRATOR),
    replaceToken: (holder: string = ADMINISTRATOR) => replaceToken({ tokens, clock, randomBytes: random }, holder),
    keys: {
      list: ledger.list,
      suspend: (keyId: string, by: string) => suspendKey(keyLife, keyId, by),
      activate: (keyId: string, by: string) => activateKey(keyLife, keyId, by),
      markCompromised: (keyId: string, since: string, by: string) => markKeyCompromised(keyLife, keyId, since, by),
    },
    sealing: {
      find: (manufacturerId: string) => findSealing(sealing, manufacturerId),
      change: (manufacturerId: string, input: unknown, by: string) => changeSealing(sealing, manufacturerId, input, by),
    },
    seals: {
      list: (manufacturerId: string) => listSeals(sealLife, manufacturerId),
      propose: (manufacturerId: string, input: unknown, by: string) => proposeSeal(sealLife, manufacturerId, input, by),
      approve: (target: SealTarget) => approveSeal(sealLife, target),
      retire: (target: SealTarget) => retireSeal(sealLife, target),
      preview: (manufacturerId: string, version: number) => previewSeal(sealLife, manufacturerId, version),
    },
    unlockKeys: () => unlockKeys(paths.keys, keys),
    expiringKeys: () => expiringKeys(ledger, clock.now()),
    signingCertificates: () => signingCertificates(ledger),
    expiringSeals: () => expiringSeals(sealLife, clock.now()),
    sealEnds: () => sealEnds(sealLife, clock.now()),
    failingHosts,
    pools: pool.load,
    storeAnswers: async () => (await registry.list({ limit: 1, cursor: null, manufacturerId: null })) !== null,
    close: async () => {
      await pool.close();
      await sources.close();
      store.close();
    },
  };
}

/** The holders of an install's private keys. */
export function openSources(folder: string, { askPassphrase }: Pick<InstallOptions, 'askPassphrase'>) {
  return openKeySources({ folder, randomBytes: random, now: () => performance.now(), ask: askPassphrase ?? null });
}

export type InspectorOptions = RevocationOptions &
  Pick<InstallOptions, 'data' | 'workers' | 'readingTimeMs' | 'acceptTestAnchors' | 'clock'>;

export type Inspector = { readonly inspect: Inspect; readonly close: () => Promise<void> };

/**
 * What `inspect` needs: reading threads, the shipped anchors, and what a data folder holds of anchors and revocation
 * lists where there is one. It makes none.
 */
export async function openInspector(options: InspectorOptions): Promise<Inspector> {
  const paths = dataPaths(options.data);
  const clock = options.clock ?? SYSTEM_CLOCK;
  const folders = [SHIPPED_ANCHORS, paths.trust];
  const trustList = await openFileTrustList({ folders, acceptTest: options.acceptTestAnchors, mayBeEmpty: true });
  // The answers are kept in the data folder: where there is none, nobody is asked.
  const revocationHosts = existsSync(options.data) ? options.revocationHosts : [];
  const revocation = openRevocation({ ...options, revocationHosts }, paths, clock);
  const pool = openWorkerPool({ threads: options.workers, readingTimeMs: options.readingTimeMs });
  return {
    inspect: (pdf) => inspectPdf({ clock, inspector: pool.inspector, trustList, revocation }, pdf),
    close: pool.close,
  };
}
