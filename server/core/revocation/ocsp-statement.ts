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
import { keptSince, type StatementResult, silent, worstEntry } from './revocation-statement.ts';

export type OcspQuestion = {
  readonly certificate: Certificate;
  /** From a path that `buildChain` gave. */
  readonly issuer: Certificate;
  /** The issuer's lists, for a responder that must prove itself. */
  readonly crls?: readonly Crl[];
  /** Identities of keys that answer for nobody. */
  readonly barred?: ReadonlySet<string>;
  /** The nonce that was asked with; an answer that gives another one is not for us. */
  readonly nonce?: Uint8Array;
};

const UNDERSTOOD: ReadonlySet<string> = new Set([OID.ocspNonce, OID.ocspArchiveCutoff, OID.invalidityDate]);

/** What an OCSP answer says about a certificate (RFC 6960 §3.2): signed by the issuer itself or by whom it appointed. */
export async function ocspStatement(response: OcspResponse, question: OcspQuestion): Promise<StatementResult> {
  if (response.kind === 'error') return silent(`ocsp-error-${response.status}`);
  try {
    return await judge(response, question);
  } catch (error) {
    if (error instanceof MalformedError) return silent(error.code);
    throw error;
  }
}

async function judge(response: BasicOcspResponse, question: OcspQuestion): Promise<StatementResult> {
  const { certificate, issuer, crls = [], barred = new Set() } = question;
  if (!equalBytes(certificate.issuer, issuer.subject)) return silent('ocsp-foreign');
  const answers = await answersAbout(response, certificate, issuer);
  const newest = answers.toSorted((a, b) => b.thisUpdate - a.thisUpdate)[0];
  if (newest === undefined) return silent('ocsp-foreign');
  const signer = await judgeSigner(response, { certificate, issuer, crls, barred });
  if (signer.kind === 'not-appointed') return silent(signer.refusal);
  const unfit = unfitness(response, answers, question.nonce) ?? signer.refusal;
  const revocation = worstEntry(answers.flatMap(({ status }) => (status.kind === 'revoked' ? [status] : [])));
  if (unfit !== null && revocation === null) return silent(unfit);
  const { thisUpdate, nextUpdate } = newest;
  const provesGood = unfit === null;
  const statement = {
    source: 'ocsp',
    thisUpdate,
    nextUpdate,
    revocation,
    provesGood,
    signerUntil: signer.until,
    keepsEndedSince: keptSince(newest.extensions.get(OID.ocspArchiveCutoff)),
  } as const;
  return { kind: 'statement', statement };
}

/** Why an answer that does not revoke proves nothing; null where it says good. */
function unfitness(
  response: BasicOcspResponse,
  answers: readonly OcspAnswer[],
  nonce: Uint8Array | undefined,
): string | null {
  const isUnknown = ({ extensions }: Pick<OcspAnswer, 'extensions'>) =>
    unknownCritical(extensions, UNDERSTOOD).length > 0;
  if ([response, ...answers].some(isUnknown)) return 'ocsp-unknown-critical-extension';
  if (isOtherNonce(response, nonce)) return 'ocsp-nonce-differs';
  return answers.some(({ status }) => status.kind === 'unknown') ? 'ocsp-certificate-unknown' : null;
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

/** What is `not-appointed` is not heard; of an appointed responder, `refusal` is why it cannot prove a certificate good. */
type JudgedSigner =
  | { readonly kind: 'not-appointed'; readonly refusal: string }
  | { readonly kind: 'appointed'; readonly refusal: string | null; readonly until: number };

/** The issuer's own key is tried first, then each of those that it appointed: several may bear one name, or the issuer's. */
async function judgeSigner(
  response: BasicOcspResponse,
  { certificate, issuer, crls, barred }: Required<Omit<OcspQuestion, 'nonce'>>,
): Promise<JudgedSigner> {
  const judged: JudgedSigner[] = [];
  if (await isResponder(response, issuer)) judged.push(await judgeIssuer(response, issuer));
  for (const der of response.certificates) {
    const responder = orNull(() => readCertificate(der));
    if (responder === null || !(await isResponder(response, responder))) continue;
    // Nobody answers for itself, whatever its certificate says it may do.
    const isExcluded = equalBytes(responder.der, certificate.der) || barred.has(responder.publicKey.identity);
    judged.push(isExcluded ? NOT_APPOINTED : await judgeResponder(response, responder, { issuer, crls }));
  }
  const appointed = judged.filter(({ kind }) => kind === 'appointed');
  const [first = UNKNOWN_RESPONDER] = judged;
  return appointed.find(({ refusal }) => refusal === null) ?? appointed[0] ?? first;
}

const NOT_APPOINTED: JudgedSigner = { kind: 'not-appointed', refusal: 'ocsp-responder-not-appointed' };
const UNKNOWN_RESPONDER: JudgedSigner = { kind: 'not-appointed', refusal: 'ocsp-responder-unknown' };

async function judgeIssuer(response: BasicOcspResponse, issuer: Certificate): Promise<JudgedSigner> {
  const refusal = await signatureRefusal(response, issuer);
  return refusal === null ? { kind: 'appointed', refusal, until: Infinity } : { kind: 'not-appointed', refusal };
}

async function judgeResponder(
  response: BasicOcspResponse,
  responder: Certificate,
  { issuer, crls }: { readonly issuer: Certificate; readonly crls: readonly Crl[] },
): Promise<JudgedSigner> {
  const refusal = await responderRefusal(responder, issuer, { at: response.producedAt, crls });
  if (refusal !== null && NOT_HEARD.has(refusal)) return { kind: 'not-appointed', refusal };
  const wrong = await signatureRefusal(response, responder);
  if (wrong !== null) return { kind: 'not-appointed', refusal: wrong };
  return { kind: 'appointed', refusal, until: responder.notAfter };
}

/** Whom the issuer did not appoint, or appoints no longer. */
const NOT_HEARD: ReadonlySet<string> = new Set(['ocsp-responder-not-appointed', 'ocsp-responder-revoked']);

async function isResponder({ responder }: BasicOcspResponse, candidate: Certificate): Promise<boolean> {
  if (responder.kind === 'name') return equalBytes(responder.name, candidate.subject);
  const hash = await certificateDigest(candidate, 'key', 'SHA-1');
  return equalBytes(responder.hash, hash);
}

async function signatureRefusal(response: BasicOcspResponse, responder: Certificate): Promise<string | null> {
  const scheme = signatureScheme(response.signatureAlgorithm, null);
  const { policy } = judgeAlgorithm(scheme, responder.publicKey);
  if (policy !== 'accepted' && policy !== 'legacy') return 'ocsp-algorithm-refused';
  const verified = await verifySignature(scheme, responder.publicKey, response.signed, response.signature);
  return verified ? null : 'ocsp-signature-wrong';
}
