import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { MalformedError } from '#core/asn1/malformed.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { readCrl } from '#core/revocation/crl.ts';
import type { RevocationNote } from '#core/revocation/odd-entries.ts';
import { NO_MATERIAL } from '#core/validation/validation.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import type { OnListNotes, RevocationSource } from '../../ports/revocation-source.ts';

type KnownList = {
  readonly version: string;
  readonly der: Uint8Array;
  /** DER of the issuer's Name; null for a file that is no list. */
  readonly issuer: Uint8Array | null;
  readonly thisUpdate: number;
};

/** Older lists still prove what was good or revoked in their time; more than a few add nothing. */
const MAX_LISTS = 4;
/** With more lists than this nothing counts as at hand: each reading would have to look through all of them. */
const MAX_KEPT = 8;

/**
 * Revocation lists as `*.crl` files (DER) in a folder, found by their issuer's name, newest first. Whether a list is
 * genuine is for `revocationStatus` to judge. Each file is read once until it changes; whether it has is asked in place,
 * which takes a twentieth of what two trips to another thread would. A folder that does not exist holds none; one that
 * cannot be read throws.
 */
export function openFolderRevocationSource(folder: string, onNotes: OnListNotes = () => {}): RevocationSource {
  const known = new Map<string, KnownList>();
  return {
    kept: async () => {
      const lists = (await readLists(folder, known, onNotes)).filter(({ issuer }) => issuer !== null);
      return lists.length > MAX_KEPT ? NO_MATERIAL : { crls: newestFirst(lists), ocsps: [] };
    },
    find: async ({ issuer }) => {
      const { subject } = readCertificate(issuer);
      const lists = await readLists(folder, known, onNotes);
      const own = lists.filter((list) => list.issuer !== null && equalBytes(list.issuer, subject));
      return { crls: newestFirst(own).slice(0, MAX_LISTS), ocsps: [] };
    },
  };
}

function newestFirst(lists: readonly KnownList[]): readonly Uint8Array[] {
  return lists.toSorted((a, b) => b.thisUpdate - a.thisUpdate).map(({ der }) => der);
}

async function readLists(
  folder: string,
  known: Map<string, KnownList>,
  onNotes: OnListNotes,
): Promise<readonly KnownList[]> {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.crl'));
  for (const name of known.keys()) if (!names.includes(name)) known.delete(name);
  return Promise.all(names.map((name) => readList(path.join(folder, name), known, onNotes)));
}

async function readList(file: string, known: Map<string, KnownList>, onNotes: OnListNotes): Promise<KnownList> {
  const name = path.basename(file);
  const { ino, mtimeMs, size } = statSync(file);
  const version = `${ino}-${mtimeMs}-${size}`;
  const former = known.get(name);
  if (former?.version === version) return former;
  const der = new Uint8Array(await readFile(file));
  const { notes, ...head } = headOf(der);
  const list = { version, der, ...head };
  if (notes.length > 0) onNotes(file, notes);
  known.set(name, list);
  return list;
}

type Head = Pick<KnownList, 'issuer' | 'thisUpdate'> & { readonly notes: readonly RevocationNote[] };

function headOf(der: Uint8Array): Head {
  try {
    const { issuer, thisUpdate, oddEntries } = readCrl(der);
    return { issuer, thisUpdate, notes: oddEntries() };
  } catch (error) {
    if (error instanceof MalformedError) return { issuer: null, thisUpdate: 0, notes: [] };
    throw error;
  }
}
