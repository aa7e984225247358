import { randomBytes } from 'node:crypto';
import { dataPaths } from '../../../../server/compose/install-options.ts';
import { withSharedRecords } from '../../../../server/compose/with-shared-records.ts';
import { type DevelopmentCa, openDevelopmentCa } from '../../../../server/development/development-ca.ts';
import { issueLeaf } from '../../../../server/development/issue-leaf.ts';
import { TEST_MANUFACTURER } from '../../../../server/development/test-manufacturer.ts';
import { addFileKey } from '../../../../server/keys/file/add-file-key.ts';
import type { SigningAlgorithm } from '../../../../server/ports/signing-keys.ts';

const HOUR_MS = 3_600_000;

export const hoursFromNow = (count: number) => new Date(Date.now() + count * HOUR_MS).toISOString();

type NewKey = {
  readonly keyId: string;
  readonly algorithm: SigningAlgorithm;
  /** When its certificate begins and ends, hours from now. */
  readonly from: number;
  readonly until: number;
};

/** Gives the TEST manufacturer of an install that is not open another key; the certificate in DER. */
export async function addKey(data: string, { keyId, algorithm, from, until }: NewKey): Promise<Uint8Array> {
  const random = (count: number) => new Uint8Array(randomBytes(count));
  const authority = authorityOf(data);
  const { nameZh, uscc, id } = TEST_MANUFACTURER;
  const subject = { organization: nameZh, uscc, commonName: `TEST ${keyId}` };
  const life = { notBefore: hoursFromNow(from), notAfter: hoursFromNow(until) };
  const leaf = await issueLeaf(authority, { subject, algorithm, ...life, crlAddress: null }, random);
  const key = { ...leaf, manufacturerId: id, keyId, chain: [authority.certificate] };
  await withSharedRecords({ data }, (shared) => addFileKey({ shared, folder: dataPaths(data).keys }, key, random));
  return leaf.certificate;
}

export function authorityOf(data: string): DevelopmentCa {
  const authority = openDevelopmentCa(dataPaths(data).authority);
  if (authority === null) throw new Error('the install has no authority');
  return authority;
}
