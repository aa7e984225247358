import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { issuersRunOut } from '../app/revocation/lists-run-out.ts';
import type { Config } from '../config.ts';
import { installOptions } from '../config.ts';
import { type Finding, fault, good, reasonOf, warning } from '../model/diagnosis/finding.ts';
import { areLate } from '../model/letters/waiting-letter.ts';
import { isUnconfirmed } from '../model/recovery/recovery-state.ts';
import type { Clock } from '../ports/clock.ts';
import { ignoredTrustFiles } from '../stores/trust/take-over-folder.ts';
import { examineIdentityProviders } from './examine-identity-providers.ts';
import { printedAddress } from './install/remembered-address.ts';
import { dataPaths } from './install-options.ts';
import { type Install, openInstall } from './open-install.ts';

const MIB = 1_048_576;
/** Free room below which a disk is called full soon, in MiB: a day of documents and a snapshot. */
const LEAST_FREE_MIB = 1_024;

/** Looks at an install, and at everything that it needs, without changing anything of it. */
export async function examineInstall(config: Config, clock: Clock): Promise<readonly Finding[]> {
  const folder = examineFolder(config.data);
  if (folder.some(({ outcome }) => outcome === 'fault')) return folder;
  const beside = [...folder, examineDisk(config.data), ...examineAddress(config)];
  const opened = await openOrTell(config, clock);
  if ('finding' in opened) return [...beside, opened.finding];
  try {
    return [...beside, good('install-opens'), ...(await examineOpen(opened.install, config))];
  } finally {
    await opened.install.close();
  }
}

function examineFolder(data: string): readonly Finding[] {
  if (!existsSync(path.join(data, 'install.json'))) return [fault('data-folder-missing', { folder: data })];
  try {
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return [fault('data-folder-not-writable', { folder: data })];
  }
  const isOpen = process.platform !== 'win32' && (statSync(dataPaths(data).keys).mode & 0o077) !== 0;
  return [
    isOpen
      ? warning('data-folder-open-to-others', { folder: dataPaths(data).keys })
      : good('data-folder-good', { folder: data }),
  ];
}

function examineDisk(data: string): Finding {
  const { bavail, bsize } = statfsSync(data);
  const free = Math.floor((bavail * bsize) / MIB);
  return free < LEAST_FREE_MIB ? warning('disk-nearly-full', { free, folder: data }) : good('disk-good', { free });
}

const LOCAL = /^https?:\/\/(?:127\.|localhost\b|\[::1\]|0\.0\.0\.0)/;

/** Documents bear their address for ever. */
function examineAddress(config: Config): readonly Finding[] {
  const address = printedAddress(config);
  return [LOCAL.test(address) ? warning('address-local', { address }) : good('address-printed', { address })];
}

async function openOrTell(config: Config, clock: Clock): Promise<{ install: Install } | { finding: Finding }> {
  try {
    return { install: await openInstall({ ...installOptions(config), clock, workers: 1 }) };
  } catch (error) {
    return { finding: fault('install-does-not-open', reasonOf(error, config.data)) };
  }
}

async function examineOpen(install: Install, config: Config): Promise<readonly Finding[]> {
  const now = install.clock.now();
  const newest = await install.newestEntry();
  const lists = await install.revocationLists.all();
  const strayIndex = install.strayKeyIndex();
  return [
    newest !== null && newest > now ? fault('clock-behind', { newest, now }) : good('clock-good', { now }),
    ...(await examineJournal(install, config)),
    ...(await keysNotHere(install)),
    ...(strayIndex === null ? [] : [warning('key-index-not-counted', { file: strayIndex })]),
    ...(await examineTrustFolder(dataPaths(config.data).trust)),
    ...issuersRunOut(lists, now).map((issuer) => warning('revocation-list-expired', { issuer })),
    ...install.revocationLists.lying().map((file) => warning('revocation-list-lying', { file })),
    ...(await install.expiringKeys()).map(({ keyId, days }) => warning('certificate-expires', { key: keyId, days })),
    ...(await install.expiringSeals()).map(({ manufacturerId, days }) =>
      warning('seal-expires', { manufacturer: manufacturerId, days }),
    ),
    ...(await examineAccountsKey(install)),
    ...(await examineLetters(install)),
    ...(await examineIdentityProviders(install, config)),
    ...(await install.diagnose()),
  ];
}

async function examineAccountsKey({ accountsKey }: Install): Promise<readonly Finding[]> {
  const standing = await accountsKey().catch(() => 'differs' as const);
  return standing === 'same' ? [] : [fault(standing === 'missing' ? 'accounts-key-missing' : 'accounts-key-differs')];
}

async function examineLetters({ mail, clock }: Install): Promise<readonly Finding[]> {
  const standing = await mail.standing();
  if (!areLate(standing, clock.now())) return [];
  const { waiting: count, oldest, failure } = standing;
  return [warning('letters-waiting', { count, since: oldest ?? '', failure: failure ?? '-' })];
}

/** Also those that no manufacturer signs with by default. */
async function keysNotHere(install: Install): Promise<readonly Finding[]> {
  const missing = (await install.keyFaults()).filter(({ code }) => code === 'key-not-here');
  return missing.map(({ keyId }) => fault('key-not-here', { key: keyId ?? '' }));
}

/** Whoever puts an anchor there, as former versions had it, must not believe that it counts. */
async function examineTrustFolder(folder: string): Promise<readonly Finding[]> {
  const files = await ignoredTrustFiles(folder);
  return files.length === 0 ? [] : [warning('trust-files-ignored', { folder, files: files.join(', ') })];
}

async function examineJournal(install: Install, config: Config): Promise<readonly Finding[]> {
  const unconfirmed = isUnconfirmed(await install.recovery()) ? [fault('registry-unconfirmed')] : [];
  try {
    await install.keepJournal();
    return [...unconfirmed, journalPlace(await install.journalFile(), config.data)];
  } catch (error) {
    return [...unconfirmed, fault('journal-fault', reasonOf(error, config.data))];
  }
}

/** On the disk of the data folder it is lost with it. */
function journalPlace(file: string | null, data: string): Finding {
  if (file === null) return warning('journal-none');
  const isBeside = statSync(file).dev === statSync(data).dev;
  return isBeside ? warning('journal-beside-data', { file }) : good('journal-kept', { file });
}
