import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { type Result, succeed } from '#core/confirmation/errors.ts';
import type { RenewalReport } from '../../server/model/archive/renewal.ts';
import { keepRenewing } from '../../server/schedule/renew-regularly.ts';

const log = pino({ level: 'silent' });
const REPORT: RenewalReport = { renewed: 0, notDue: 0, failed: 0, codes: {} };

/** An install whose rounds end when the test says so. */
function slowInstall() {
  const rounds: { readonly end: () => void; readonly fail: () => void }[] = [];
  let begun = Promise.withResolvers<void>();
  return {
    rounds,
    begun: () => begun.promise,
    renew: () => {
      const round = Promise.withResolvers<Result<RenewalReport>>();
      rounds.push({
        end: () => round.resolve(succeed(REPORT)),
        fail: () => round.reject(new Error('the store is away')),
      });
      begun.resolve();
      begun = Promise.withResolvers();
      return round.promise;
    },
  };
}

test('one round at a time, the next one after it, and one that failed ends nothing', async () => {
  const install = slowInstall();
  const stop = keepRenewing(install, { first: 1, every: 5 }, log);
  await install.begun();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(install.rounds).toHaveLength(1);
  const second = install.begun();
  install.rounds[0]?.fail();
  await second;
  expect(install.rounds).toHaveLength(2);
  const third = install.begun();
  install.rounds[1]?.end();
  await third;
  stop();
  install.rounds[2]?.end();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(install.rounds).toHaveLength(3);
});
