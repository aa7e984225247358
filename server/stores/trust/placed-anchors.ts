import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { readCertificate } from '#core/x509/certificate.ts';
import type { TrustAnchor } from '../../ports/trust-list.ts';
import type { OwnTrust } from './own-trust.ts';
import { suspend } from './suspensions.ts';
import { readTrustFile, TrustListError } from './trust-file.ts';

/** An anchor and where it stands: the path of its file, or null for one of the install's own, which stands in the store. */
export type PlacedAnchor = { readonly file: string | null; readonly anchor: TrustAnchor };

/** Documentation beside the anchors, and what lies among them and is none. */
const NO_ANCHOR = /^_|\.(?:example|schema)\.json$/;

/** By what a fault names an anchor. */
export function nameOf({ file, anchor }: PlacedAnchor): string {
  return file ?? anchor.id;
}

/** Which key an anchor is, however its certificates write it. */
export function keyOf({ certificate }: TrustAnchor): string {
  return readCertificate(certificate).publicKey.identity;
}

/**
 * Every anchor as it stands, the shipped ones first, the TEST ones among them. Throws `trust-file-malformed` for two of one id.
 * Anchors that hold one key are suspended together: an anchor is its key, so a second one must not go around the suspension.
 */
export function placedAnchors(shipped: readonly PlacedAnchor[], own: OwnTrust): readonly PlacedAnchor[] {
  const all = oneOfEachId([...shipped, ...own.anchors.map((anchor) => ({ file: null, anchor }))]);
  const placed = all.map(({ file, anchor }) => ({ file, anchor: suspend(anchor, own.suspensions) }));
  const suspended = placed.filter(({ anchor }) => anchor.status === 'suspended');
  const suspendedKeys = new Set(suspended.map(({ anchor }) => keyOf(anchor)));
  return placed.map(({ file, anchor }) => ({
    file,
    anchor: suspendedKeys.has(keyOf(anchor)) ? { ...anchor, status: 'suspended' } : anchor,
  }));
}

/** No two anchors of one id. Throws `trust-file-malformed`. */
export function oneOfEachId<Placed extends PlacedAnchor>(anchors: readonly Placed[]): readonly Placed[] {
  const seen = new Map<string, string>();
  for (const placed of anchors) {
    const { id } = placed.anchor;
    const [name, former] = [nameOf(placed), seen.get(id)];
    if (former !== undefined)
      throw new TrustListError('trust-file-malformed', name, `${name} has the id of ${former}: ${id}`);
    seen.set(id, name);
  }
  return anchors;
}

/** The anchors of a folder as their files say. Throws `trust-file-malformed`. */
export function readAnchorFolder(folder: string): readonly (PlacedAnchor & { readonly file: string })[] {
  const files = listFolder(folder).filter((name) => name.endsWith('.json') && !NO_ANCHOR.test(name));
  return files.map((name) => path.join(folder, name)).map((file) => ({ file, anchor: readTrustFile(file) }));
}

/** Changes with every file of the folder, certificates that lie beside their anchors among them. */
export function folderState(folder: string): string {
  const states = listFolder(folder)
    .map((name) => path.join(folder, name))
    .map((file) => {
      const state = statSync(file, { throwIfNoEntry: false });
      return state === undefined ? file : `${file} ${state.ino}-${state.mtimeMs}-${state.size}`;
    });
  return states.join('\n');
}

/** The names in a folder, none where there is no such folder. What is being written beside its file is not there yet. */
export function listFolder(folder: string): readonly string[] {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(folder)
    .filter((name) => !name.endsWith('.tmp'))
    .sort();
}
