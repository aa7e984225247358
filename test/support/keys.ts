import { createPublicKey, randomBytes } from 'node:crypto';
import { ETSI_ORGANIZATION } from '#core/x509/identity/identity-convention.ts';
import { requestedSubject } from '#core/x509/identity/requested-subject.ts';
import { openKeyLedger } from '../../server/keys/key-ledger.ts';
import { type KeySources, openKeySources } from '../../server/keys/key-sources.ts';
import { openSigningKeys } from '../../server/keys/signing-keys.ts';
import type { SharedRecords } from '../../server/ports/shared-records.ts';
import type { SigningAlgorithm, SigningKey, SigningKeys } from '../../server/ports/signing-keys.ts';
import { keyHome } from './key-store.ts';
import { type TestCertificate, testLeaf } from './pki.ts';

export const random = (count: number) => new Uint8Array(randomBytes(count));

/** The sources of a folder, with nobody to ask for passphrases. */
export function openSources(folder: string): KeySources {
  return openKeySources({ folder, randomBytes: random, now: () => performance.now(), ask: null });
}

/** The signing keys of a folder, by the index in the store beside it. */
export function openKeys(folder: string, sources = openSources(folder)): SigningKeys {
  return openSigningKeys(keyHome(folder).shared, sources);
}

export type KeyRecipe = {
  readonly shared: SharedRecords;
  readonly sources: KeySources;
  /** Name of the source. */
  readonly source: string;
  readonly algorithm: SigningAlgorithm;
  readonly issuer: TestCertificate;
  readonly existing?: string;
  readonly keyId?: string;
};

/** Makes a key at its source, has the issuer certify it, and activates it for the manufacturer `maker`. */
export async function makeActiveKey(recipe: KeyRecipe): Promise<SigningKey> {
  const { shared, sources, source, algorithm, issuer, existing = null, keyId = algorithm } = recipe;
  const ledger = openKeyLedger(shared, sources);
  const subject = requestedSubject(ETSI_ORGANIZATION, { name: 'TEST', uscc: '91350200M0000TEX1H' }, 'TEST');
  const made = await ledger.create({ keyId, manufacturerId: 'maker', algorithm, source, existing, subject });
  if (made.kind !== 'created') throw new Error(made.kind);
  const key = createPublicKey({ key: Buffer.from(made.record.publicKey), format: 'der', type: 'spki' });
  const { der: certificate } = await testLeaf(issuer, { key, serial: 2001 });
  await ledger.change(() => ({
    save: [{ ...made.record, certificate, chain: [issuer.der], state: 'active' }],
    answer: null,
  }));
  const active = await openSigningKeys(shared, sources).activeKey('maker', algorithm);
  if (active === null) throw new Error(`${keyId} is not active`);
  return active;
}
