import { afterAll, beforeAll, describe } from '@jest/globals';
import { HOLD_MS } from '../../../server/app/batches/hold-batch.ts';
import type { RunNews } from '../../../server/app/batches/run-batches.ts';
import { openInstall } from '../../../server/compose/open-install.ts';
import { BATCH_CHILD, testApprovers } from '../../support/batches.ts';
import { openTestInstall, type TestInstall, testOptions } from '../../support/install.ts';
import { runNode } from '../../support/run-node.ts';
import { batchesSuite } from './batches-suite.ts';

describe('batches on SQLite', () => {
  const approvers = testApprovers();
  const news: RunNews[] = [];
  let install: TestInstall;
  let now = 0;
  beforeAll(async () => {
    install = await openTestInstall({ approvers, onBatchNews: (one) => void news.push(one), monotonic: () => now });
  });
  afterAll(() => install.dispose());
  batchesSuite({
    install: () => install,
    another: () => openInstall(testOptions(install.folder, { approvers })),
    approvers,
    news,
    runKilled: (step, times) => runNode(BATCH_CHILD, [install.folder, step, String(times)]),
    tick: () => {
      now += 1_000;
    },
    passLeases: async () => {
      now += HOLD_MS;
    },
  });
});
