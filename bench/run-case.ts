import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BenchCase, CASES } from './cases.ts';
import { figuresOf, round } from './figures.ts';

export type Figures = {
  readonly name: string;
  readonly opsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly peakRssMb: number;
};

/** Runs one case in this process: warms up, then measures each operation. */
export async function runCase(name: string): Promise<Figures> {
  const bench: BenchCase | undefined = CASES[name];
  if (bench === undefined) throw new Error(`there is no case "${name}"`);
  return inScratch(async (folder) => {
    const { operation, close, figures } = await bench.prepare(folder);
    for (let round = 0; round < bench.warmUp; round += 1) await operation(round);
    const times: number[] = [];
    for (let round = 0; round < bench.rounds; round += 1) {
      const started = performance.now();
      await operation(bench.warmUp + round);
      times.push(performance.now() - started);
    }
    const more = (await figures?.()) ?? {};
    await close();
    return { ...summary(name, times), ...more };
  });
}

/** Work in a folder of its own that is gone afterwards, whatever comes of it. */
export async function inScratch<Value>(work: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function summary(name: string, times: readonly number[]): Figures {
  const { perSecond: opsPerSecond, ...percentiles } = figuresOf(times);
  return { name, opsPerSecond, ...percentiles, peakRssMb: round(process.resourceUsage().maxRSS / 1024) };
}
