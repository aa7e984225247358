import { randomBytes } from 'node:crypto';
import { openDevelopmentTimeStamps } from '../../server/development/development-time-stamps.ts';
import { timeStampsContract } from '../contract/time-stamps.contract.ts';
import { TEST_NOW, testRoot } from '../support/pki.ts';
import { testTsa } from '../support/tsa.ts';

timeStampsContract(
  'of the install itself',
  async () => {
    const root = await testRoot({ name: 'root' });
    const { der, key } = await testTsa(root);
    return openDevelopmentTimeStamps({
      key,
      certificate: der,
      chain: [root.der],
      clock: { now: () => TEST_NOW },
      randomBytes: (count) => new Uint8Array(randomBytes(count)),
    });
  },
  () => TEST_NOW,
);
