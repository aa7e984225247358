import { createHash, randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { derTarget } from './der-target.ts';
import { pdfTarget } from './pdf-target.ts';
import { runFuzz } from './run-fuzz.ts';

/**
 * `npm run fuzz [SECONDS [SEED]]`: fuzzes each reader for so many seconds (30). What breaks one is written to `seeds/`,
 * where the tests replay it. Exit 1 when something broke.
 */
const [seconds = '30', chosen] = process.argv.slice(2);
const seed = chosen === undefined ? randomInt(2 ** 32) : Number(chosen);
for (const target of [pdfTarget, derTarget]) {
  const end = performance.now() + Number(seconds) * 1000;
  const { runs, noticed, broken } = await runFuzz(target, { seed, goOn: () => performance.now() < end });
  process.stdout.write(`${JSON.stringify({ target: target.name, seed, runs, noticed, broken: broken !== null })}\n`);
  if (broken === null) continue;
  const name = `${target.name}-${createHash('sha256').update(broken.bytes).digest('hex').slice(0, 16)}`;
  writeFileSync(path.join(import.meta.dirname, 'seeds', name), broken.bytes);
  process.stderr.write(`${name}: ${broken.fault instanceof Error ? broken.fault.stack : String(broken.fault)}\n`);
  process.exitCode = 1;
}
