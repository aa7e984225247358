import { type DerNode, encoded, malformed, octetsOf, readDer, TAG } from '#core/asn1/der.ts';
import {
  bitStringOctets,
  expectTag,
  fieldsOf,
  oidOf,
  sequenceOf,
  serialOctets,
  timeOf,
} from '#core/asn1/der-values.ts';
import { readAs } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';
import { createOctetMemory } from '#core/bytes/octet-memory.ts';
import { type Extensions, NO_EXTENSIONS, readExtensions } from '#core/x509/extensions.ts';
import { type AlgorithmIdentifier, type DigestName, digestNamed, readAlgorithm } from '#core/x509/signature-scheme.ts';
import type { CrlEntry } from './crl.ts';
import { reasonOf, withInvalidityDate } from './crl.ts';

/** An OCSP answer (RFC 6960 §4.2). Views into its DER; nothing in it has been judged. */
export type OcspResponse =
  /** The responder answered with an error; the number is its OCSPResponseStatus. */
  | { readonly kind: 'error'; readonly status: number }
  | {
      readonly kind: 'basic';
      /** The octets that the responder signed. */
      readonly signed: Uint8Array;
      readonly signatureAlgorithm: AlgorithmIdentifier;
      readonly signature: Uint8Array;
      readonly responder: ResponderId;
      /** DER of the certificates that came along. */
      readonly certificates: readonly Uint8Array[];
      /** Milliseconds since the epoch. */
      readonly producedAt: number;
      readonly answers: readonly OcspAnswer[];
      readonly extensions: Extensions;
    };
export type BasicOcspResponse = Extract<OcspResponse, { kind: 'basic' }>;

export type ResponderId =
  | { readonly kind: 'name'; readonly name: Uint8Array }
  /** SHA-1 of the responder's public key bits. */
  | { readonly kind: 'key'; readonly hash: Uint8Array };

/** What is said about one certificate. */
export type OcspAnswer = {
  readonly hash: DigestName | null;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  readonly serial: Uint8Array;
  readonly status: { readonly kind: 'good' | 'unknown' } | ({ readonly kind: 'revoked' } & CrlEntry);
  /** Milliseconds since the epoch. */
  readonly thisUpdate: number;
  readonly nextUpdate: number | null;
  readonly extensions: Extensions;
};

const MAX_BYTES = 256 * 1024;
const MAX_ANSWERS = 64;
const MAX_CERTIFICATES = 8;
const [FIELD_0, FIELD_1, FIELD_2] = [0xa0, 0xa1, 0xa2];
const [GOOD, REVOKED, UNKNOWN] = [0x80, 0xa1, 0x82];

const readBefore = createOctetMemory<OcspResponse>(128);

/** Reads a DER OCSPResponse. The same octets may give the same object. Throws `ocsp-malformed`. */
export function readOcspResponse(der: Uint8Array): OcspResponse {
  const known = readBefore.recall([der]);
  if (known !== undefined) return known;
  // Of a copy: a view would keep the whole file that it lay in.
  const response = read(der.slice());
  readBefore.remember([der], response);
  return response;
}

function read(der: Uint8Array): OcspResponse {
  return readAs('ocsp-malformed', () => {
    if (der.length > MAX_BYTES) throw malformed('answer too large');
    const fields = fieldsOf(readDer(der), 'OCSPResponse');
    const [status = -1] = octetsOf(expectTag(fields.next('responseStatus'), TAG.enumerated, 'responseStatus'));
    if (status !== 0) return { kind: 'error', status };
    const bytes = fieldsOf(
      expectTag(fields.next('responseBytes'), FIELD_0, 'responseBytes').children[0],
      'ResponseBytes',
    );
    fields.done();
    if (oidOf(bytes.next('responseType')) !== OID.ocspBasic) throw malformed('basic response expected');
    return readBasic(readDer(octetsOf(expectTag(bytes.next('response'), TAG.octetString, 'response'))));
  });
}

function readBasic(node: DerNode): BasicOcspResponse {
  const fields = fieldsOf(node, 'BasicOCSPResponse');
  const tbs = fields.next('tbsResponseData');
  const signatureAlgorithm = readAlgorithm(fields.next('signatureAlgorithm'));
  const signature = bitStringOctets(fields.next('signature'));
  const wrapped = fields.optional(FIELD_0);
  fields.done();
  const certificates = wrapped === null ? [] : sequenceOf(wrapped.children[0], 'certs');
  if (certificates.length > MAX_CERTIFICATES) throw malformed('too many certificates');
  const envelope = { signed: encoded(tbs), signatureAlgorithm, signature, certificates: certificates.map(encoded) };
  return { kind: 'basic', ...envelope, ...readData(tbs) };
}

function readData(node: DerNode) {
  const fields = fieldsOf(node, 'ResponseData');
  // DER leaves the only version out.
  if (fields.optional(FIELD_0) !== null) throw malformed('version 1 expected');
  const responder = readResponder(fields.next('responderID'));
  const producedAt = timeOf(fields.next('producedAt'));
  const answers = sequenceOf(fields.next('responses'), 'responses');
  const extensions = explicitExtensions(fields.optional(FIELD_1));
  fields.done();
  if (answers.length > MAX_ANSWERS) throw malformed('too many answers');
  return { responder, producedAt, answers: answers.map(readAnswer), extensions };
}

function readResponder(node: DerNode): ResponderId {
  const [value] = node.children;
  if (node.tag === FIELD_1) return { kind: 'name', name: encoded(expectTag(value, TAG.sequence, 'byName')) };
  if (node.tag !== FIELD_2) throw malformed('responderID expected');
  return { kind: 'key', hash: octetsOf(expectTag(value, TAG.octetString, 'byKey')) };
}

function readAnswer(node: DerNode): OcspAnswer {
  const fields = fieldsOf(node, 'SingleResponse');
  const id = fieldsOf(fields.next('certID'), 'CertID');
  const hash = digestNamed(readAlgorithm(id.next('hashAlgorithm')));
  const issuerNameHash = octetsOf(expectTag(id.next('issuerNameHash'), TAG.octetString, 'issuerNameHash'));
  const issuerKeyHash = octetsOf(expectTag(id.next('issuerKeyHash'), TAG.octetString, 'issuerKeyHash'));
  const serial = serialOctets(id.next('serialNumber'));
  id.done();
  const status = readStatus(fields.next('certStatus'));
  const thisUpdate = timeOf(fields.next('thisUpdate'));
  const next = fields.optional(FIELD_0);
  const extensions = explicitExtensions(fields.optional(FIELD_1));
  fields.done();
  const nextUpdate = next === null ? null : timeOf(next.children[0]);
  const answer = { hash, issuerNameHash, issuerKeyHash, serial, thisUpdate, nextUpdate, extensions };
  if (status.kind !== 'revoked') return { ...answer, status };
  return { ...answer, status: { kind: 'revoked', ...withInvalidityDate(status, extensions) } };
}

function readStatus(node: DerNode): OcspAnswer['status'] {
  if (node.tag === GOOD) return { kind: 'good' };
  if (node.tag === UNKNOWN) return { kind: 'unknown' };
  if (node.tag !== REVOKED) throw malformed('CertStatus expected');
  const [time, reason, ...others] = node.children;
  if (others.length > 0) throw malformed('unexpected field in RevokedInfo');
  const revokedAt = timeOf(time);
  if (reason === undefined) return { kind: 'revoked', revokedAt, reason: 'unspecified' };
  return { kind: 'revoked', revokedAt, reason: reasonOf(expectTag(reason, FIELD_0, 'reason').children[0]) };
}

function explicitExtensions(node: DerNode | null): Extensions {
  return node === null ? NO_EXTENSIONS : readExtensions(node.children[0]);
}
