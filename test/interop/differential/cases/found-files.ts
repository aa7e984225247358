import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type DifferentialCase, signedCase } from './differential-case.ts';

/** Folders with files that others made, never part of this project: forged files, genuine ones, and the corpus. */
const FINDINGS = process.env.VINSEAL_FINDINGS ?? '../shared/findings';
const CORPUS = process.env.VINSEAL_CORPUS ?? '../shared/corpus';
const FOLDERS = [path.join(FINDINGS, 'attacks'), path.join(FINDINGS, 'inspect'), path.join(CORPUS, 'files')];

/** Every PDF of those folders, and the folders that are not there. */
export function foundFiles(): { readonly cases: readonly DifferentialCase[]; readonly missing: readonly string[] } {
  const cases = FOLDERS.flatMap((folder) => pdfsIn(folder).map((file) => caseFrom(folder, file)));
  return { cases, missing: FOLDERS.filter((folder) => !existsSync(folder)) };
}

function pdfsIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.pdf')).sort();
}

function caseFrom(folder: string, file: string): DifferentialCase {
  const pdf = new Uint8Array(readFileSync(path.join(folder, file)));
  return signedCase(`found-${path.basename(file, '.pdf')}`, pdf, /^A\d/.test(file) ? 'verify' : 'inspect');
}
