import type { Logger } from 'pino';
import { eraseResults } from '../schedule/erase-results.ts';
import { keepFiles } from '../schedule/keep-files.ts';
import { keepRenewing } from '../schedule/renew-regularly.ts';
import { runBatches } from '../schedule/run-batches.ts';
import { sendLettersRegularly } from '../schedule/send-letters.ts';
import { settleRegularly } from '../schedule/settle-requests.ts';
import { warnOfExpiry } from '../schedule/warn-of-expiry.ts';
import { watchFaults } from '../schedule/watch-faults.ts';
import type { Install } from './open-install.ts';

const HOUR_MS = 3_600_000;
/** Archive copies that are due are renewed this long after the start, in ms: whoever waits for the service comes first. */
const FIRST_RENEWAL_MS = 60_000;
/** PDFs of a former version are moved out of the database, and orphaned files looked for, from this long after the start, in ms. */
const FIRST_FILES_MS = 1_000;
/** A fresh revocation list is signed this often, in ms: well before the last one runs out. */
const CRL_INTERVAL_MS = 12 * HOUR_MS;
/** How often the service looks for faults of its own, in ms. */
const WATCH_MS = 60_000;
/** How often the service looks for approved batches, in ms; an approval here is seen at once. */
const BATCHES_MS = 1_000;
/** How often the service looks for requests whose withdrawal or replacement was done elsewhere, in ms. */
const SETTLE_MS = 60_000;
/** How often the service looks for letters that wait, in ms; one that is queued here is sent at once. */
const LETTERS_MS = 15_000;

/**
 * Begins everything that the service does at intervals. Gives what stops it: nothing is begun any more from then on, and it
 * settles when the rows that are being sealed have come to their end; others are left to other instances.
 */
export async function beginSchedule(
  install: Install,
  { renewalHours }: { readonly renewalHours: number },
  log: Logger,
): Promise<() => Promise<void>> {
  const refreshing = setInterval(() => {
    void refreshDaily(install, log);
    void warnOfExpiry(install, log);
  }, CRL_INTERVAL_MS).unref();
  await warnOfExpiry(install, log);
  const hourly = { first: FIRST_FILES_MS, every: HOUR_MS };
  const stops = [
    () => clearInterval(refreshing),
    renewRegularly(install, renewalHours, log),
    keepFiles(install, hourly, log),
    eraseResults(install.results.eraseOld, hourly, log),
    eraseResults(install.eraseEnded, hourly, log, 'sessions, links and applications that ran out'),
    eraseResults(install.requests.eraseOld, { ...hourly, every: 6 * HOUR_MS }, log, 'old drafts and attachments'),
    watchFaults(watched(install, log), WATCH_MS, log),
    settleRegularly(install.requests.settle, SETTLE_MS, log),
    sendLettersRegularly(install.mail.look, LETTERS_MS, log),
  ];
  const stopBatches = runBatches(install.batchRunner, BATCHES_MS, log);
  return () => {
    for (const stop of stops) stop();
    return stopBatches();
  };
}

function watched(install: Install, log: Logger): Parameters<typeof watchFaults>[0] {
  return {
    findFaults: async () => {
      await takeInLists(install, log);
      return install.findFaults();
    },
    // A machine that slept past the end of its lists gets new ones at once.
    onFaults: async (faults) => {
      if (faults.some(({ code }) => code === 'revocation-expired')) await refreshDaily(install, log);
    },
  };
}

/** What operators put into the folder of a former version goes on to count; what cannot be taken is a fault of its own. */
export async function takeInLists({ revocationLists }: Install, log: Logger): Promise<void> {
  try {
    for (const { file, result } of await revocationLists.takeIn())
      if (result.ok) log.info({ file, list: result.value.list.name }, 'took a revocation list into the store');
  } catch (err) {
    log.error({ err }, 'revocation lists in crl/ could not be taken into the store');
  }
}

/** The development authority signs a fresh list. */
export async function refreshDaily(install: Install, log: Logger): Promise<void> {
  try {
    await install.refreshRevocationList();
  } catch (err) {
    log.error(
      { err },
      'the revocation list could not be refreshed: verdicts become undecided when the last one runs out',
    );
  }
}

function renewRegularly(install: Install, renewalHours: number, log: Logger): () => void {
  if (renewalHours === 0) return () => undefined;
  return keepRenewing(install, { first: FIRST_RENEWAL_MS, every: renewalHours * HOUR_MS }, log);
}
