import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { shanghaiDate } from '#core/confirmation/calendar.ts';
import type { InstallOptions } from '../../server/compose/install-options.ts';
import { type Install, openInstall } from '../../server/compose/open-install.ts';
import { installOptions, readConfig } from '../../server/config.ts';
import { sampleRequest } from '../../server/development/sample-request.ts';
import type { Sample, SampleKind } from '../../server/model/samples/sample.ts';
import { PROTECTIVE_MS, sharedThreads } from './shared-threads.ts';

/** A copy of the run's install, with keys, samples and store. */
export function copyInstall(): { readonly folder: string; readonly remove: () => void } {
  const source = process.env.VINSEAL_TEST_INSTALL;
  if (source === undefined) throw new Error('the global set-up did not run');
  const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-test-'));
  cpSync(source, folder, { recursive: true });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * The settings as they are by default, but for time enough on a busy machine, and one thread of each kind, which the installs
 * of a test file share unless they ask for threads of a certain kind.
 */
export function testOptions(folder: string, overrides: Partial<InstallOptions> = {}): InstallOptions {
  const env = { VINSEAL_DATA: folder, VINSEAL_PUBLIC_URL: 'https://check.example', VINSEAL_WORKERS: '1' };
  const bounds = { readingTimeMs: PROTECTIVE_MS, revocationTimeMs: PROTECTIVE_MS, timeStampTimeMs: PROTECTIVE_MS };
  const asksForThreads = ['workers', 'readingTimeMs', 'readerFile'].some((name) => name in overrides);
  const pool = asksForThreads ? null : sharedThreads();
  return { ...installOptions(readConfig(env)), ...bounds, ...(pool === null ? {} : { pool }), ...overrides };
}

export type TestInstall = Install & {
  readonly folder: string;
  readonly sample: (kind: SampleKind) => { readonly pdf: Uint8Array } & Sample;
  /** A valid request with VINs of this seed: the same seed, the same VINs. */
  readonly request: (seed: number, vehicles?: number, destination?: string) => ReturnType<typeof sampleRequest>;
  readonly dispose: () => Promise<void>;
};

/** Opens a copy of the run's install; `dispose` closes and removes it. */
export async function openTestInstall(overrides: Partial<InstallOptions> = {}): Promise<TestInstall> {
  const { folder, remove } = copyInstall();
  const install = await openInstall(testOptions(folder, overrides));
  return {
    ...install,
    folder,
    sample: (kind) => readSampleOf(folder, kind),
    request: (seed, vehicles = 1, destination = 'KZ') => seededRequest(seed, vehicles, destination),
    dispose: async () => {
      await install.close();
      remove();
    },
  };
}

/** A valid request whose VINs follow from the seed alone. */
export function seededRequest(seed: number, vehicles = 1, destination = 'KZ') {
  let state = seed * 2_654_435_761 + 1;
  const random = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % below;
  };
  return sampleRequest({ vehicles, destination, today: shanghaiDate(new Date().toISOString()), random });
}

export function readSampleOf(folder: string, kind: SampleKind): { readonly pdf: Uint8Array } & Sample {
  const samples = JSON.parse(readFileSync(path.join(folder, 'samples', 'index.json'), 'utf8')) as Sample[];
  const sample = samples.find((candidate) => candidate.kind === kind);
  if (sample === undefined) throw new Error(`no sample "${kind}"`);
  return { ...sample, pdf: new Uint8Array(readFileSync(path.join(folder, 'samples', sample.file))) };
}
