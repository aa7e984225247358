/** How many versions of a seal may be proposed: their pictures are kept for ever. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MAX_SEALS_OF_A_DAY } from '../../../server/app/seals/propose-seal.ts';
import { operatorActor } from '../../../server/model/access/actor.ts';
import { expectDone } from '../../support/actors.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';

let days = 0;
const clock = { now: () => new Date(Date.now() + days * 86_400_000).toISOString() };
let install: TestInstall;
beforeAll(async () => {
  install = await openTestInstall({ clock });
});
afterAll(() => install.dispose());

const WANTED = { form: 'limited-liability', recordCode: '0000000000003', from: '2028-01-01' };

test('proposing and retiring in turn ends for the day', async () => {
  days = 2;
  const propose = () => install.seals.propose('test-maker', WANTED, operatorActor());
  for (let count = 0; count < MAX_SEALS_OF_A_DAY; count += 1) {
    const { version } = expectDone(await propose());
    expectDone(await install.seals.retire({ manufacturerId: 'test-maker', version, actor: operatorActor() }));
  }
  expect(await propose()).toMatchObject({ problem: { code: 'too-many-seals-of-a-day', data: { most: 50 } } });
  days = 3.1;
  expectDone(await propose());
});
