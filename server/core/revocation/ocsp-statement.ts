import { MalformedError, orNull } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { judgeAlgorithm } from '#core/x509/algorithm-policy.ts';
import { type Certificate, readCertificate } from '#core/x509/certificate.ts';
import { certificateDigest } from '#core/x509/certificate-digests.ts';
import { unknownCritical } from '#core/x509/extensions.ts';
import { signatureScheme } from '#core/x509/signature-scheme.ts';
import { verifySignature } from '#core/x509/verify-signature.ts';
import type { Crl } from './crl.ts';
import type { BasicOcspResponse, OcspAnswer, OcspResponse } from './ocsp.ts';
import { responderRefusal } from './ocsp-responder.ts';
import { type Spoken, silent } from './revocation-statement.ts';

export type OcspQuestion = {
  readonly certificate: Certificate;
  /** From a path that `buildChain` gave. */
  readonly issuer: Certificate;
  /** The issuer's lists, for a responder that must prove itself. */
  readonly crls?: readonly Crl[];
  /** The nonce that was asked with; an answer that gives another one is not for us. */
  readonly nonce?: Uint8Array;
};

const UNDERSTOOD: ReadonlySet<string> = new Set([OID.ocspNonce, OID.invalidityDate]);

/** What an OCSP answer says about a certificate (RFC 6960 §3.2): signed by the issuer itself or by whom it appointed. */
export async function ocspStatement(response: OcspResponse, question: OcspQuestion): Promise<Spoken> {
  if (response.kind === 'error') return silent(`ocsp-error-${response.status}`);
  try {
    return await judge(response, question);
  } catch (error) {
    if (error instanceof MalformedError) return silent(error.code);
    throw error;
  }
}

async function judge(response: BasicOcspResponse, question: OcspQuestion): Promise<Spoken> {
  const { certificate, issuer, crls = [], nonce } = question;
  if (!equalBytes(certificate.issuer, issuer.subject)) return silent('ocsp-foreign');
  const answers = await answersAbout(response, certificate, issuer);
  if ([response, ...answers].some(({ extensions }) => unknownCritical(extensions, UNDERSTOOD).length > 0)) {
    return silent('ocsp-unknown-critical-extension');
  }
  const answer = worstOf(answers);
  if (answer === undefined) return silent('ocsp-foreign');
  if (isOtherNonce(response, nonce)) return silent('ocsp-nonce-differs');
  const signer = await judgeSigner(response, { certificate, issuer, crls });
  if (signer.refusal !== null) return silent(signer.refusal);
  const { status, thisUpdate, nextUpdate } = answer;
  if (status.kind === 'unknown') return silent('ocsp-certificate-unknown');
  const revocation = status.kind === 'revoked' ? { revokedAt: status.revokedAt, reason: status.reason } : null;
  const statement = { source: 'ocsp', thisUpdate, nextUpdate, revocation, signerUntil: signer.until } as const;
  return { kind: 'statement', statement };
}

/** One response may hold several answers about one certificate. */
function worstOf(answers: readonly OcspAnswer[]): OcspAnswer | undefined {
  const having = (kind: OcspAnswer['status']['kind']) => answers.find(({ status }) => status.kind === kind);
  return having('revoked') ?? having('unknown') ?? answers[0];
}

async function answersAbout(
  { answers }: BasicOcspResponse,
  certificate: Certificate,
  issuer: Certificate,
): Promise<readonly OcspAnswer[]> {
  const found: OcspAnswer[] = [];
  for (const answer of answers) {
    if (!equalBytes(answer.serial, certificate.serial) || answer.hash === null) continue;
    // SHA-1 is legal here: it only names a certificate, and a false match would still have to be signed.
    const name = await certificateDigest(issuer, 'subject', answer.hash);
    const key = await certificateDigest(issuer, 'key', answer.hash);
    if (name === null || key === null) continue;
    if (equalBytes(answer.issuerNameHash, name) && equalBytes(answer.issuerKeyHash, key)) found.push(answer);
  }
  return found;
}

/** RFC 8954 §2.1: the extension holds an OCTET STRING. An answer without one is not refused: responders may prepare theirs. */
function isOtherNonce({ extensions }: BasicOcspResponse, nonce: Uint8Array | undefined): boolean {
  const given = extensions.get(OID.ocspNonce);
  if (nonce === undefined || given === undefined) return false;
  return !equalBytes(given.value, nonce) && !equalBytes(given.value.subarray(2), nonce);
}

type JudgedSigner = { readonly refusal: string | null; readonly until: number };

/** Why the signature on the answer proves nothing, if so: the issuer's own key is tried first, then those it appointed. */
async function judgeSigner(
  response: BasicOcspResponse,
  { certificate, issuer, crls }: Required<Omit<OcspQuestion, 'nonce'>>,
): Promise<JudgedSigner> {
  if (await isResponder(response, issuer)) {
    return { refusal: await signatureRefusal(response, issuer), until: Infinity };
  }
  for (const der of response.certificates) {
    const responder = orNull(() => readCertificate(der));
    if (responder === null || !(await isResponder(response, responder))) continue;
    // Nobody answers for itself, whatever its certificate says it may do.
    if (equalBytes(responder.der, certificate.der)) return { refusal: 'ocsp-responder-not-appointed', until: 0 };
    const refusal = await responderRefusal(responder, issuer, { at: response.producedAt, crls });
    return { refusal: refusal ?? (await signatureRefusal(response, responder)), until: responder.notAfter };
  }
  return { refusal: 'ocsp-responder-unknown', until: 0 };
}

async function isResponder({ responder }: BasicOcspResponse, candidate: Certificate): Promise<boolean> {
  if (responder.kind === 'name') return equalBytes(responder.name, candidate.subject);
  const hash = await certificateDigest(candidate, 'key', 'SHA-1');
  return hash !== null && equalBytes(responder.hash, hash);
}

async function signatureRefusal(response: BasicOcspResponse, responder: Certificate): Promise<string | null> {
  const scheme = signatureScheme(response.signatureAlgorithm, null);
  const { policy } = judgeAlgorithm(scheme, responder.publicKey);
  if (policy !== 'accepted' && policy !== 'legacy') return 'ocsp-algorithm-refused';
  const verified = await verifySignature(scheme, responder.publicKey, response.signed, response.signature);
  return verified ? null : 'ocsp-signature-wrong';
}
