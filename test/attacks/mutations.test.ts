import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { judgeSeal } from '../../server/app/judge-seal.ts';
import { readDocument } from '../../server/app/read-document.ts';
import { readPages } from '../../server/app/read-pages.ts';
import { verifyDocument } from '../../server/app/verify-document.ts';
import { openInstall } from '../../server/compose.ts';
import { NO_MATERIAL } from '../../server/domain/validation.ts';
import { openFileTrustList } from '../../server/keys/file-trust-list.ts';
import { openTestInstall, type TestInstall, testOptions } from '../support/install.ts';
import { EDITS, type Mutable, mutate, UPDATES } from '../support/mutate.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { type Target, targetOf } from '../support/target.ts';

/**
 * Two thousand seeded edits of our own documents: whatever is changed, wherever, it is refused without the registry, whose
 * hash alone would see it. Some of each kind go through the threads that read uploads: one that crashes its thread, takes
 * longer than the limit below or more memory than a thread may have comes back `undecided`, and fails here.
 */
const SEED = 20_260_101;
const COUNT = 2_000;
const IN_THREADS = 120;
/** One edit in so many is an incremental update. */
const UPDATE_EVERY = 16;
const MOST_MS = 10_000;

let install: TestInstall;
let blind: Awaited<ReturnType<typeof openInstall>>;
let documents: readonly Target[];
let here: Pick<TestInstall, 'verify'>;

beforeAll(async () => {
  install = await openTestInstall();
  blind = await openInstall(testOptions(install.folder, { askRegistry: false, readingTimeMs: MOST_MS, workers: 2 }));
  const issued = await install.issue(install.request(881), { by: 'test', algorithm: 'ecdsa-p256-sha256' });
  const p256 = issued.ok ? await install.pdf(issued.value.confirmation.number) : issued;
  if (!p256.ok) throw new Error(p256.problem.code);
  const trustList = await openFileTrustList({ folders: [`${install.folder}/trust`], acceptTest: true });
  // No list answers: a certificate of unknown standing never makes an edit refused.
  const nothing = async () => NO_MATERIAL;
  const revocation = { find: nothing, kept: nothing };
  const verifying = {
    clock: install.clock,
    reader: { read: readDocument, readPages, judge: judgeSeal },
    registry: null,
    trustList,
    revocation,
    compromisedKeys: { since: async () => null },
  };
  here = { verify: (request) => verifyDocument(verifying, request) };
  documents = [install.sample('valid').pdf, p256.value.pdf, install.sample('superseded').pdf].map(targetOf);
});
afterAll(async () => {
  await blind.close();
  await install.dispose();
});

async function verdictOf(judging: Pick<TestInstall, 'verify'>, pdf: Uint8Array): Promise<string> {
  const result = await judging.verify({ pdf, vin: null, destination: null, applicationDate: null });
  if (!result.ok) return result.problem.code;
  return `${result.value.verdict}${result.value.confirmation === null ? '' : ', with data'}`;
}

/** The edit that a number stands for: print the number, and it can be made again. */
function edit(number: number): { readonly kind: string; readonly pdf: Uint8Array } {
  const random = seededRandom(SEED + number);
  const isUpdate = number % UPDATE_EVERY === 0;
  const kinds = isUpdate ? UPDATES : EDITS;
  const kind = kinds[(isUpdate ? number / UPDATE_EVERY : number) % kinds.length] ?? '';
  const target = documents[Math.floor(random() * documents.length)] as Target;
  const others = documents.filter((document) => document !== target);
  const mutable: Mutable = { target, other: others[Math.floor(random() * others.length)] as Target };
  return { kind, pdf: mutate(kind, mutable, random) };
}

/** What is not refused, by number: print one, and the same edit can be made again. */
async function notRefused(judging: Pick<TestInstall, 'verify'>, numbers: Iterable<number>) {
  const wrong: { number: number; kind: string; verdict: string }[] = [];
  for (const number of numbers) {
    const { kind, pdf } = edit(number);
    const verdict = await verdictOf(judging, pdf);
    if (verdict !== 'not-valid') wrong.push({ number, kind, verdict });
  }
  return wrong;
}

const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

test('the documents themselves are not refused', async () => {
  for (const judging of [here, blind]) {
    for (const { text } of documents)
      expect(await verdictOf(judging, Buffer.from(text, 'latin1'))).not.toMatch(/^not-valid/);
  }
});

test('edits of every kind are refused by the threads that read uploads', async () => {
  const halves = [numbered(0, IN_THREADS / 2), numbered(IN_THREADS / 2, IN_THREADS)];
  const wrong = await Promise.all(halves.map((numbers) => notRefused(blind, numbers)));
  expect(wrong.flat()).toEqual([]);
}, 240_000);

test(`${COUNT} edits in all are refused`, async () => {
  expect(await notRefused(here, numbered(IN_THREADS, COUNT))).toEqual([]);
}, 240_000);
