import { describeKey } from '../app/keys/describe-key.ts';
import type { KeyRecord } from '../ports/key-ledger.ts';

/** A signing key for a terminal: JSON on one line, or a line with the certificate under it. Never a secret. */
export async function showKey(key: KeyRecord, json: boolean): Promise<string> {
  const described = await describeKey(key);
  if (json) return JSON.stringify(described);
  const { keyId, manufacturerId, algorithm, source, state, compromisedSince, certificate } = described;
  const since = compromisedSince === null ? [] : [`since ${compromisedSince}`];
  const line = [keyId, state, ...since, manufacturerId, algorithm, source].join('  ');
  return certificate === null ? line : `${line}\n  SHA-256 ${certificate.sha256}  until ${certificate.until}`;
}
