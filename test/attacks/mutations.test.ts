import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openInstall } from '../../server/compose/open-install.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { archivedBy, hoursFromNow, testAuthority, trustAuthority } from '../support/added-proofs.ts';
import { openTestInstall, type TestInstall, testOptions } from '../support/install.ts';
import { EDITS, type Mutable, mutate, UPDATES } from '../support/mutate.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { type Target, targetOf } from '../support/target.ts';
import { seedOf, shareOf } from '../support/test-share.ts';
import { type ThreadTime, watchThreads } from '../support/thread-time.ts';

/**
 * Two thousand seeded edits (a twentieth of them in `npm test`) of our own documents, as they were sealed and with proofs added later: whatever is changed,
 * wherever, it is refused without the registry, whose hash alone would see it. Every one goes through the threads that read
 * uploads: one that crashes its thread, waits for ever, or takes more memory than a thread may have (300 MB,
 * `workers/worker-pool.ts`) comes back `undecided`, and fails here.
 *
 * No edit may keep its thread busy for 2 s. That is counted in processor time, all jobs of one edit together: a reading
 * thread waits for nothing and nobody, so on an idle machine that is its time by the clock, and a machine that does other
 * things changes nothing. The slowest edit takes a tenth of it, so that a slow machine has room; one whose time grows with the
 * square of something has not. The limit by the clock, for what waits without working, leaves room for a busy machine.
 */
/** One edit in so many is an incremental update. */
const UPDATE_EVERY = 16;
const SEED = seedOf(20_260_101);
/** Every kind of edit comes at least once. */
const COUNT = shareOf(2_000, UPDATES.length * UPDATE_EVERY);
const MAX_PROCESSOR_MS = 2_000;
const MAX_MS = 20_000;
const SHARES = 2;
const TIME_LIMIT_MS = 3_600_000;

/** An install that does not ask the registry, and the processor time of its one reading thread. */
type Blind = { readonly install: Awaited<ReturnType<typeof openInstall>>; readonly time: ThreadTime };

let install: TestInstall;
let blind: readonly Blind[];
let documents: readonly Target[];

beforeAll(async () => {
  install = await openTestInstall();
  const authority = await testAuthority();
  await trustAuthority(install.folder, authority);
  const issued = await install.issue(install.request(881), {
    by: operatorActor('test'),
    algorithm: 'ecdsa-p256-sha256',
  });
  const p256 = issued.ok ? await install.pdf(issued.value.confirmation.number, operatorActor()) : issued;
  if (!p256.ok) throw new Error(p256.problem.code);
  const [rsa, superseded] = [install.sample('valid').pdf, install.sample('superseded').pdf];
  const proofs = { certificates: [authority.tsa.der, authority.root.der], crls: [authority.crl], ocsps: [] };
  const archived = [
    await archivedBy(rsa, authority, { at: hoursFromNow(0), proofs }),
    await archivedBy(p256.value.pdf, authority, { at: hoursFromNow(0) }),
  ];
  documents = [rsa, p256.value.pdf, superseded, ...archived].map(targetOf);
  const opened: Blind[] = [];
  // One after another: each watches the thread that its own install starts.
  for (let share = 0; share < SHARES; share += 1) opened.push(await openBlind(rsa));
  blind = opened;
});
afterAll(async () => {
  for (const { install } of blind ?? []) await install.close();
  await install.dispose();
});

/** Its thread has read a document before: what is counted is edits, not the start. */
async function openBlind(pdf: Uint8Array): Promise<Blind> {
  const options = { askRegistry: false, readingTimeMs: MAX_MS, workers: 1 };
  const opened = await openInstall(testOptions(install.folder, options));
  const { time } = await watchThreads(() => verdictOf(opened, pdf));
  return { install: opened, time };
}

async function verdictOf({ verify }: Pick<Blind['install'], 'verify'>, pdf: Uint8Array): Promise<string> {
  const result = await verify({ pdf, vin: null, destination: null, applicationDate: null });
  if (!result.ok) return result.problem.code;
  return `${result.value.verdict}${result.value.confirmation === null ? '' : ', with data'}`;
}

/** Documents of one seal are one document, with and without later proofs. */
const sealOf = ({ text, gap }: Target) => text.slice(gap.from, gap.to);

/** The edit that a number stands for: print the number, and it can be made again. */
function edit(number: number): { readonly kind: string; readonly pdf: Uint8Array } {
  const random = seededRandom(SEED + number);
  const isUpdate = number % UPDATE_EVERY === 0;
  const kinds = isUpdate ? UPDATES : EDITS;
  const kind = kinds[(isUpdate ? number / UPDATE_EVERY : number) % kinds.length] ?? '';
  const target = documents[Math.floor(random() * documents.length)] as Target;
  const others = documents.filter((document) => sealOf(document) !== sealOf(target));
  const mutable: Mutable = { target, other: others[Math.floor(random() * others.length)] as Target };
  return { kind, pdf: mutate(kind, mutable, random) };
}

/** One edit, judged: `number` makes it again, `ms` is the processor time of its thread. */
type Judged = { readonly number: number; readonly kind: string; readonly verdict: string; readonly ms: number };

async function judge({ install, time }: Blind, number: number): Promise<Judged> {
  const { kind, pdf } = edit(number);
  const before = await time();
  const verdict = await verdictOf(install, pdf);
  return { number, kind, verdict, ms: Math.round((await time()) - before) };
}

/** Every so manieth edit; a thread that died cannot be counted any further, and its edit is the last. */
async function judgeShare(reader: Blind, share: number): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  for (let number = share; number < COUNT; number += SHARES) judged.push(await judge(reader, number));
  return judged;
}

test('the documents themselves are not refused', async () => {
  const [reader] = blind as readonly [Blind];
  for (const { text } of documents)
    expect(await verdictOf(reader.install, Buffer.from(text, 'latin1'))).not.toMatch(/^not-valid/);
});

test(
  `${COUNT} edits are refused by the threads that read uploads, none after ${MAX_PROCESSOR_MS} ms of work`,
  async () => {
    const judged = (await Promise.all(blind.map(judgeShare))).flat();
    expect(judged).toHaveLength(COUNT);
    expect(judged.filter(({ verdict, ms }) => verdict !== 'not-valid' || ms > MAX_PROCESSOR_MS)).toEqual([]);
    const slowest = judged.reduce((a, b) => (b.ms > a.ms ? b : a));
    expect(slowest.ms).toBeGreaterThan(0);
    console.info(`the slowest of ${COUNT} edits: number ${slowest.number}, ${slowest.kind}, ${slowest.ms} ms`);
  },
  TIME_LIMIT_MS,
);
