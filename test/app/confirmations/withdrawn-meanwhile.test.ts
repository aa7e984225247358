/** A replacement that is being sealed brings no vehicle back that was withdrawn from what it replaces meanwhile. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { IssueStep } from '../../../server/app/confirmations/issue-confirmation.ts';
import { operatorActor } from '../../../server/model/access/actor.ts';
import { expectDone } from '../../support/actors.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';

const BY = operatorActor();
let install: TestInstall;
let onStep: (step: IssueStep) => void = () => undefined;
beforeAll(async () => {
  install = await openTestInstall({ onIssueStep: (step) => onStep(step) });
});
afterAll(() => install.dispose());

test('withdrawn while its replacement is sealed, it stays withdrawn, and the replacement is refused', async () => {
  const request = install.request(61_000, 2);
  const [vehicle] = request.vehicles;
  const { number } = expectDone(await install.issue(request, { by: BY })).confirmation;
  let withdrawing: Promise<unknown> = Promise.resolve();
  onStep = (step) => {
    if (step === 'seal') withdrawing = install.withdraw(number, { reason: 'lost', vins: [vehicle?.vin] }, BY);
  };
  const replacement = { ...request, supersedes: number };
  const refused = await install.issue(replacement, { by: BY });
  onStep = () => undefined;
  await withdrawing;
  expect(refused).toMatchObject({
    problem: {
      code: 'request-not-valid',
      fields: [{ pointer: '/vehicles/0/vin', code: 'vin-withdrawn-from-replaced', data: { number } }],
    },
  });
  const left = expectDone(await install.find(number, BY));
  expect(left.lines.map(({ standing }) => standing.status)).toEqual(['withdrawn', 'live']);
  // Nothing is held any more: without the vehicle it is replaced.
  const without = { ...replacement, vehicles: request.vehicles.slice(1) };
  expectDone(await install.issue(without, { by: BY }));
});
