import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inspectDocument } from '#core/validation/inspect-document.ts';
import { INSPECTION_OUTCOMES, type Inspection } from '#core/validation/inspection.ts';
import { corpusFolder, expectationOf, isRight, type Labelled, readLabels } from './corpus-labels.ts';

/** `npm run corpus`: what `inspect` says of the practice corpus, beside what is known about it. Exit 1 beyond the bounds. */
const MAX_FALSE_ALARMS = 3;

type Judged = Labelled & { readonly inspection: Inspection; readonly milliseconds: number };

const folder = corpusFolder();
if (folder === null) {
  process.stderr.write('no corpus: set VINSEAL_CORPUS\n');
  process.exit(66);
}
const judged: Judged[] = [];
for (const label of readLabels(folder)) {
  const started = performance.now();
  const inspection = await inspectDocument(new Uint8Array(readFileSync(path.join(folder, 'files', label.file))));
  judged.push({ ...label, inspection, milliseconds: performance.now() - started });
}

const print = (line: string) => void process.stdout.write(`${line}\n`);
const categories = [...new Set(judged.map(({ category }) => category))].sort();
print(`${'category'.padEnd(28)}${INSPECTION_OUTCOMES.map((outcome) => outcome.padStart(12)).join('')}`);
for (const category of categories) {
  const counts = INSPECTION_OUTCOMES.map(
    (outcome) => judged.filter((one) => one.category === category && one.inspection.outcome === outcome).length,
  );
  print(`${category.padEnd(28)}${counts.map((count) => String(count).padStart(12)).join('')}`);
}
const having = (expected: ReturnType<typeof expectationOf>, outcomes: readonly string[]) =>
  judged.filter((one) => expectationOf(one) === expected && outcomes.includes(one.inspection.outcome));
const falseAccepts = having('not-clean', ['clean']);
const falseAlarms = having('clean', ['amended', 'suspect', 'unreadable', 'unsigned']).filter(
  (one) => !isRight(one, one.inspection.outcome),
);
list('False accepts (0)', falseAccepts);
list('Attacks and forbidden changes that are amended', having('not-clean', ['amended']));
list(`False alarms (at most ${MAX_FALSE_ALARMS})`, falseAlarms);
list('Allowed changes that are amended', having('clean', ['amended']));
const unsupported = judged.filter(({ inspection }) => inspection.outcome === 'unsupported');
list('Unsupported, and why', unsupported);
tally(
  'Notes',
  judged.flatMap(({ inspection }) => inspection.notes.map(({ code }) => code)),
);
const doubtful = having('any', ['clean']).filter(({ category }) => /bad-cms|malformed/.test(category));
list('Labelled bad-cms or malformed, and clean', doubtful);
const slowest = Math.max(...judged.map(({ milliseconds }) => milliseconds));
print(`\n${judged.length} files, the slowest in ${slowest.toFixed(0)} ms`);
process.exitCode = falseAccepts.length > 0 || falseAlarms.length > MAX_FALSE_ALARMS ? 1 : 0;

function list(title: string, files: readonly Judged[]): void {
  print(`\n${title}: ${files.length}`);
  for (const { file, inspection } of files) {
    const codes = new Set([...inspection.problems, ...inspection.signatures.flatMap(({ problems }) => problems)]);
    const changes = inspection.changes.map(({ revision, place, count }) => `${place} ×${count} (revision ${revision})`);
    const bounds = inspection.notes.filter(({ code }) => code === 'limit-exceeded').map(({ where }) => where);
    print(`  ${file}: ${[...codes, ...bounds, ...changes].join(', ')}`);
  }
}

function tally(title: string, codes: readonly string[]): void {
  print(`\n${title}: ${codes.length}`);
  for (const code of [...new Set(codes)].sort()) print(`  ${code}: ${codes.filter((one) => one === code).length}`);
}
