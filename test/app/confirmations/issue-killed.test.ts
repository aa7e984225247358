import { utimesSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ISSUE_STEPS } from '../../../server/app/confirmations/issue-confirmation.ts';
import { type Install, openInstall } from '../../../server/compose/open-install.ts';
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
    await here(async (install) => {
      const before = await liveNumbers(install, seed);
      expect(before).toHaveLength(step === 'answer' ? 1 : 0);

      const request = { ...seededRequest(seed, 3), idempotencyKey: `key-${seed}` };
      const again = expectDone(await install.issue(request, { by: operatorActor('child') })).confirmation.number;
      const after = await liveNumbers(install, seed);
      expect(after).toEqual([again]);
      if (step === 'answer') expect(after).toEqual(before);
      expect(await brokenChains(install)).toEqual([]);
    });
  });
});

/** The next process is this one: it takes what its install needs from the threads that are there. */
async function here<Value>(work: (install: Install) => Promise<Value>): Promise<Value> {
  const install = await openInstall(testOptions(copy.folder));
  try {
    return await work(install);
  } finally {
    await install.close();
  }
}

test('a file that was stored, but never named, is removed after a day, and nothing else is', async () => {
  await issueInChild('complete', 550);
  await here(async (install) => {
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
  });
});

test('two processes that want the same VINs: one gets them, the other is told who', async () => {
  const seed = 600;
  const [one, other] = await Promise.all([
    runNode(CHILD, [copy.folder, 'none', String(seed), 'key-a']),
    runNode(CHILD, [copy.folder, 'none', String(seed), 'key-b']),
  ]);
  const numbers = [one.stdout, other.stdout].filter((text) => text.startsWith('ASC-TEST-'));
  expect(numbers).toHaveLength(1);
  expect(await here((install) => liveNumbers(install, seed))).toEqual(numbers);
  expect([one.stdout, other.stdout].find((text) => !text.startsWith('ASC-'))).toMatch(/vin-(already|being)-confirmed/);
});

/** The numbers of the live confirmations that hold the VINs of this seed, and that their files are what was issued. */
async function liveNumbers(install: Install, seed: number): Promise<readonly string[]> {
  const wanted = new Set(seededRequest(seed, 3).vehicles.map((vehicle) => vehicle.vin));
  const holding: string[] = [];
  for (const { number } of await everyListed(install)) {
    const found = await install.find(number, operatorActor());
    const lines = found.ok ? found.value.lines : [];
    if (lines.some((line) => wanted.has(line.vin) && line.standing.status === 'live')) holding.push(number);
  }
  for (const number of holding) expect((await install.pdf(number, operatorActor())).ok).toBe(true);
  return holding;
}
