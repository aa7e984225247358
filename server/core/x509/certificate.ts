import { type DerNode, encoded, malformed, readDer } from '#core/asn1/der.ts';
import {
  bitStringOctets,
  fieldsOf,
  serialOctets,
  smallInteger,
  timeOf,
  unsignedOctets,
} from '#core/asn1/der-values.ts';
import { readAs } from '#core/asn1/malformed.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { createOctetMemory } from '#core/bytes/octet-memory.ts';
import { type Extensions, NO_EXTENSIONS, readExtensions } from './extensions.ts';
import { type PublicKey, readPublicKey } from './public-key.ts';
import { type AlgorithmIdentifier, readAlgorithm } from './signature-scheme.ts';

/** An X.509 certificate (RFC 5280 §4.1), its octets kept. Views into `der`; nothing in it has been judged. */
export type Certificate = {
  readonly der: Uint8Array;
  /** The octets that the issuer signed. */
  readonly signed: Uint8Array;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  /** Octets of the INTEGER without a sign octet. */
  readonly serial: Uint8Array;
  /** DER of the Name. */
  readonly issuer: Uint8Array;
  /** DER of the Name. */
  readonly subject: Uint8Array;
  /** Milliseconds since the epoch, both ends included. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: PublicKey;
  readonly extensions: Extensions;
};

const MAX_BYTES = 64 * 1024;
const VERSION_FIELD = 0xa0;
const ISSUER_UNIQUE_ID = 0x81;
const SUBJECT_UNIQUE_ID = 0x82;
const EXTENSIONS_FIELD = 0xa3;

/** What a reader lets pass: `strict` is RFC 5280, `foreign` also versions 1 and 2 and negative serial numbers. */
type Tolerance = 'strict' | 'foreign';

const readBefore = createOctetMemory<Certificate>(256);

/** Reads a DER certificate. The same octets may give the same object. Throws `certificate-malformed`. */
export function readCertificate(der: Uint8Array): Certificate {
  const known = readBefore.recall([der]);
  if (known !== undefined) return known;
  // Of a copy: a view would keep the whole file that it lay in.
  const certificate = read(der.slice(), 'strict');
  readBefore.remember([der], certificate);
  return certificate;
}

/**
 * Reads a certificate as they are met in the world, only to see whether a signature verifies: one that `readCertificate`
 * refuses never stands in a path. Throws `certificate-malformed`.
 */
export function readForeignCertificate(der: Uint8Array): Certificate {
  // What the strict reader took reads the same here.
  return readBefore.recall([der]) ?? read(der, 'foreign');
}

function read(der: Uint8Array, tolerance: Tolerance): Certificate {
  return readAs('certificate-malformed', () => {
    if (der.length > MAX_BYTES) throw malformed('certificate too large');
    const outer = fieldsOf(readDer(der), 'Certificate');
    const tbs = outer.next('tbsCertificate');
    const algorithmNode = outer.next('signatureAlgorithm');
    const signature = bitStringOctets(outer.next('signatureValue'));
    outer.done();
    const envelope = { der, signed: encoded(tbs), signatureAlgorithm: readAlgorithm(algorithmNode), signature };
    return { ...envelope, ...readTbs(tbs, algorithmNode, tolerance) };
  });
}

function readTbs(tbs: DerNode, outerAlgorithm: DerNode, tolerance: Tolerance) {
  const fields = fieldsOf(tbs, 'TBSCertificate');
  const version = fields.optional(VERSION_FIELD);
  // Versions 1 and 2 carry no extensions, so nothing in them says what a key is for.
  if (tolerance === 'strict' && (version === null || smallInteger(version.children[0]) !== 2))
    throw malformed('X.509 version 3 expected');
  const serial = (tolerance === 'strict' ? unsignedOctets : serialOctets)(fields.next('serialNumber'));
  // RFC 5280 §4.1.1.2: the unsigned copy must equal the signed one.
  if (!equalBytes(encoded(fields.next('signature')), encoded(outerAlgorithm))) throw malformed('algorithms differ');
  const issuer = encoded(fields.next('issuer'));
  const validity = fieldsOf(fields.next('validity'), 'Validity');
  const notBefore = timeOf(validity.next('notBefore'));
  const notAfter = timeOf(validity.next('notAfter'));
  validity.done();
  const subject = encoded(fields.next('subject'));
  const publicKey = readPublicKey(fields.next('subjectPublicKeyInfo'));
  fields.optional(ISSUER_UNIQUE_ID);
  fields.optional(SUBJECT_UNIQUE_ID);
  const wrapped = fields.optional(EXTENSIONS_FIELD);
  fields.done();
  const extensions = wrapped === null ? NO_EXTENSIONS : readExtensions(wrapped.children[0]);
  return { serial, issuer, subject, notBefore, notAfter, publicKey, extensions };
}
