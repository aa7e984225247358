import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { TrustAnchor, TrustList } from '../ports/trust-list.ts';
import { readTrustFile, TrustListError } from './trust-file.ts';

export type TrustListSettings = {
  /** The shipped anchors and those of the install; a folder that does not exist holds none. */
  readonly folders: readonly string[];
  /** Whether anchors that vouch for TEST manufacturers count. */
  readonly acceptTest: boolean;
};

/** Documentation beside the anchors. */
const NOT_LOADED = /\.(?:example|schema)\.json$/;

/**
 * The trust list in folders of JSON files (`certs/trust/anchor.schema.json`). Read at once, so that a mistake shows at
 * the start, and again when a file changes. Throws `trust-list-empty` when no anchor is left: nothing would ever be
 * trusted, and the one who starts the service should know; `trust-file-malformed` for a file that cannot be read.
 */
export async function openFileTrustList(settings: TrustListSettings): Promise<TrustList> {
  let version = '';
  let anchors: readonly TrustAnchor[] = [];
  const read = (): readonly TrustAnchor[] => {
    const files = settings.folders.flatMap(filesOf);
    const current = files.map(({ file, state }) => `${file} ${state}`).join('\n');
    if (current === version && version !== '') return anchors;
    anchors = readAnchors(settings, files);
    version = current;
    return anchors;
  };
  read();
  return { anchors: async () => read() };
}

function readAnchors({ folders, acceptTest }: TrustListSettings, files: readonly TrustListFile[]) {
  const anchors = files
    .map(({ file }) => readTrustFile(file))
    .map((anchor) => ({ ...anchor, manufacturers: anchor.manufacturers.filter(({ test }) => acceptTest || !test) }))
    .filter(({ manufacturers }) => manufacturers.length > 0);
  if (anchors.length > 0) return anchors;
  const where = folders.join(', ');
  const message = `no trust anchor in ${where}${acceptTest ? '' : ' (TEST manufacturers are not accepted)'}`;
  throw new TrustListError('trust-list-empty', where, message);
}

type TrustListFile = { readonly file: string; readonly state: string };

function filesOf(folder: string): readonly TrustListFile[] {
  return listFolder(folder)
    .filter((name) => name.endsWith('.json') && !NOT_LOADED.test(name))
    .sort()
    .map((name) => {
      const file = path.join(folder, name);
      const { ino, mtimeMs, size } = statSync(file);
      return { file, state: `${ino}-${mtimeMs}-${size}` };
    });
}

function listFolder(folder: string): readonly string[] {
  return statSync(folder, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(folder);
}
