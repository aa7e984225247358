import type { SharedRecord, SharedRecords } from '../../ports/shared-records.ts';
import type { RegisteredAnchor } from '../../ports/trust-register.ts';
import { readOwnTrust } from './own-trust.ts';
import { type PlacedAnchor, placedAnchors, readAnchorFolder } from './placed-anchors.ts';

export type TrustRegisterSettings = {
  /** The folder of the shipped anchors, which is never written. */
  readonly shipped: string;
  readonly shared: Pick<SharedRecords, 'read' | 'change'>;
};

/** Reads the whole list: the shipped anchors, and what the records of the store say. */
export function registeredBeside(shipped: string) {
  return (records: readonly SharedRecord[]): readonly RegisteredAnchor[] =>
    placedAnchors(readAnchorFolder(shipped), readOwnTrust(records)).map(registeredAnchor);
}

function registeredAnchor({ file, anchor }: PlacedAnchor): RegisteredAnchor {
  return { ...anchor, origin: file === null ? 'install' : 'shipped', file };
}
