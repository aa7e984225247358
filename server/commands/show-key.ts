import { certificateFacts } from '../pki/certificate-facts.ts';
import type { KeyRecord } from '../ports/key-ledger.ts';

/** A signing key for a terminal: JSON on one line, or a line with the certificate under it. Never a secret. */
export async function showKey(key: KeyRecord, json: boolean): Promise<string> {
  const { keyId, manufacturerId, algorithm, source, state, compromisedSince } = key;
  const facts = key.certificate === null ? null : await certificateFacts(key.certificate);
  if (json) {
    const certificate =
      facts === null
        ? null
        : { sha256: facts.sha256, issuer: facts.issuer, from: facts.notBefore, until: facts.notAfter };
    return JSON.stringify({ keyId, manufacturerId, algorithm, source, state, compromisedSince, certificate });
  }
  const since = compromisedSince === null ? [] : [`since ${compromisedSince}`];
  const line = [keyId, state, ...since, manufacturerId, algorithm, source].join('  ');
  return facts === null ? line : `${line}\n  SHA-256 ${facts.sha256}  until ${facts.notAfter}`;
}
