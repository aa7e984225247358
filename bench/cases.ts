import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { shanghaiDate } from '#core/confirmation/calendar.ts';
import { inspectDocument } from '#core/validation/inspect-document.ts';
import { createInstall } from '../server/compose/install/create-install.ts';
import type { InstallOptions } from '../server/compose/install-options.ts';
import { type Install, openInstall } from '../server/compose/open-install.ts';
import { installOptions, readConfig } from '../server/config.ts';
import { sampleRequest } from '../server/development/sample-request.ts';
import { TEST_MANUFACTURER } from '../server/development/test-manufacturer.ts';
import { operatorActor } from '../server/model/access/actor.ts';
import type { SigningAlgorithm } from '../server/ports/signing-keys.ts';
import { expectDone } from '../test/support/actors.ts';
import { openCountedResponder } from '../test/support/counted-responder.ts';
import { startService, uploadAtOnce } from './busy-service.ts';
import { largeFile } from './large-file.ts';
import { prepareToken } from './token.ts';

type Prepared = {
  readonly operation: (round: number) => Promise<unknown>;
  readonly close: () => Promise<void>;
  /** Figures that only this case has. */
  readonly figures?: () => Promise<Readonly<Record<string, number>>>;
};

export type BenchCase = {
  readonly warmUp: number;
  readonly rounds: number;
  readonly prepare: (folder: string) => Promise<Prepared>;
};

const DAY_MS = 86_400_000;
const MAIN = path.join(import.meta.dirname, '../server/main.ts');

/** Every case by name; what each is held to stands in docs/measured.md. */
export const CASES: Readonly<Record<string, BenchCase>> = {
  'start/listening': { warmUp: 1, rounds: 10, prepare: prepareStart },
  'issue/1-vin': { warmUp: 150, rounds: 300, prepare: (folder) => prepareIssue(folder, 1) },
  'issue/1-vin-p256': { warmUp: 150, rounds: 300, prepare: (folder) => prepareIssue(folder, 1, 'ecdsa-p256-sha256') },
  // Without time-stamp and embedded proofs: what those cost is the difference.
  'issue/1-vin-b-b': { warmUp: 150, rounds: 300, prepare: prepareBareIssue },
  'issue/batch-1000': { warmUp: 0, rounds: 1, prepare: prepareBatch },
  'issue/1000-vin': { warmUp: 1, rounds: 8, prepare: (folder) => prepareIssue(folder, 1000) },
  'sign/pkcs11': { warmUp: 100, rounds: 300, prepare: prepareToken },
  'issue/event-loop': { warmUp: 5, rounds: 40, prepare: prepareEventLoop },
  'verify/1-vin': { warmUp: 200, rounds: 500, prepare: (folder) => prepareVerify(folder, true) },
  'verify/1-vin-no-registry': { warmUp: 150, rounds: 300, prepare: (folder) => prepareVerify(folder, false) },
  'renew/1-vin': { warmUp: 50, rounds: 100, prepare: (folder) => prepareRenew(folder, 150) },
  'verify/50-uploads': { warmUp: 2, rounds: 5, prepare: prepareUploads },
  'inspect/20mb': { warmUp: 2, rounds: 8, prepare: () => prepareInspect(0) },
  'inspect/20mb-20-updates': { warmUp: 2, rounds: 8, prepare: () => prepareInspect(20) },
};

function optionsFor(folder: string): InstallOptions {
  const env = { VINSEAL_DATA: folder, VINSEAL_PUBLIC_URL: 'https://check.example', VINSEAL_WORKERS: '1' };
  return installOptions(readConfig(env));
}

async function freshInstall(folder: string, overrides: Partial<InstallOptions> = {}): Promise<Install> {
  await createInstall(optionsFor(folder), new Date().toISOString());
  return openInstall({ ...optionsFor(folder), ...overrides });
}

async function issueOne(install: Install, vehicles: number, algorithm?: SigningAlgorithm) {
  const today = shanghaiDate(install.clock.now());
  const request = sampleRequest({ vehicles, today, random: (below) => randomInt(below) });
  const issued = await install.issue(request, {
    by: operatorActor('bench'),
    ...(algorithm === undefined ? {} : { algorithm }),
  });
  if (!issued.ok) throw new Error(JSON.stringify(issued.problem));
  return issued.value.confirmation;
}

async function prepareIssue(folder: string, vehicles: number, algorithm?: SigningAlgorithm): Promise<Prepared> {
  const install = await freshInstall(folder);
  return { operation: () => issueOne(install, vehicles, algorithm), close: install.close };
}

async function prepareBareIssue(folder: string): Promise<Prepared> {
  const install = await freshInstall(folder);
  const sealing = { level: 'B-B', embedRevocation: false, withoutProof: 'refuse' } as const;
  await install.sealing.change(TEST_MANUFACTURER.id, sealing, operatorActor('bench'));
  return { operation: () => issueOne(install, 1), close: install.close };
}

/** A batch of 1,000 documents, twenty at a time, the process started anew half-way: how often each responder is asked. */
async function prepareBatch(folder: string): Promise<Prepared> {
  await (await freshInstall(folder)).close();
  const responder = await openCountedResponder({ now: () => new Date().toISOString() });
  responder.sealFor(folder);
  const network = { revocationHosts: [responder.host], allowPrivateAddresses: true };
  const issueHalf = async () => {
    const install = await openInstall({ ...optionsFor(folder), ...network });
    for (let made = 0; made < 500; made += 20)
      await Promise.all(Array.from({ length: 20 }, () => issueOne(install, 1, 'ecdsa-p256-sha256')));
    await install.close();
  };
  let asked: readonly string[] = [];
  const operation = async () => {
    await issueHalf();
    await issueHalf();
    asked = responder.asked();
  };
  const times = (wanted: string) => asked.filter((path) => path === wanted).length;
  return {
    operation,
    close: responder.close,
    figures: async () => ({
      askedOfSeal: times('/ocsp/seal'),
      askedOfCa: times('/ocsp/sub'),
      askedAtAll: asked.length,
    }),
  };
}

/** Verifies one of 50 documents in turn; without the registry each is a stranger's, so its pages are read too. */
async function prepareVerify(folder: string, withRegistry: boolean): Promise<Prepared> {
  const issuing = await freshInstall(folder);
  const pdfs: Uint8Array[] = [];
  for (let made = 0; made < 50; made += 1) {
    const { number } = await issueOne(issuing, 1);
    const found = await issuing.pdf(number, operatorActor());
    if (!found.ok) throw new Error(found.problem.code);
    pdfs.push(found.value.pdf);
  }
  await issuing.close();
  const install = await openInstall({ ...optionsFor(folder), askRegistry: withRegistry });
  const expected = withRegistry ? 'valid' : 'undecided';
  const operation = async (round: number) => {
    const pdf = pdfs[round % pdfs.length] as Uint8Array;
    const verdict = await install.verify({ pdf, vin: null, destination: null, applicationDate: null });
    if (!verdict.ok || verdict.value.verdict !== expected) throw new Error(JSON.stringify(verdict));
  };
  return { operation, close: install.close };
}

/** The first archive copy of one document after the other, a day after they were issued: before, there is none to make. */
async function prepareRenew(folder: string, documents: number): Promise<Prepared> {
  const issuing = await freshInstall(folder);
  const numbers: string[] = [];
  for (let made = 0; made < documents; made += 1) numbers.push((await issueOne(issuing, 1)).number);
  await issuing.close();
  const clock = { now: () => new Date(Date.now() + DAY_MS).toISOString() };
  const install = await openInstall({ ...optionsFor(folder), clock });
  const operation = async (round: number) => {
    const report = expectDone(await install.renew({ numbers: [numbers[round] ?? ''], by: operatorActor('bench') }));
    if (report.renewed !== 1) throw new Error(JSON.stringify(report));
  };
  return { operation, close: install.close };
}

/** A file of 20 MB and 20,000 objects. */
async function prepareInspect(updates: number): Promise<Prepared> {
  const pdf = largeFile({ bytes: 19_800_000, objects: 20_000, updates });
  return { operation: () => inspectDocument(pdf), close: async () => {} };
}

/** Fifty uploads at once, of one document; the figure is the longest that /healthz took to answer meanwhile. */
async function prepareUploads(folder: string): Promise<Prepared> {
  const install = await freshInstall(folder);
  const found = await install.pdf((await issueOne(install, 1)).number, operatorActor());
  await install.close();
  if (!found.ok) throw new Error(found.problem.code);
  const { pdf } = found.value;
  writeFileSync(path.join(folder, 'install.json'), '{"format":"vinseal.install.v1"}\n');
  const service = await startService(folder);
  let longest = 0;
  return {
    operation: async (round) => {
      const longestNow = await uploadAtOnce(service, pdf, 50);
      if (round >= 2) longest = Math.max(longest, longestNow);
    },
    close: async () => service.close(),
    figures: async () => ({ longestHealthMs: Math.round(longest * 100) / 100 }),
  };
}

/** How long the event loop stands still, at most, while documents of 40 vehicles are issued. */
async function prepareEventLoop(folder: string): Promise<Prepared> {
  const install = await freshInstall(folder, { workers: 2 });
  const delay = monitorEventLoopDelay({ resolution: 5 });
  return {
    operation: async (round) => {
      if (round === 5) delay.enable();
      await Promise.all([issueOne(install, 40), issueOne(install, 40)]);
    },
    close: install.close,
    figures: async () => ({ longestBlockMs: Math.round(delay.max / 1e4) / 100 }),
  };
}

/** From `npm start` on a finished data folder until it says that it listens; the RSS is that of the idle service. */
async function prepareStart(folder: string): Promise<Prepared> {
  await createInstall(optionsFor(folder), new Date().toISOString());
  const { writeFileSync, readFileSync } = await import('node:fs');
  writeFileSync(path.join(folder, 'install.json'), '{"format":"vinseal.install.v1"}\n');
  let idleRssMb = 0;
  const operation = () =>
    new Promise<void>((resolve, reject) => {
      const env = { ...process.env, VINSEAL_DATA: folder, VINSEAL_PORT: '0', VINSEAL_LOG_LEVEL: 'silent' };
      const child = spawn(process.execPath, [...process.execArgv, MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] });
      child.once('error', reject);
      child.stdout.on('data', (chunk: Buffer) => {
        if (!chunk.toString().includes('listens on')) return;
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        idleRssMb = Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 10.24) / 100;
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      });
    });
  return { operation, close: async () => {}, figures: async () => ({ idleRssMb }) };
}
