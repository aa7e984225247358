import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { CASES } from './cases.ts';
import { BATCH_CASES } from './load/batch-case.ts';
import { HTTP_CASES } from './load/http-cases.ts';
import type { MeasuredCase } from './measured-case.ts';
import { REGISTRY_CASES } from './registry/registry-cases.ts';
import { inScratch, runCase } from './run-case.ts';

/**
 * `npm run bench -- [--large] [NAME…]`: JSON lines of figures: name, operations per second, p50 and p99 in ms, and what the case
 * adds. Each case runs in a process of its own; those of `CASES` are held to one core where the system has `taskset`.
 */
const MEASURED: Readonly<Record<string, MeasuredCase>> = { ...HTTP_CASES, ...REGISTRY_CASES, ...BATCH_CASES };
const [first, ...others] = process.argv.slice(2);

if (first === '--case') {
  await runHere(others[0] ?? '');
  process.exit(0);
}

const asked = [first, ...others].filter((name) => name !== undefined && name !== '--large') as readonly string[];
const isLargeAsked = process.argv.includes('--large');
const names = [...Object.keys(CASES), ...Object.keys(MEASURED)].filter(
  (name) =>
    (asked.length === 0 || asked.some((part) => name.startsWith(part))) &&
    (isLargeAsked || MEASURED[name]?.isLarge !== true),
);
const hasTaskset = spawnSync('taskset', ['-c', '0', 'true']).status === 0;
if (!hasTaskset) process.stderr.write('taskset is not here: cases may use more than one core\n');

for (const name of names) {
  const script = [...process.execArgv, path.join(import.meta.dirname, 'run.ts'), '--case', name];
  const isPinned = hasTaskset && MEASURED[name] === undefined;
  const [command, ...args] = [...(isPinned ? ['taskset', '-c', '0'] : []), process.execPath, ...script];
  const run = spawnSync(command ?? '', args, { encoding: 'utf8', maxBuffer: 1e8, stdio: ['ignore', 'pipe', 'pipe'] });
  process.stdout.write(run.stdout);
  if (run.status !== 0) print({ name, failed: run.stderr.slice(-500) });
}

async function runHere(name: string): Promise<void> {
  const measured = MEASURED[name];
  if (measured === undefined) return print(await runCase(name));
  await inScratch((folder) => measured.run(folder, (figures) => print({ name, ...figures })));
}

function print(figures: object): void {
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}
