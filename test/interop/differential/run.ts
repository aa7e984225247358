import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSampleOf } from '../../support/install.ts';
import { testPki } from '../../support/pki.ts';
import { makeDocuments } from '../agreement/documents/make-documents.ts';
import { type DifferentialCase, signedCase } from './cases/differential-case.ts';
import { foundFiles } from './cases/found-files.ts';
import { rewriting } from './cases/rewritings.ts';
import { type Compared, isViolation, pictureComparer } from './compare-pictures.ts';
import { openJudges } from './our-judges.ts';
import { openReaders } from './readers/open-readers.ts';

/**
 * `npm run differential [COUNT [SEED]]`: shows files to other people's readers (500 rewritings, seed 1) and compares
 * what each shows with what the same reader shows of the signed revision. Exit 1 where one differs and we accept the
 * file; such files are kept in `.interop/differential/`.
 */
const KEPT = path.join(import.meta.dirname, '../../../.interop/differential');
const [count = '500', seed = '1'] = process.argv.slice(2);
const work = mkdtempSync(path.join(tmpdir(), 'vinseal-differential-'));
try {
  process.exitCode = await run();
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function run(): Promise<number> {
  const { readers, missing } = await openReaders();
  const found = foundFiles();
  for (const name of [...missing, ...found.missing]) complain(`MISSING: ${name}`);
  const data = path.join(work, 'data');
  mkdirSync(data);
  const documents = await makeDocuments(data, path.join(work, 'trust'));
  const material = { sealed: readSampleOf(data, 'valid').pdf, leaf: (await testPki()).ec };
  const cases = [
    ...found.cases,
    ...documents.map(({ name, pdf, answeredBy }) => signedCase(`made-${name}`, pdf, answeredBy)),
    ...Array.from({ length: Number(count) }, (_, index) => rewriting(index, Number(seed), material)),
  ];
  const judges = await openJudges(data);
  const { compare } = pictureComparer(readers, judges);
  const compared: Compared[] = [];
  for (const one of cases) {
    const result = await compare(one);
    compared.push(result);
    if (isViolation(result)) keep(one, result);
  }
  await judges.close();
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  for (const line of summary(
    readers.map(({ name, version }) => ({ name, version })),
    compared,
  ))
    print(line);
  return compared.some(isViolation) ? 1 : 0;
}

function keep({ name, pdf }: DifferentialCase, { differing, words }: Compared): void {
  mkdirSync(KEPT, { recursive: true });
  writeFileSync(path.join(KEPT, `${name}.pdf`), pdf);
  complain(`VIOLATION: ${name}: ${differing.join(', ')} show something else (${words})`);
}

type Row = readonly [string, number, number, ...number[]];

/** A row for each kind of file: how many, how many accepted, how many each reader shows otherwise, and the violations. */
function summary(
  readers: readonly { name: string; version: string }[],
  compared: readonly Compared[],
): readonly string[] {
  const kindOf = ({ name }: Compared) => name.replace(/-\d+$/, '').replace(/^(found|made)-.*/, '$1');
  const kinds = [...new Set(compared.map(kindOf))];
  const rows = kinds.map(
    (kind): Row =>
      rowOf(
        kind,
        compared.filter((one) => kindOf(one) === kind),
        readers,
      ),
  );
  const all = rowOf('all', compared, readers);
  const heads = ['files', 'count', 'accepted', ...readers.map(({ name }) => name), 'violations'];
  const versions = readers.map(({ name, version }) => `${name} ${version}`).join(', ');
  const line = (cells: readonly (string | number)[]) =>
    cells.map((cell, index) => (index === 0 ? String(cell).padEnd(18) : String(cell).padStart(11))).join('');
  return [versions, line(heads), ...[...rows, all].map(line)];
}

function rowOf(kind: string, compared: readonly Compared[], readers: readonly { name: string }[]): Row {
  const having = (is: (one: Compared) => boolean) => compared.filter(is).length;
  const differing = readers.map(({ name }) => having((one) => one.differing.includes(name)));
  const accepted = having(({ accepting }) => accepting.length > 0);
  return [kind, compared.length, accepted, ...differing, having(isViolation)];
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}
