import { dataPaths } from '../../server/compose/install-options.ts';
import type { SharedRecord } from '../../server/ports/shared-records.ts';
import type { TrustAnchor, TrustList } from '../../server/ports/trust-list.ts';
import { openSqliteStore } from '../../server/stores/sqlite/open-store.ts';
import { readSharedRecords } from '../../server/stores/sqlite/read-shared-records.ts';
import { createTrustList } from '../../server/stores/trust/open-trust-list.ts';
import { anchorRecord, type OwnTrust, readOwnTrust, suspensionsRecord } from '../../server/stores/trust/own-trust.ts';
import type { Suspensions } from '../../server/stores/trust/suspensions.ts';

/** What an install in a data folder says of trust by itself: written into its store, which may be in use. */

/** An anchor for time-stamps alone, but for what is said otherwise. */
export function trustAnchor(id: string, certificate: Uint8Array, more: Partial<TrustAnchor> = {}): TrustAnchor {
  return { id, certificate, manufacturers: [], timeStamping: true, status: 'active', from: null, until: null, ...more };
}

/** Puts anchors into an install, in place of those of the same ids. */
export function putAnchors(folder: string, ...anchors: readonly TrustAnchor[]): Promise<void> {
  return changeTrust(folder, () => ({ put: anchors.map(anchorRecord), remove: [] }));
}

/** Makes anchors the only ones of an install. */
export function putOnlyAnchors(folder: string, anchors: readonly TrustAnchor[]): Promise<void> {
  return changeTrust(folder, (records) => ({
    put: anchors.map(anchorRecord),
    remove: records.map(({ name }) => name),
  }));
}

/** Makes these the suspensions of an install. */
export function putSuspensions(folder: string, suspensions: Suspensions): Promise<void> {
  return changeTrust(folder, () => ({ put: [suspensionsRecord(suspensions)], remove: [] }));
}

/** Puts a text in the place of a record, whatever it says. */
export function putTrustText(folder: string, name: string, text: string): Promise<void> {
  return changeTrust(folder, () => ({ put: [{ name, content: new TextEncoder().encode(text) }], remove: [] }));
}

async function changeTrust(
  folder: string,
  change: (records: readonly SharedRecord[]) => { put: readonly SharedRecord[]; remove: readonly string[] },
): Promise<void> {
  const store = openSqliteStore({ file: dataPaths(folder).store, now: () => new Date().toISOString() });
  try {
    await store.shared.change('trust', (records) => ({ ...change(records), answer: null }));
  } finally {
    store.close();
  }
}

/** The records of the trust list, by name. */
export function trustRecordNames(folder: string): readonly string[] {
  return (readSharedRecords(dataPaths(folder).store, 'trust')?.records ?? []).map(({ name }) => name);
}

export function ownTrustOf(folder: string): OwnTrust {
  return readOwnTrust(readSharedRecords(dataPaths(folder).store, 'trust')?.records ?? []);
}

/** One anchor of an install as it was added. */
export function anchorOf(folder: string, id = 'development-ca'): TrustAnchor {
  const found = ownTrustOf(folder).anchors.find((anchor) => anchor.id === id);
  if (found === undefined) throw new Error(`no anchor ${id}`);
  return found;
}

/** The trust list of an install as it is now. */
export function trustListOf(folder: string): TrustList {
  const own = ownTrustOf(folder);
  return createTrustList({ shipped: `${folder}/nothing-shipped`, own: async () => own, acceptTest: true });
}
