import type { CompromiseEvidence, DocumentEvidence } from '#core/confirmation/evidence.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import type { CompromisedKeys } from '../../ports/compromised-keys.ts';

/** What this install knows of a compromise of the key that the document's signature names. */
export async function askCompromise(keys: CompromisedKeys, document: DocumentEvidence): Promise<CompromiseEvidence> {
  if (document.kind !== 'signed' || document.signature.kind !== 'read') return { kind: 'not-asked' };
  const [signer] = document.signature.certificates;
  if (signer === undefined) return { kind: 'not-asked' };
  return askCompromiseOf(keys, () => readCertificate(signer).publicKey.spki);
}

/** What this install knows of a compromise of one key (DER SubjectPublicKeyInfo). */
export async function askCompromiseOf(keys: CompromisedKeys, key: () => Uint8Array): Promise<CompromiseEvidence> {
  try {
    const since = (await keys.known()).since(key());
    return since === null ? { kind: 'none-known' } : { kind: 'compromised', since };
  } catch (fault) {
    return { kind: 'unknown', detail: fault instanceof Error ? fault.message : String(fault) };
  }
}

/** The same, asked at most once: whatever one verification judges is judged by the same answer. */
export function askedOnce(keys: CompromisedKeys): CompromisedKeys {
  let asked: ReturnType<CompromisedKeys['known']> | null = null;
  return {
    known: () => {
      asked ??= keys.known();
      return asked;
    },
  };
}
