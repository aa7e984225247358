import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { MalformedError } from '#core/asn1/malformed.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { readCrl } from '#core/revocation/crl.ts';
import { NO_MATERIAL } from '#core/validation/validation.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import type { RevocationSource } from '../../ports/revocation-source.ts';

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
export function openFolderRevocationSource(folder: string): RevocationSource {
  const known = new Map<string, KnownList>();
  return {
    kept: async () => {
      const lists = (await readLists(folder, known)).filter(({ issuer }) => issuer !== null);
      return lists.length > MAX_KEPT ? NO_MATERIAL : { crls: newestFirst(lists), ocsps: [] };
    },
    find: async ({ issuer }) => {
      const { subject } = readCertificate(issuer);
      const lists = await readLists(folder, known);
      const own = lists.filter((list) => list.issuer !== null && equalBytes(list.issuer, subject));
      return { crls: newestFirst(own).slice(0, MAX_LISTS), ocsps: [] };
    },
  };
}

function newestFirst(lists: readonly KnownList[]): readonly Uint8Array[] {
  return lists.toSorted((a, b) => b.thisUpdate - a.thisUpdate).map(({ der }) => der);
}

async function readLists(folder: string, known: Map<string, KnownList>): Promise<readonly KnownList[]> {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.crl'));
  for (const name of known.keys()) if (!names.includes(name)) known.delete(name);
  return Promise.all(names.map((name) => readList(folder, name, known)));
}

async function readList(folder: string, name: string, known: Map<string, KnownList>): Promise<KnownList> {
  const file = path.join(folder, name);
  const { ino, mtimeMs, size } = statSync(file);
  const version = `${ino}-${mtimeMs}-${size}`;
  const former = known.get(name);
  if (former?.version === version) return former;
  const der = new Uint8Array(await readFile(file));
  const list = { version, der, ...headOf(der) };
  known.set(name, list);
  return list;
}

function headOf(der: Uint8Array): Pick<KnownList, 'issuer' | 'thisUpdate'> {
  try {
    const { issuer, thisUpdate } = readCrl(der);
    return { issuer, thisUpdate };
  } catch (error) {
    if (error instanceof MalformedError) return { issuer: null, thisUpdate: 0 };
    throw error;
  }
}
