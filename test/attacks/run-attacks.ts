/**
 * `npm run attacks [-- SEED]`: every form of documents and every sample of a new install, the archive copies too, each
 * attacked 7,000 times (the tests do a fortieth of that). Exit code 1 where anything is accepted that was changed.
 */
import { formFiles, sampleFiles } from '../support/attacked-files.ts';
import { ALL_ATTACKS, attackFile } from '../support/exact-attacks.ts';
import globalSetup from '../support/global-setup.ts';

const seed = Number(process.argv[2] ?? Math.floor(Math.random() * 1_000_000));
if (!Number.isSafeInteger(seed)) throw new Error('the seed is a whole number');
console.log(`seed ${seed}`);
await globalSetup();
let accepted = 0;
for (const { name, pdf, judging } of [...formFiles(), ...(await sampleFiles())]) {
  const survivors = await attackFile(pdf, judging, { seed, ...ALL_ATTACKS });
  accepted += survivors.length;
  console.log(`${name}: ${survivors.length} accepted`, ...survivors);
}
process.exitCode = accepted === 0 ? 0 : 1;
