import { readdirSync } from 'node:fs';
import path from 'node:path';
import { dataPaths } from '../../server/compose/install-options.ts';

/** Every stored PDF of a data folder, in the order of their names. */
export function storedFiles(data: string): readonly { readonly sha256: string; readonly file: string }[] {
  const { files } = dataPaths(data);
  return readdirSync(files, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.pdf'))
    .map((name) => ({ sha256: path.basename(name, '.pdf'), file: path.join(files, name) }))
    .toSorted((one, other) => (one.sha256 < other.sha256 ? -1 : 1));
}

/** Where the stored PDF of that SHA-256 lies. */
export function storedFile(data: string, sha256: string): string {
  return path.join(dataPaths(data).files, sha256.slice(0, 2), sha256.slice(2, 4), `${sha256}.pdf`);
}
