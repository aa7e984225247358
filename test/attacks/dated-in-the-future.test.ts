import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Install, openInstall } from '../../server/compose/open-install.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { attackBench, expectRefused } from '../support/attack.ts';
import { testOptions } from '../support/install.ts';

/** The true key, with a date of the signer's choice: one on which somebody will be listed who is not listed yet. */
const bench = attackBench();
const DAY_MS = 86_400_000;
let ahead: Install;

beforeAll(async () => {
  const clock = { now: () => new Date(Date.now() + 30 * DAY_MS).toISOString() };
  // Next month's revocation list does not exist yet, so nothing proves its date.
  ahead = await openInstall(testOptions(bench.install.folder, { clock, withoutProof: 'issue-b-b' }));
});
afterAll(() => ahead.close());

test('a document dated next month, by the right key and in the registry', async () => {
  const issued = await ahead.issue(bench.install.request(4711), { by: operatorActor('test') });
  if (!issued.ok) throw new Error(issued.problem.code);
  const stored = await ahead.pdf(issued.value.confirmation.number, operatorActor());
  if (!stored.ok) throw new Error(stored.problem.code);
  expectRefused(await bench.judge(stored.value.pdf), 'dated-in-the-future');
  expectRefused(await bench.judgeWithoutRegistry(stored.value.pdf), 'dated-in-the-future');
  const { checks } = await bench.judge(bench.genuine);
  expect(checks.find(({ id }) => id === 'dated-in-the-past')?.outcome).toBe('passed');
});
