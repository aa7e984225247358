import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openInstall } from '../../server/compose.ts';
import {
  hoursFromNow,
  testAuthority,
  trustAuthority,
  withDocumentTimeStamp,
  withSecurityStore,
} from '../support/added-proofs.ts';
import { openTestInstall, type TestInstall, testOptions } from '../support/install.ts';
import { EDITS, type Mutable, mutate, UPDATES } from '../support/mutate.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { type Target, targetOf } from '../support/target.ts';

/**
 * Two thousand seeded edits of our own documents, as they were sealed and with proofs added later: whatever is changed,
 * wherever, it is refused without the registry, whose hash alone would see it. Every one goes through the threads that read
 * uploads: one that crashes its thread, takes longer than the limit below or more memory than a thread may have (300 MB,
 * `workers/worker-pool.ts`) comes back `undecided`, and fails here. An edit takes a hundredth of that time; the limit leaves
 * room for a machine that does other things.
 */
const SEED = 20_260_101;
const COUNT = 2_000;
/** One edit in so many is an incremental update. */
const UPDATE_EVERY = 16;
const MOST_MS = 20_000;
const THREADS = 2;

let install: TestInstall;
let blind: Awaited<ReturnType<typeof openInstall>>;
let documents: readonly Target[];

beforeAll(async () => {
  install = await openTestInstall();
  const authority = await testAuthority();
  trustAuthority(install.folder, authority);
  const options = { askRegistry: false, readingTimeMs: MOST_MS, workers: THREADS };
  blind = await openInstall(testOptions(install.folder, options));
  const issued = await install.issue(install.request(881), { by: 'test', algorithm: 'ecdsa-p256-sha256' });
  const p256 = issued.ok ? await install.pdf(issued.value.confirmation.number) : issued;
  if (!p256.ok) throw new Error(p256.problem.code);
  const [rsa, superseded] = [install.sample('valid').pdf, install.sample('superseded').pdf];
  const proofs = { Certs: [authority.tsa.der, authority.root.der], CRLs: [authority.crl] };
  const stamped = (pdf: Uint8Array) => withDocumentTimeStamp(pdf, authority, { at: hoursFromNow(0) });
  const archived = [stamped(withSecurityStore(rsa, proofs)), stamped(p256.value.pdf)];
  documents = [rsa, p256.value.pdf, superseded, ...archived].map(targetOf);
});
afterAll(async () => {
  await blind.close();
  await install.dispose();
});

async function verdictOf(pdf: Uint8Array): Promise<string> {
  const result = await blind.verify({ pdf, vin: null, destination: null, applicationDate: null });
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

/** What is not refused, by number: print one, and the same edit can be made again. */
async function notRefused(numbers: Iterable<number>) {
  const wrong: { number: number; kind: string; verdict: string }[] = [];
  for (const number of numbers) {
    const { kind, pdf } = edit(number);
    const verdict = await verdictOf(pdf);
    if (verdict !== 'not-valid') wrong.push({ number, kind, verdict });
  }
  return wrong;
}

/** Each thread's share: every so manieth edit. */
const share = (thread: number) => Array.from({ length: COUNT / THREADS }, (_, index) => index * THREADS + thread);

test('the documents themselves are not refused', async () => {
  for (const { text } of documents) expect(await verdictOf(Buffer.from(text, 'latin1'))).not.toMatch(/^not-valid/);
});

test(`${COUNT} edits are refused by the threads that read uploads`, async () => {
  const wrong = await Promise.all(Array.from({ length: THREADS }, (_, thread) => notRefused(share(thread))));
  expect(wrong.flat()).toEqual([]);
}, 400_000);
