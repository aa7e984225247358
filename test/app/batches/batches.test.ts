import { afterAll, beforeAll, describe } from '@jest/globals';
import type { RunNews } from '../../../server/app/batches/run-batches.ts';
import { openInstall } from '../../../server/compose/open-install.ts';
import { testApprovers } from '../../support/batches.ts';
import { openTestInstall, type TestInstall, testOptions } from '../../support/install.ts';
import { batchesSuite } from './batches-suite.ts';

describe('batches on SQLite', () => {
  const approvers = testApprovers();
  const news: RunNews[] = [];
  let install: TestInstall;
  beforeAll(async () => {
    install = await openTestInstall({ approvers, onBatchNews: (one) => void news.push(one) });
  });
  afterAll(() => install.dispose());
  batchesSuite({
    install: () => install,
    another: () => openInstall(testOptions(install.folder, { approvers })),
    approvers,
    news,
  });
});
