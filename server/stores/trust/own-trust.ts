import type { SharedRecord, SharedRecords } from '../../ports/shared-records.ts';
import type { TrustAnchor } from '../../ports/trust-list.ts';
import { NO_SUSPENSIONS, readSuspensions, type Suspensions, suspensionsText } from './suspensions.ts';
import { readTrustText, TrustListError, trustText } from './trust-file.ts';

/** What an install says of trust by itself: its anchors as they were added, and what its operator suspended. */
export type OwnTrust = { readonly anchors: readonly TrustAnchor[]; readonly suspensions: Suspensions };

export const NO_OWN_TRUST: OwnTrust = { anchors: [], suspensions: NO_SUSPENSIONS };

/** No anchor can bear a name that begins so: such records are no anchors. */
const NO_ANCHOR = '_';
const SUSPENDED = '_suspended';

/** What the records of the kind `trust` say, the anchors by their ids. Throws `trust-file-malformed`. */
export function readOwnTrust(records: readonly SharedRecord[]): OwnTrust {
  const suspended = records.find(({ name }) => name === SUSPENDED);
  const suspensions = suspended === undefined ? NO_SUSPENSIONS : readSuspensions(SUSPENDED, () => textOf(suspended));
  const anchors = records
    .filter(({ name }) => !name.startsWith(NO_ANCHOR))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map(readAnchor);
  return { anchors, suspensions };
}

/** The same, asked for at each call: what one instance changes is in force on all with their next question. */
export function viewOwnTrust(shared: Pick<SharedRecords, 'view'>): () => Promise<OwnTrust> {
  return shared.view('trust', readOwnTrust);
}

function readAnchor(record: SharedRecord): TrustAnchor {
  const anchor = readTrustText(record.name, () => textOf(record), outsideRecord);
  if (anchor.id === record.name) return anchor;
  throw new TrustListError('trust-file-malformed', record.name, `${record.name} holds the anchor ${anchor.id}`);
}

function outsideRecord(name: string): never {
  throw new Error(`certificate: ${name} is not in PEM`);
}

function textOf({ content }: SharedRecord): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(content);
}

export function recordOf(name: string, text: string): SharedRecord {
  return { name, content: new TextEncoder().encode(text) };
}

export function anchorRecord(anchor: TrustAnchor): SharedRecord {
  return recordOf(anchor.id, trustText(anchor));
}

export function suspensionsRecord(suspensions: Suspensions): SharedRecord {
  return recordOf(SUSPENDED, suspensionsText(suspensions));
}

/** Records that say this. The suspensions are always among them, so that a store that lost its trust list is told from one without anchors. */
export function trustRecords({ anchors, suspensions }: OwnTrust): readonly SharedRecord[] {
  return [...anchors.map(anchorRecord), suspensionsRecord(suspensions)];
}
