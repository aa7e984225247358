import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { CASES } from './cases.ts';
import { runCase } from './run-case.ts';

/**
 * `npm run bench [NAME…]`: one JSON line a case: name, ops/s, p50 and p99 in ms, peak RSS in MB, and what the case adds.
 * Each case runs in a process of its own, held to one core where the system has `taskset`.
 */
const [first, ...others] = process.argv.slice(2);

if (first === '--case') {
  process.stdout.write(`${JSON.stringify(await runCase(others[0] ?? ''))}\n`);
  process.exit(0);
}

const wanted = [first, ...others].filter((name) => name !== undefined);
const names = Object.keys(CASES).filter((name) => wanted.length === 0 || wanted.some((part) => name.startsWith(part)));
const pinned = spawnSync('taskset', ['-c', '0', 'true']).status === 0;
if (!pinned) process.stderr.write('taskset is not here: cases may use more than one core\n');

for (const name of names) {
  const script = [...process.execArgv, path.join(import.meta.dirname, 'run.ts'), '--case', name];
  const [command, args] = pinned ? ['taskset', ['-c', '0', process.execPath, ...script]] : [process.execPath, script];
  const run = spawnSync(command as string, args as string[], { encoding: 'utf8', maxBuffer: 1e8 });
  process.stdout.write(run.status === 0 ? run.stdout : `${JSON.stringify({ name, failed: run.stderr.slice(-500) })}\n`);
}
