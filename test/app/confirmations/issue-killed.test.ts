import { utimesSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ISSUE_STEPS } from '../../../server/app/confirmations/issue-confirmation.ts';
import { openInstall } from '../../../server/compose/open-install.ts';
import { operatorActor } from '../../../server/model/access/actor.ts';
import { brokenChains } from '../../contract/store-samples.ts';
import { expectDone } from '../../support/actors.ts';
import { everyListed } from '../../support/every-listed.ts';
import { copyInstall, seededRequest, testOptions } from '../../support/install.ts';
import { runNode } from '../../support/run-node.ts';
import { storedFiles } from '../../support/stored-files.ts';

/** `kill -9` as each step of issuing begins: nothing acknowledged is lost, nothing is issued twice, no VIN stays held. */

const CHILD = path.join(import.meta.dirname, '../../support/issue-child.ts');
let copy: ReturnType<typeof copyInstall>;

beforeAll(() => {
  copy = copyInstall();
});
afterAll(() => copy.remove());

const issueInChild = (step: string, seed: number) => runNode(CHILD, [copy.folder, step, String(seed), `key-${seed}`]);

describe.each(ISSUE_STEPS.map((step, index) => [step, 500 + index] as const))('killed as "%s" begins', (step, seed) => {
  test('the same request afterwards gives exactly one live confirmation', async () => {
    const killed = await issueInChild(step, seed);
    expect(killed.signal).toBe('SIGKILL');
    const before = await liveNumbers(seed);
    expect(before).toHaveLength(step === 'answer' ? 1 : 0);

    const again = await issueHere(seed);
    const after = await liveNumbers(seed);
    expect(after).toEqual([again]);
    if (step === 'answer') expect(after).toEqual(before);
    expect(await brokenChainsOf(copy.folder)).toEqual([]);
  });
});

/** The next process is this one: it takes what its install needs from the threads that are there. */
async function issueHere(seed: number): Promise<string> {
  const install = await openInstall(testOptions(copy.folder));
  try {
    const request = { ...seededRequest(seed, 3), idempotencyKey: `key-${seed}` };
    return expectDone(await install.issue(request, { by: operatorActor('child') })).confirmation.number;
  } finally {
    await install.close();
  }
}

test('a file that was stored, but never named, is removed after a day, and nothing else is', async () => {
  await issueInChild('complete', 550);
  const install = await openInstall(testOptions(copy.folder));
  try {
    const named = (await everyListed(install)).map(({ sha256 }) => sha256);
    const orphans = () => storedFiles(copy.folder).filter(({ sha256 }) => !named.includes(sha256));
    // One of these kills, and one of those above.
    expect(orphans()).toHaveLength(2);
    expect(await install.sweepFiles(null)).toMatchObject({ removed: 0, next: null });
    const yesterday = Date.now() / 1000 - 25 * 3600;
    for (const { file } of storedFiles(copy.folder)) utimesSync(file, yesterday, yesterday);
    expect(await install.sweepFiles(null)).toEqual({ examined: named.length + 2, removed: 2, next: null });
    expect(orphans()).toEqual([]);
    expect(storedFiles(copy.folder).map(({ sha256 }) => sha256)).toEqual(named.toSorted());
  } finally {
    await install.close();
  }
});

test('two processes that want the same VINs: one gets them, the other is told who', async () => {
  const seed = 600;
  const [one, other] = await Promise.all([
    runNode(CHILD, [copy.folder, 'none', String(seed), 'key-a']),
    runNode(CHILD, [copy.folder, 'none', String(seed), 'key-b']),
  ]);
  const numbers = [one.stdout, other.stdout].filter((text) => text.startsWith('ASC-TEST-'));
  expect(numbers).toHaveLength(1);
  expect(await liveNumbers(seed)).toEqual(numbers);
  expect([one.stdout, other.stdout].find((text) => !text.startsWith('ASC-'))).toMatch(/vin-(already|being)-confirmed/);
});

async function brokenChainsOf(data: string) {
  const install = await openInstall(testOptions(data));
  try {
    return await brokenChains(install);
  } finally {
    await install.close();
  }
}

/** The numbers of the live confirmations that hold the VINs of this seed, and that their files are what was issued. */
async function liveNumbers(seed: number): Promise<readonly string[]> {
  const install = await openInstall(testOptions(copy.folder));
  try {
    const wanted = new Set(seededRequest(seed, 3).vehicles.map((vehicle) => vehicle.vin));
    const holding: string[] = [];
    for (const { number } of await everyListed(install)) {
      const found = await install.find(number, operatorActor());
      const lines = found.ok ? found.value.lines : [];
      if (lines.some((line) => wanted.has(line.vin) && line.standing.status === 'live')) holding.push(number);
    }
    for (const number of holding) expect((await install.pdf(number, operatorActor())).ok).toBe(true);
    return holding;
  } finally {
    await install.close();
  }
}
