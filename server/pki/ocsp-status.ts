import type { IsoInstant } from '../domain/calendar.ts';
import type { RevocationEvidence } from '../domain/evidence.ts';
import { judgeAlgorithm } from './algorithm-policy.ts';
import { anyDigest } from './any-digest.ts';
import { digest, equalBytes } from './bytes.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { unknownCritical } from './extensions.ts';
import { keyBits } from './key-bits.ts';
import { MalformedError } from './malformed.ts';
import { type BasicOcspResponse, type OcspAnswer, readOcspResponse } from './ocsp.ts';
import { responderRefusal } from './ocsp-responder.ts';
import { OID } from './oids.ts';
import { signatureScheme } from './signature-scheme.ts';
import { verifySignature } from './verify-signature.ts';

export type OcspRequest = {
  /** DER of an OCSPResponse, or null when the source had none. */
  readonly response: Uint8Array | null;
  /** DER of the certificate in question. */
  readonly certificate: Uint8Array;
  /** DER of its issuer, from a path that `buildChain` trusts. */
  readonly issuer: Uint8Array;
  readonly at: IsoInstant;
  /** DER of the issuer's list, for a delegated responder that must prove itself; null for none. */
  readonly crl?: Uint8Array | null;
  /** The nonce that was asked with; an answer that gives another one is not for us. */
  readonly nonce?: Uint8Array;
};

export type OcspStatus =
  | { readonly kind: 'good'; readonly source: 'ocsp'; readonly asOf: IsoInstant }
  | Extract<RevocationEvidence, { kind: 'revoked' | 'unknown' }>;

const unknown = (detail: string): OcspStatus => ({ kind: 'unknown', detail });

const UNDERSTOOD: ReadonlySet<string> = new Set([OID.ocspNonce]);

/**
 * What an OCSP answer says about a certificate (RFC 6960 §3.2). `good` needs an answer in force at `at`, signed by the
 * issuer itself or by whom it appointed. An authentic answer that is out of date still proves a revocation, but for a
 * hold. Whatever cannot be learnt is `unknown`.
 */
export async function ocspStatus(request: OcspRequest): Promise<OcspStatus> {
  if (request.response === null) return unknown('no-ocsp');
  try {
    const response = readOcspResponse(request.response);
    if (response.kind === 'error') return unknown(`ocsp-error-${response.status}`);
    const certificate = readCertificate(request.certificate);
    const issuer = readCertificate(request.issuer);
    return await judge(response, certificate, issuer, request);
  } catch (error) {
    if (error instanceof MalformedError) return unknown(error.code);
    throw error;
  }
}

async function judge(
  response: BasicOcspResponse,
  certificate: Certificate,
  issuer: Certificate,
  { at, crl = null, nonce }: OcspRequest,
): Promise<OcspStatus> {
  if (!equalBytes(certificate.issuer, issuer.subject)) return unknown('ocsp-foreign');
  const answers = await answersAbout(response, certificate, issuer);
  if (answers.length === 0) return unknown('ocsp-foreign');
  if ([response, ...answers].some(({ extensions }) => unknownCritical(extensions, UNDERSTOOD).length > 0)) {
    return unknown('ocsp-unknown-critical-extension');
  }
  if (isOtherNonce(response, nonce)) return unknown('ocsp-nonce-differs');
  const refusal = await signerRefusal(response, issuer, { at, crl });
  if (refusal !== null) return unknown(refusal);
  const statuses = answers.map((answer) => statusOf(answer, Date.parse(at)));
  return (
    statuses.find(({ kind }) => kind === 'revoked') ??
    statuses.find(({ kind }) => kind === 'unknown') ??
    first(statuses)
  );
}

function first(statuses: readonly OcspStatus[]): OcspStatus {
  return statuses[0] ?? unknown('ocsp-foreign');
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
    const name = await anyDigest(answer.hash, issuer.subject);
    const key = await anyDigest(answer.hash, keyBits(issuer));
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

/** Why the signature on the answer proves nothing: the issuer's own key first, then those it appointed. */
async function signerRefusal(
  response: BasicOcspResponse,
  issuer: Certificate,
  question: { readonly at: IsoInstant; readonly crl: Uint8Array | null },
): Promise<string | null> {
  if (await isResponder(response, issuer)) return signatureRefusal(response, issuer);
  for (const der of response.certificates) {
    const responder = readOrNull(der);
    if (responder === null || !(await isResponder(response, responder))) continue;
    const refusal = await responderRefusal(responder, issuer, question);
    return refusal ?? (await signatureRefusal(response, responder));
  }
  return 'ocsp-responder-unknown';
}

async function isResponder({ responder }: BasicOcspResponse, candidate: Certificate): Promise<boolean> {
  if (responder.kind === 'name') return equalBytes(responder.name, candidate.subject);
  return equalBytes(responder.hash, await digest('SHA-1', keyBits(candidate)));
}

async function signatureRefusal(response: BasicOcspResponse, responder: Certificate): Promise<string | null> {
  const scheme = signatureScheme(response.signatureAlgorithm, null);
  const { policy } = judgeAlgorithm(scheme, responder.publicKey);
  if (policy !== 'accepted' && policy !== 'legacy') return 'ocsp-algorithm-refused';
  const verified = await verifySignature(scheme, responder.publicKey, response.signed, response.signature);
  return verified ? null : 'ocsp-signature-wrong';
}

function statusOf({ status, thisUpdate, nextUpdate }: OcspAnswer, at: number): OcspStatus {
  if (status.kind === 'unknown') return unknown('ocsp-certificate-unknown');
  if (at < thisUpdate) return unknown('ocsp-not-yet-valid');
  const stale = nextUpdate === null || at > nextUpdate;
  if (status.kind === 'revoked' && !(stale && status.reason === 'certificateHold')) {
    return { kind: 'revoked', at: new Date(status.revokedAt).toISOString(), reason: status.reason };
  }
  if (nextUpdate === null) return unknown('ocsp-without-next-update');
  return stale ? unknown('ocsp-stale') : { kind: 'good', source: 'ocsp', asOf: new Date(thisUpdate).toISOString() };
}

function readOrNull(der: Uint8Array): Certificate | null {
  try {
    return readCertificate(der);
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}
