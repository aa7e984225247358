import path from 'node:path';
import { expect, test } from '@jest/globals';
import { runNode } from '../support/run-node.ts';
import { isFullRun } from '../support/test-share.ts';

const CHILD = path.join(import.meta.dirname, '../support/rest-cycles-child.ts');
/** `npm run faults` does all. */
const CYCLES = isFullRun() ? 12 : 7;
/** After the first cycles the process has loaded what it keeps. */
const WARM = 2;

test('threads that make documents come and go without growth', async () => {
  const { stdout, stderr } = await runNode(CHILD, [String(CYCLES)], { nodeOptions: ['--expose-gc'] });
  expect(stderr).toBe('');
  const atRest = JSON.parse(stdout) as number[];
  expect(atRest).toHaveLength(CYCLES);
  const grown = (atRest.at(-1) ?? 0) / (atRest[WARM] ?? 1);
  expect(grown).toBeLessThan(1.1);
}, 120_000);
