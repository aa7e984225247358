import { orNull } from '#core/asn1/malformed.ts';
import { equalBytes, octetKey } from '#core/bytes/bytes.ts';
import type { Certificate } from '#core/x509/certificate.ts';
import { mayBeUsedFor } from '#core/x509/extensions.ts';
import { isIssuedBy } from '#core/x509/is-issued-by.ts';
import type { Crl } from './crl.ts';
import { isListIssuerOf } from './crl-scope.ts';

export type SignerCandidates = {
  /** Certificates that may hold the key of a list. */
  readonly others: readonly Certificate[];
  /** Those that the trust list relies on: they need nobody to certify them. */
  readonly anchors: readonly Certificate[];
  /** Identities of keys that sign nothing. */
  readonly barred: ReadonlySet<string>;
};

/**
 * Who else than the key that signed a certificate may have signed a list that speaks of it; its issuer is from a path that
 * `buildChain` gave.
 */
export type ListSigners = (crl: Crl, certificate: Certificate, issuer: Certificate) => Promise<readonly Certificate[]>;

/**
 * Finds them among the candidates (RFC 5280 §6.3.3 f): another key of the same CA, or of the issuer of lists that the
 * certificate names; for lists, and certified by that CA or by somebody who certified it. Each is asked once.
 */
export function openListSigners({ others, anchors, barred }: SignerCandidates): ListSigners {
  const candidates = [...anchors, ...others].filter(
    ({ publicKey, extensions }) =>
      !barred.has(publicKey.identity) && orNull(() => mayBeUsedFor(extensions, ['cRLSign'])) === true,
  );
  const known = new Map<string, (candidate: Certificate) => Promise<boolean>>();
  return async (crl, certificate, issuer) => {
    const named = candidates.filter(({ subject, publicKey }) =>
      equalBytes(subject, crl.issuer) ? publicKey.identity !== issuer.publicKey.identity : false,
    );
    if (named.length === 0 || !mayListFor(crl, certificate, issuer)) return [];
    const key = octetKey(issuer.der);
    const isAppointed = known.get(key) ?? appointments(issuer, [...anchors, ...others], anchors);
    known.set(key, isAppointed);
    const answers = await Promise.all(named.map(isAppointed));
    return named.filter((_candidate, index) => answers[index]);
  };
}

function mayListFor(crl: Crl, { extensions }: Certificate, issuer: Certificate): boolean {
  return equalBytes(crl.issuer, issuer.subject) || orNull(() => isListIssuerOf(extensions, crl.issuer)) === true;
}

/** Whether a candidate is certified by an issuer or by somebody above it. Every key above is asked about once. */
function appointments(issuer: Certificate, all: readonly Certificate[], anchors: readonly Certificate[]) {
  const answers = new Map<Certificate, Promise<boolean>>();
  const above = issuersOf(issuer, all);
  const ask = async (candidate: Certificate) =>
    anchors.includes(candidate) || (await isIssuedByAny(candidate, [issuer, ...(await above)]));
  return (candidate: Certificate): Promise<boolean> => {
    const answer = answers.get(candidate) ?? ask(candidate);
    answers.set(candidate, answer);
    return answer;
  };
}

async function issuersOf(issuer: Certificate, all: readonly Certificate[]): Promise<readonly Certificate[]> {
  const byKey = new Map(all.map((one) => [`${one.publicKey.identity} ${octetKey(one.subject)}`, one]));
  const found: Certificate[] = [];
  for (const one of byKey.values()) if (await isIssuedBy(issuer, one)) found.push(one);
  return found;
}

async function isIssuedByAny(candidate: Certificate, issuers: readonly Certificate[]): Promise<boolean> {
  for (const issuer of issuers) if (await isIssuedBy(candidate, issuer)) return true;
  return false;
}
