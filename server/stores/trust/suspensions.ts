import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { makePrivateFolder, writeFileDurably } from '../../files/durable-files.ts';
import type { TrustAnchor } from '../../ports/trust-list.ts';
import { TrustListError } from './trust-file.ts';

/** Lies among the anchors of an install; no anchor's file can bear this name. */
const FILE = '_suspended.json';

const SUSPENSIONS = z.strictObject({
  /** Ids of anchors. */
  anchors: z.array(z.string()),
  /** Manufacturers of one anchor. */
  manufacturers: z.array(z.strictObject({ anchor: z.string(), code: z.string() })),
});

/** What the operator of an install suspended, by id of anchor and code of manufacturer; it adds to what the anchors' files say. */
export type Suspensions = z.infer<typeof SUSPENSIONS>;

export const NO_SUSPENSIONS: Suspensions = { anchors: [], manufacturers: [] };

/** The suspensions in a folder of the trust list; none where there is no such file. Throws `trust-file-malformed`. */
export function readSuspensions(folder: string): Suspensions {
  const file = path.join(folder, FILE);
  if (!existsSync(file)) return NO_SUSPENSIONS;
  try {
    return SUSPENSIONS.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new TrustListError('trust-file-malformed', file, `${file} is not a list of suspensions: ${String(cause)}`, {
      cause,
    });
  }
}

/** Replaces the suspensions of a folder; a reader finds the old ones or the new. */
export function saveSuspensions(folder: string, suspensions: Suspensions): void {
  makePrivateFolder(folder);
  writeFileDurably(path.join(folder, FILE), `${JSON.stringify(SUSPENSIONS.parse(suspensions), null, 2)}\n`);
}

/** The anchor as it stands once the suspensions are applied. */
export function suspend(anchor: TrustAnchor, { anchors, manufacturers }: Suspensions): TrustAnchor {
  const isSuspended = (code: string) =>
    manufacturers.some((entry) => entry.anchor === anchor.id && entry.code === code);
  return {
    ...anchor,
    status: anchors.includes(anchor.id) ? 'suspended' : anchor.status,
    manufacturers: anchor.manufacturers.map((manufacturer) => ({
      ...manufacturer,
      status: isSuspended(manufacturer.code) ? 'suspended' : manufacturer.status,
    })),
  };
}
