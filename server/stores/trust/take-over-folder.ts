import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { renameDurably } from '../../files/durable-files.ts';
import type { AuditEntry } from '../../model/access/audit-entry.ts';
import type { SharedRecords } from '../../ports/shared-records.ts';
import { type OwnTrust, recordOf, trustRecords } from './own-trust.ts';
import { listFolder, oneOfEachId, readAnchorFolder } from './placed-anchors.ts';
import { NO_SUSPENSIONS, readSuspensions } from './suspensions.ts';

/** Where former versions wrote down what their operators suspended. */
const SUSPENDED_FILE = '_suspended.json';
/** Says which files were taken over, so that a process that died before it set them aside is followed by one that does. */
const TAKEN_OVER = '_taken-over';

/** Entries of the audit log are written with what is taken over; `onTaken` is called once that is done. */
type TakeOverOptions = { readonly entries?: readonly AuditEntry[]; readonly onTaken?: () => void };

/**
 * Takes the trust list of a former version's data folder into the store, once, and sets its files aside: all of them or none.
 * Files that come later, or differ from those that were taken over, count for nothing and stay where they are. Throws `trust-file-malformed`, and
 * what the store throws; nothing has changed then.
 * @returns whether the store has a trust list now
 */
export async function takeOverTrustFolder(
  shared: Pick<SharedRecords, 'read' | 'change'>,
  folder: string,
  { entries = [], onTaken = () => undefined }: TakeOverOptions = {},
): Promise<boolean> {
  const { revision, records } = await shared.read('trust');
  if (listFolder(folder).length === 0) return revision > 0 || (await shared.read('trust')).revision > 0;
  if (revision > 0) {
    const taken = records.find(({ name }) => name === TAKEN_OVER);
    if (taken !== undefined && new TextDecoder().decode(taken.content) === digestOrNull(folder)) setAside(folder);
    return true;
  }
  const own = await readUnlessTaken(shared, folder);
  if (own === null) return true;
  const put = [...trustRecords(own.trust), recordOf(TAKEN_OVER, own.digest)];
  const isTaken = await shared.change('trust', (known) =>
    known.length > 0 ? { put: [], remove: [], answer: false } : { put, remove: [], entries, answer: true },
  );
  if (!isTaken) return true;
  onTaken();
  setAside(folder);
  return true;
}

/** Null where another process took the folder over, and away, while it was being read. */
async function readUnlessTaken(shared: Pick<SharedRecords, 'read'>, folder: string) {
  try {
    const digest = digestOf(folder);
    return { trust: readFormerFolder(folder), digest };
  } catch (fault) {
    if ((await shared.read('trust')).revision > 0) return null;
    throw fault;
  }
}

/** The trust list of a former version's data folder. Throws `trust-file-malformed`. */
export function readFormerFolder(folder: string): OwnTrust {
  const anchors = oneOfEachId(readAnchorFolder(folder)).map(({ anchor }) => anchor);
  const file = path.join(folder, SUSPENDED_FILE);
  const suspensions = existsSync(file) ? readSuspensions(file, () => readFileSync(file, 'utf8')) : NO_SUSPENSIONS;
  return { anchors, suspensions };
}

/** Changes with every name and every octet in the folder. */
function digestOf(folder: string): string {
  const digest = createHash('sha256');
  for (const name of listFolder(folder)) {
    if (!statSync(path.join(folder, name)).isFile()) continue;
    const octets = readFileSync(path.join(folder, name));
    digest.update(`${name.length} ${name} ${octets.length} `).update(octets);
  }
  return digest.digest('hex');
}

/** Null where something in the folder cannot be read: it is not what was taken over, and counts for nothing. */
function digestOrNull(folder: string): string | null {
  try {
    return digestOf(folder);
  } catch {
    return null;
  }
}

/** A folder that cannot be set aside, on a disk that takes nothing, is told as one that does not count. */
function setAside(folder: string): void {
  const aside = `${folder}.imported`;
  if (existsSync(aside)) return;
  try {
    renameDurably(folder, aside);
  } catch {
    // Another process may have done it, too.
  }
}

/** What lies in the folder of a former version and counts for nothing. */
export async function ignoredTrustFiles(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(() => [])).toSorted();
}
