import { createMemoryLimits } from '../../../server/stores/limits/memory-limits.ts';
import { limitsContract } from '../../contract/limits.contract.ts';

limitsContract('one process', async () => {
  let now = 1_000_000;
  return {
    open: ({ most } = { most: 100, tidyEvery: 0 }) => createMemoryLimits(() => now, most),
    pass: async (ms) => {
      now += ms;
    },
    count: async () => 0,
    dispose: async () => undefined,
  };
});
