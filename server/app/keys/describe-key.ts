import { certificateFacts } from '#core/x509/certificate-facts.ts';
import type { KeyRecord } from '../../ports/key-ledger.ts';

/** A signing key for programs: where it stands and when its certificate runs out (`until`). Never a secret. */
export async function describeKey(key: KeyRecord) {
  const { keyId, manufacturerId, algorithm, source, state, compromisedSince } = key;
  const facts = key.certificate === null ? null : await certificateFacts(key.certificate);
  const certificate =
    facts === null
      ? null
      : { sha256: facts.sha256, issuer: facts.issuer, from: facts.notBefore, until: facts.notAfter };
  return { keyId, manufacturerId, algorithm, source, state, compromisedSince, certificate };
}
