import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { type TrustContradiction, trustContradictions } from '#core/confirmation/rules/trust-contradictions.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { namingText } from '#core/x509/identity/identity-convention.ts';
import type { TrustAnchor, TrustList } from '../../ports/trust-list.ts';
import { readSuspensions, suspend } from './suspensions.ts';
import { readTrustFile, TrustListError } from './trust-file.ts';

export type TrustListSettings = {
  /** The shipped anchors and those of the install; a folder that does not exist holds none. */
  readonly folders: readonly string[];
  /** Whether anchors that vouch for TEST manufacturers count. */
  readonly acceptTest: boolean;
  /** Whether the list may be empty (where no verdict depends on it). False when left out. */
  readonly mayBeEmpty?: boolean;
};

/** Documentation beside the anchors, and the suspensions, which are no anchor. */
const NO_ANCHOR = /^_|\.(?:example|schema)\.json$/;

/**
 * The trust list in folders of JSON files (`certs/trust/anchor.schema.json`). Read at once, so that a mistake shows at
 * the start, and again when a file changes. Throws `trust-list-empty` when nobody is left who vouches for a
 * manufacturer: nothing would ever be trusted, and the one who starts the service should know; `trust-file-malformed`
 * for a file that cannot be read, and for two anchors of one id; `trust-list-contradicts` for files that cannot be true
 * together, since their order must not decide.
 */
export async function openFileTrustList(settings: TrustListSettings): Promise<TrustList> {
  let version = '';
  let anchors: readonly TrustAnchor[] = [];
  const read = (): readonly TrustAnchor[] => {
    const current = settings.folders.flatMap(statesOf).join('\n');
    if (current === version && version !== '') return anchors;
    anchors = acceptedAnchors(settings);
    version = current;
    return anchors;
  };
  read();
  return { anchors: async () => read() };
}

function acceptedAnchors({ folders, acceptTest, mayBeEmpty = false }: TrustListSettings): readonly TrustAnchor[] {
  const files = readAnchorFiles(folders).flatMap(({ file, anchor }) =>
    (acceptTest ? [anchor] : withoutTest(anchor)).map((accepted): AnchorFile => ({ file, anchor: accepted })),
  );
  const [first, ...more] = trustContradictions(
    files.map(({ file, anchor }) => ({ ...anchor, file, key: keyOf(anchor), identity: namingText(anchor) })),
  );
  if (first !== undefined) throw contradictionError(first, more.length);
  const anchors = files.map(({ anchor }) => anchor);
  if (mayBeEmpty || anchors.some(({ manufacturers }) => manufacturers.length > 0)) return anchors;
  const where = folders.join(', ');
  const message = `no trust anchor in ${where}${acceptTest ? '' : ' (TEST manufacturers are not accepted)'}: add one with: npm run --silent vinseal -- trust add FILE.json`;
  throw new TrustListError('trust-list-empty', where, message);
}

const CONTRADICTIONS: Readonly<Record<TrustContradiction['code'], string>> = {
  'anchor-uscc-not-valid': 'is no unified social credit code (GB 32100-2015)',
  'anchor-manufacturer-repeated': 'is named twice',
  'anchor-code-elsewhere': 'is the code of two manufacturers',
  'anchor-wmi-elsewhere': 'is the WMI of two manufacturers',
  'anchor-manufacturer-differs': 'are said of one manufacturer',
  'anchor-identity-differs': 'are rules of one key',
};

function contradictionError({ code, files, data }: TrustContradiction, more: number): TrustListError {
  const [file, other] = files;
  const against = file === other ? '' : ` and ${other} contradict each other`;
  const others = more === 0 ? '' : ` (and ${more} more)`;
  const remedy = 'put one right, or replace it with: npm run --silent vinseal -- trust add FILE.json --replaces ID';
  const message = `${file}${against}: ${code}: ${data.what} ${CONTRADICTIONS[code]}${others}; ${remedy}`;
  return new TrustListError('trust-list-contradicts', file, message);
}

/** An anchor that vouches for TEST manufacturers only is a TEST anchor in whatever else it vouches for. */
function withoutTest(anchor: TrustAnchor): readonly TrustAnchor[] {
  const manufacturers = anchor.manufacturers.filter(({ test }) => !test);
  return manufacturers.length === 0 && anchor.manufacturers.length > 0 ? [] : [{ ...anchor, manufacturers }];
}

/**
 * Every anchor in the folders as it stands, with its file, the TEST ones among them. Throws `trust-file-malformed`. Anchors
 * that hold one key are suspended together: an anchor is its key, so a second file must not go around the suspension.
 */
export function readAnchorFiles(folders: readonly string[]): readonly AnchorFile[] {
  const suspensions = folders.map(readSuspensions);
  const files = oneOfEachId(folders.flatMap(readFolder)).map(({ file, anchor }) => ({
    file,
    anchor: suspensions.reduce((standing, list) => suspend(standing, list), anchor),
  }));
  const suspendedKeys = new Set(
    files.filter(({ anchor }) => anchor.status === 'suspended').map(({ anchor }) => keyOf(anchor)),
  );
  return files.map(({ file, anchor }) => ({
    file,
    anchor: suspendedKeys.has(keyOf(anchor)) ? { ...anchor, status: 'suspended' } : anchor,
  }));
}

/** Which key an anchor is, however its certificates write it. */
function keyOf({ certificate }: TrustAnchor): string {
  return readCertificate(certificate).publicKey.identity;
}

export type AnchorFile = { readonly file: string; readonly anchor: TrustAnchor };

/** The anchors of one folder as their files say. Throws `trust-file-malformed`. */
export function readFolder(folder: string): readonly AnchorFile[] {
  const files = listFolder(folder).filter((name) => name.endsWith('.json') && !NO_ANCHOR.test(name));
  return files.map((name) => path.join(folder, name)).map((file) => ({ file, anchor: readTrustFile(file) }));
}

function oneOfEachId(files: readonly AnchorFile[]): readonly AnchorFile[] {
  const seen = new Map<string, string>();
  return files.map(({ file, anchor }) => {
    const former = seen.get(anchor.id);
    if (former !== undefined)
      throw new TrustListError('trust-file-malformed', file, `${file} has the id of ${former}: ${anchor.id}`);
    seen.set(anchor.id, file);
    return { file, anchor };
  });
}

/** Changes with every file of the folder, certificates that lie beside their anchors among them. */
function statesOf(folder: string): readonly string[] {
  return listFolder(folder)
    .map((name) => path.join(folder, name))
    .map((file) => {
      const state = statSync(file, { throwIfNoEntry: false });
      return state === undefined ? file : `${file} ${state.ino}-${state.mtimeMs}-${state.size}`;
    });
}

/** What is being written beside its file is not there yet. */
function listFolder(folder: string): readonly string[] {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(folder)
    .filter((name) => !name.endsWith('.tmp'))
    .sort();
}
