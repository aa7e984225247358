import { existsSync } from 'node:fs';
import path from 'node:path';
import { NO_MATERIAL } from '#core/validation/validation.ts';
import { type Inspect, inspectPdf } from '../app/verification/inspect-pdf.ts';
import type { Clock } from '../ports/clock.ts';
import type { RevocationSource } from '../ports/revocation-source.ts';
import { openWorkerPool } from '../workers/worker-pool.ts';
import { openInspectorTrust } from './inspector-trust.ts';
import { dataPaths, type InstallOptions } from './install-options.ts';
import { SHIPPED_ANCHORS, SYSTEM_CLOCK } from './open-install.ts';
import { openRevocation, type RevocationOptions } from './proofs.ts';
import { type InstallStore, openStoreAlone } from './store.ts';

/** Where nothing is kept. */
const NO_REVOCATION: RevocationSource = { kept: async () => NO_MATERIAL, find: async () => NO_MATERIAL };

/** The store of a finished install, nothing taken over; null where there is none, or none that can be opened: the trust list tells why. */
async function openForInspector(options: InspectorOptions, clock: Clock): Promise<InstallStore | null> {
  const paths = dataPaths(options.data);
  const isFinished = existsSync(path.join(options.data, 'install.json'));
  const isInMongo = existsSync(paths.databaseId);
  if (!isFinished || isInMongo !== (options.mongo != null)) return null;
  return openStoreAlone(paths, clock, options).catch(() => null);
}

export type InspectorOptions = RevocationOptions &
  Pick<InstallOptions, 'data' | 'mongo' | 'workers' | 'readingTimeMs' | 'acceptTestAnchors' | 'clock'>;

export type Inspector = { readonly inspect: Inspect; readonly close: () => Promise<void> };

/**
 * What `inspect` needs: reading threads, the shipped anchors, and what a data folder holds of anchors and revocation
 * lists where there is one. It makes none.
 */
export async function openInspector(options: InspectorOptions): Promise<Inspector> {
  const clock = options.clock ?? SYSTEM_CLOCK;
  const trustList = await openInspectorTrust(options, SHIPPED_ANCHORS);
  const store = await openForInspector(options, clock);
  // What is fetched is kept in the store: where there is none, nobody is asked.
  const revocation = store === null ? NO_REVOCATION : openRevocation(options, store, clock);
  const pool = openWorkerPool({ threads: options.workers, readingTimeMs: options.readingTimeMs });
  return {
    inspect: (pdf) => inspectPdf({ clock, inspector: pool.inspector, trustList, revocation }, pdf),
    close: async () => {
      await pool.close();
      await store?.close();
    },
  };
}
