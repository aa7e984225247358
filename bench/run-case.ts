import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BenchCase, CASES } from './cases.ts';

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
  const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-bench-'));
  try {
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
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function summary(name: string, times: readonly number[]): Figures {
  const sorted = times.toSorted((a, b) => a - b);
  const total = times.reduce((sum, time) => sum + time, 0);
  const at = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return {
    name,
    opsPerSecond: round((times.length * 1000) / total),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    peakRssMb: round(process.resourceUsage().maxRSS / 1024),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
