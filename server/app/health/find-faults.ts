import type { Fault, FaultCode } from '../../model/health/fault.ts';
import { areLate, type LettersStanding } from '../../model/letters/waiting-letter.ts';
import type { SealingPolicy } from '../../model/manufacturers/sealing-policy.ts';
import { isUnconfirmed } from '../../model/recovery/recovery-state.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DocumentFiles } from '../../ports/document-files.ts';
import type { Journal } from '../../ports/journal.ts';
import type { RecoveryRegister } from '../../ports/recovery.ts';
import type { RevocationLists } from '../../ports/revocation-lists.ts';
import type { StoreHealth } from '../../ports/store-health.ts';
import type { TimeStamps } from '../../ports/time-stamps.ts';
import type { TrustList } from '../../ports/trust-list.ts';
import { timeStampPath, timeStampTrust } from '../proofs/time-stamp-path.ts';
import { issuersRunOut } from '../revocation/lists-run-out.ts';
import { clockBehind } from './clock-behind.ts';
import { isOfStore, type KeyHealthDependencies, lookAtKeys, namedCode } from './look-at-keys.ts';

export type FindFaultsDependencies = KeyHealthDependencies & {
  readonly clock: Clock;
  readonly health: StoreHealth;
  readonly files: Pick<DocumentFiles, 'check'>;
  readonly trustList: TrustList;
  readonly lists: Pick<RevocationLists, 'all'>;
  /** Files of revocation lists that lie in the data folder and do not count. */
  readonly lyingLists: () => readonly string[];
  /** Names of files in the folder of the trust list of former versions, which count for nothing. */
  readonly ignoredTrustFiles: () => Promise<readonly string[]>;
  readonly timeStamps: TimeStamps | null;
  /** Whether that authority is of this install: others are not asked for the sake of health. */
  readonly isOwnAuthority: boolean;
  readonly journal: Pick<Journal, 'standing'>;
  readonly recovery: Pick<RecoveryRegister, 'state'>;
  readonly sealing: SealingPolicy;
  /** How the queue of letters stands. */
  readonly letters: () => Promise<LettersStanding>;
  /** Whether `accounts.key` here is the one that the store was used with. */
  readonly accountsKey: () => Promise<'same' | 'differs' | 'missing'>;
  /** What was found when the install was opened. */
  readonly known: readonly Fault[];
};

type Look = (deps: FindFaultsDependencies) => Promise<readonly Fault[]>;

/** In the order in which an operator would mend them. */
const LOOKS: readonly Look[] = [
  lookAtStore,
  lookAtFiles,
  lookAtClock,
  lookAtTrust,
  lookAtKeys,
  lookAtTimeStamps,
  lookAtRevocation,
  lookAtListFiles,
  lookAtJournal,
  lookAtAccountsKey,
  lookAtLetters,
];

/** What is wrong with the service now: looks, asks nobody on the network, and never throws. */
export async function findFaults(deps: FindFaultsDependencies): Promise<readonly Fault[]> {
  const found = await Promise.all(LOOKS.map((look) => look(deps)));
  return [...deps.known, ...found.flat()];
}

const STORE_CODES: readonly FaultCode[] = ['store-busy', 'store-not-writable', 'store-corrupt'];

async function lookAtStore({ health }: FindFaultsDependencies): Promise<readonly Fault[]> {
  return faultOf(health.tryWrite, (code) => STORE_CODES.find((known) => known === code) ?? 'store-unreachable');
}

function lookAtFiles({ files }: FindFaultsDependencies): Promise<readonly Fault[]> {
  return faultOf(files.check, () => 'file-store-unusable');
}

async function lookAtClock({ health, clock }: FindFaultsDependencies): Promise<readonly Fault[]> {
  const now = clock.now();
  // A store that cannot be read is told by the look at the store.
  const newest = await clockBehind(health, now).catch(() => null);
  if (newest === null) return [];
  return [
    fault('clock-behind', `the clock says ${now}, but the newest confirmation is of ${newest}: set the clock right`),
  ];
}

async function lookAtTrust({ trustList, ignoredTrustFiles }: FindFaultsDependencies): Promise<readonly Fault[]> {
  const [unreadable, ignored] = await Promise.all([
    faultOf(trustList.anchors, (code) => (isOfStore(code) ? null : 'trust-list-unreadable')),
    ignoredTrustFiles(),
  ]);
  if (ignored.length === 0) return unreadable;
  const files = `${ignored.slice(0, 3).join(', ')}${ignored.length > 3 ? ', …' : ''}`;
  return [
    ...unreadable,
    fault(
      'trust-files-ignored',
      `${files} in trust/ of the data folder counts for nothing: add it with "vinseal trust add FILE.json", then remove it`,
    ),
  ];
}

async function lookAtTimeStamps(deps: FindFaultsDependencies): Promise<readonly Fault[]> {
  const { timeStamps, sealing, isOwnAuthority, trustList, clock } = deps;
  if (sealing.level !== 'B-T' || sealing.withoutProof !== 'refuse') return [];
  if (timeStamps === null)
    return [
      fault(
        'no-time-stamps',
        'no time-stamp authority is configured, so nothing is issued: set VINSEAL_TIME_STAMP_URLS, or VINSEAL_WITHOUT_PROOF=issue-b-b',
      ),
    ];
  if (!isOwnAuthority || deps.known.some(({ code }) => code === 'time-stamps-unusable')) return [];
  // A trust list that cannot be read is told by its own look.
  const anchors = await trustList.anchors().catch(() => null);
  if (anchors === null) return [];
  const now = clock.now();
  const path = await timeStampPath(await timeStamps.certificates(), timeStampTrust(anchors, now), now).catch(
    () => null,
  );
  if (path !== null) return [];
  return [
    fault(
      'time-stamps-unusable',
      'the certificate of the time-stamp authority in tsa/ is damaged, has ended or is not vouched for: see "vinseal trust list", or restore tsa/ from your backup',
    ),
  ];
}

/** The newest list of each issuer decides. */
async function lookAtRevocation({ lists, clock }: FindFaultsDependencies): Promise<readonly Fault[]> {
  try {
    const over = issuersRunOut(await lists.all(), clock.now());
    return over.length === 0
      ? []
      : [
          fault(
            'revocation-expired',
            `the revocation list of ${over.slice(0, 3).join('; ')} has run out: add the newest one with "vinseal revocation add FILE"`,
          ),
        ];
  } catch (cause) {
    return [fault('revocation-unreadable', messageOf(cause))];
  }
}

async function lookAtListFiles({ lyingLists }: FindFaultsDependencies): Promise<readonly Fault[]> {
  return faultOf(
    async () => {
      const lying = lyingLists();
      if (lying.length > 0)
        throw new Error(
          `${lying.slice(0, 3).join(', ')} is not taken as a revocation list and does not count: see "vinseal revocation add FILE", then remove it`,
        );
    },
    () => 'revocation-files-lying',
  );
}

async function lookAtJournal({ journal, recovery }: FindFaultsDependencies): Promise<readonly Fault[]> {
  try {
    if ((await journal.standing()) === 'set-back')
      return [fault('store-set-back', 'the database is an older one: run "vinseal restore repair"')];
  } catch (cause) {
    return [fault('journal-unavailable', messageOf(cause))];
  }
  // A store that cannot be read is told by the look at the store.
  const state = await recovery.state().catch(() => null);
  if (!isUnconfirmed(state)) return [];
  return [fault('restore-not-confirmed', 'adopt the documents that are missing, then run "vinseal restore confirm"')];
}

async function lookAtAccountsKey({ accountsKey }: FindFaultsDependencies): Promise<readonly Fault[]> {
  try {
    const standing = await accountsKey();
    if (standing === 'same') return [];
    const what = standing === 'missing' ? 'is missing here' : 'is another one here than the database was used with';
    return [
      fault(
        'accounts-key-differs',
        `accounts.key ${what}, so nobody signs in: copy it from another instance or a backup; where there is none, "vinseal people replace-key"`,
      ),
    ];
  } catch (cause) {
    return isOfStore(namedCode(cause)) ? [] : [fault('accounts-key-differs', messageOf(cause))];
  }
}

async function lookAtLetters({ letters, clock }: FindFaultsDependencies): Promise<readonly Fault[]> {
  // A store that cannot be read is told by the look at the store.
  const standing = await letters().catch(() => null);
  if (standing === null || !areLate(standing, clock.now())) return [];
  const { waiting, oldest, failure } = standing;
  const met = failure === null ? 'nobody sends them' : `the last attempt met "${failure}"`;
  return [
    fault(
      'letters-waiting',
      `${waiting} letters wait, the oldest since ${oldest}: ${met}; look at VINSEAL_SMTP_URL, VINSEAL_MAIL_FROM and the mail server`,
    ),
  ];
}

/** `codeOf` gives null for a fault that another look tells. */
async function faultOf(
  look: () => Promise<unknown>,
  codeOf: (code: string) => FaultCode | null,
): Promise<readonly Fault[]> {
  try {
    await look();
    return [];
  } catch (cause) {
    const code = codeOf(namedCode(cause));
    return code === null ? [] : [fault(code, messageOf(cause))];
  }
}

function fault(code: FaultCode, message: string): Fault {
  return { code, keyId: null, message };
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
