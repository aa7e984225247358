import path from 'node:path';
import type { RenewStep } from '../app/archive/renew-confirmation.ts';
import type { RunNews } from '../app/batches/run-batches.ts';
import type { IssueStep } from '../app/confirmations/issue-confirmation.ts';
import type { OnStoredFileFault } from '../app/confirmations/read-stored-file.ts';
import type { OnKeyFault } from '../app/keys/usable-key.ts';
import type { AskPassphrase } from '../keys/file/key-files.ts';
import type { ShownSetting } from '../model/health/shown-setting.ts';
import type { SealingPolicy } from '../model/manufacturers/sealing-policy.ts';
import type { ProviderSettings } from '../outbound/identity-providers/provider-settings.ts';
import type { Approvers } from '../ports/approvers.ts';
import type { Clock } from '../ports/clock.ts';
import type { ProviderFault } from '../ports/identity-providers.ts';
import type { OnListNotes } from '../ports/revocation-source.ts';
import type { OnKept } from '../schedule/keep-reservations.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';
import type { OnTakenOver } from './install/tell-take-over.ts';
import type { OnLimits } from './limits.ts';

/** Where each thing of an install lies in its data folder. */
export function dataPaths(data: string) {
  return {
    store: path.join(data, 'vinseal.sqlite'),
    databaseId: path.join(data, 'database.json'),
    files: path.join(data, 'files'),
    marks: path.join(data, 'marks.json'),
    limitsKey: path.join(data, 'limits.key'),
    /** Signs the cookies of accounts and encrypts the secrets of authenticators. */
    accountsKey: path.join(data, 'accounts.key'),
    /** Letters of an install without a mail server. */
    outbox: path.join(data, 'outbox'),
    backupLock: path.join(data, '.backup.lock'),
    /** How far a move to another store came: see `move-state.ts`. */
    move: path.join(data, '.move.json'),
    moveLock: path.join(data, '.move.lock'),
    authority: path.join(data, 'ca'),
    timeStamping: path.join(data, 'tsa'),
    responder: path.join(data, 'ocsp'),
    keys: path.join(data, 'keys'),
    /** Where former versions kept the trust list, which is in the store now. */
    trust: path.join(data, 'trust'),
    /** Where a former version looked for revocation lists: what is put there is taken into the store. */
    crl: path.join(data, 'crl'),
    takenLists: path.join(data, 'crl.imported'),
    /** Where a former version kept what it had fetched. */
    revocationCache: path.join(data, 'revocation-cache'),
    samples: path.join(data, 'samples'),
  };
}

export type DataPaths = ReturnType<typeof dataPaths>;

export type InstallOptions = {
  readonly data: string;
  readonly publicUrl: string;
  /** See `VINSEAL_JOURNAL`: null, or left out, for the one that the data folder names; `none` for none. */
  readonly journal?: string | null;
  /** See `VINSEAL_MONGO_URL`: null, or left out, for the store in the data folder. `migrates`: whether missing indexes are built. */
  readonly mongo?: { readonly url: string; readonly migrates: boolean } | null;
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
  /** Days for which what is sealed with must still hold. */
  readonly issueMarginDays: number;
  /** Only for tests: threads that several installs share; who made them ends them. */
  readonly pool?: WorkerPool;
  /** Only for tests: another file for the threads that read uploads. */
  readonly readerFile?: string;
  /** Only for tests: whether such a host may have a private address. */
  readonly allowPrivateAddresses?: boolean;
  /** Only for tests: who stands in for the persons who approve. */
  readonly approvers?: Approvers;
  /** Only for tests: a clock in ms that nobody sets, by which leases of batches run out. */
  readonly monotonic?: () => number;
  /** Told what becomes of batches that this instance seals. */
  readonly onBatchNews?: (news: RunNews) => void;
  readonly clock?: Clock;
  /** Asks a person for the passphrase of a key file that has none beside it; null where nobody is there. */
  readonly askPassphrase?: AskPassphrase;
  readonly onIssueStep?: (step: IssueStep) => void;
  readonly onRenewStep?: (step: RenewStep) => void;
  /** Days before an end at which archive copies are renewed. */
  readonly renewalLeadDays: number;
  /** What administrators are shown of the settings. */
  readonly settings?: readonly ShownSetting[];
  /** The mail server and the address that letters come from; null, or left out, for letters as files. */
  readonly smtp?: { readonly url: string; readonly from: string } | null;
  /** Told of a letter that could not be sent, and of what kind it was. */
  readonly onMailFault?: (fault: unknown, kind: string) => void;
  /** Identity providers of organisations; left out for none. */
  readonly identityProviders?: readonly ProviderSettings[];
  /** Only for tests: for one call of an identity provider, in ms. */
  readonly identityProviderTimeMs?: number;
  /** Told why an identity provider could not sign somebody in. */
  readonly onProviderFault?: (organisationId: string, fault: ProviderFault) => void;
  /** Days for which results of checks are kept; 0 for not at all. */
  readonly resultDays: number;
  /** Told why a key could not be used. */
  readonly onKeyFault?: OnKeyFault;
  /** Told of the odd entries of a revocation list. */
  readonly onListNotes?: OnListNotes;
  /** Told which reservations were ended because nobody kept them, and why one's own could not be kept. */
  readonly onReservationsKept?: OnKept;
  /** Told when this instance counts limits by itself, and when all instances do so together again. */
  readonly onLimits?: OnLimits;
  /** Told what was taken over from files of a former version, where this opening did it. */
  readonly onTakenOver?: OnTakenOver;
  /** Told which stored file could not be had. */
  readonly onStoredFileFault?: OnStoredFileFault;
};
