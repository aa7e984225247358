import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { certificatesOfPem } from '#core/asn1/pem.ts';
import type { TrustedManufacturer } from '#core/confirmation/evidence.ts';
import type { Judging } from './judge-file.ts';
import { judgingOf } from './sealed-files.ts';

const FOLDER = path.resolve(import.meta.dirname, '../fixtures/documents');

/** A sealed file and its archive copy, as the code of their time made them, and what they are judged by. */
export type DocumentForm = {
  readonly name: string;
  readonly sealed: Uint8Array;
  readonly archive: Uint8Array;
  /** With the registry's record, which knows both files. */
  readonly judging: Judging;
};

/** Every form that documents were ever made in, the oldest first. */
export function documentForms(): readonly DocumentForm[] {
  const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => readForm(name)).sort((a, b) => a.name.localeCompare(b.name));
}

function readForm(name: string): DocumentForm {
  const read = (file: string) => readFileSync(path.join(FOLDER, name, file));
  const [sealed, archive] = [new Uint8Array(read('sealed.pdf')), new Uint8Array(read('archive.pdf'))];
  const [anchor] = certificatesOfPem(read('anchor.pem').toString('ascii'));
  const judging: { at: string; manufacturer: TrustedManufacturer } = JSON.parse(read('judging.json').toString('utf8'));
  if (anchor === undefined) throw new Error(`${name}: no anchor`);
  const sha256 = createHash('sha256').update(archive).digest('hex');
  const copy = { sha256, level: 'B-LTA', renewedAt: judging.at, dueAt: judging.at, renewals: 1 } as const;
  const { record } = judgingOf(sealed, judging);
  return { name, sealed, archive, judging: { anchor, ...judging, record: { ...record, archive: copy } } };
}
