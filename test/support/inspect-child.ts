import { readFileSync, writeFileSync } from 'node:fs';
import { NO_MATERIAL } from '#core/validation/validation.ts';
import { openWorkerPool } from '../../server/workers/worker-pool.ts';

/**
 * `inspect-child.ts FILE…`: inspects documents, one after the other, in one thread of a process of its own, and prints a
 * JSON line for each but the first: what is said of it, and by how many MB the process exceeded at most what it took after
 * the first (null but on Linux: the peak is that of the kernel).
 */
const onLinux = process.platform === 'linux';
const pool = openWorkerPool({ threads: 1, readingTimeMs: 60_000 });
const [first = '', ...files] = process.argv.slice(2);
const context = { anchors: [], at: new Date().toISOString(), found: NO_MATERIAL };
await pool.inspector.inspect(new Uint8Array(readFileSync(first)), context);
const idleMb = Math.round(process.memoryUsage.rss() / 1024 / 1024);
for (const file of files) {
  if (onLinux) writeFileSync('/proc/self/clear_refs', '5');
  const { inspection } = await pool.inspector.inspect(new Uint8Array(readFileSync(file)), context);
  process.stdout.write(`${JSON.stringify({ file, inspection, grownMb: onLinux ? peakMb() - idleMb : null })}\n`);
}
await pool.close();

/** The highest resident size since it was last reset. */
function peakMb(): number {
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024);
}
