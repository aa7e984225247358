import { type DerNode, malformed, octetsOf, readDer, TAG } from '#core/asn1/der.ts';
import { expectTag, fieldsOf, oidOf, serialOctets, smallInteger } from '#core/asn1/der-values.ts';
import { type DigestName, digestNamed, readAlgorithm } from '#core/x509/signature-scheme.ts';

/** TSTInfo (RFC 3161 §2.4.2). */
export type TstInfo = {
  readonly policy: string;
  /** Null for a digest that has no name here. */
  readonly imprintDigest: DigestName | null;
  readonly imprint: Uint8Array;
  /** Milliseconds since the epoch; finer fractions are cut off. */
  readonly genTime: number;
  readonly accuracyMs: number | null;
  /** Octets of the number that the request gave, without a sign octet; null where there is none. */
  readonly nonce: Uint8Array | null;
};

const MILLIS_FIELD = 0x80;
const MICROS_FIELD = 0x81;
const TSA_FIELD = 0xa0;
const EXTENSIONS_FIELD = 0xa1;

/** Reads the eContent of a time-stamp token. Throws `der-malformed`. */
export function readTstInfo(der: Uint8Array): TstInfo {
  const fields = fieldsOf(readDer(der), 'TSTInfo');
  if (smallInteger(fields.next('version')) !== 1) throw malformed('TSTInfo version 1 expected');
  const policy = oidOf(fields.next('policy'));
  const imprint = fieldsOf(fields.next('messageImprint'), 'MessageImprint');
  const imprintDigest = digestNamed(readAlgorithm(imprint.next('hashAlgorithm')));
  const hashedMessage = octetsOf(expectTag(imprint.next('hashedMessage'), TAG.octetString, 'hashedMessage'));
  imprint.done();
  expectTag(fields.next('serialNumber'), TAG.integer, 'serialNumber');
  const genTime = genTimeOf(fields.next('genTime'));
  const accuracy = fields.optional(TAG.sequence);
  fields.optional(TAG.boolean);
  const nonce = fields.optional(TAG.integer);
  fields.optional(TSA_FIELD);
  // Extensions may change what a token means, and none is known here.
  if (fields.optional(EXTENSIONS_FIELD) !== null) throw malformed('extensions in TSTInfo');
  fields.done();
  return {
    policy,
    imprintDigest,
    imprint: hashedMessage,
    genTime,
    accuracyMs: accuracy && accuracyOf(accuracy),
    nonce: nonce && serialOctets(nonce),
  };
}

function accuracyOf(node: DerNode): number {
  const fields = fieldsOf(node, 'Accuracy');
  const seconds = fields.optional(TAG.integer);
  const millis = smallField(fields.optional(MILLIS_FIELD));
  const micros = smallField(fields.optional(MICROS_FIELD));
  fields.done();
  return (seconds === null ? 0 : smallInteger(seconds) * 1000) + millis + micros / 1000;
}

/** INTEGER (1..999) under an implicit tag. */
function smallField(node: DerNode | null): number {
  if (node === null) return 0;
  const octets = octetsOf(node);
  if (octets.length === 0 || octets.length > 2) throw malformed('Accuracy out of range');
  return octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

const GEN_TIME = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\.\d{0,8}[1-9])?Z$/;

/** GeneralizedTime in UTC with seconds; a fraction is allowed and ends in no zero (RFC 3161 §2.4.2). */
function genTimeOf(node: DerNode): number {
  const octets = octetsOf(expectTag(node, TAG.generalizedTime, 'genTime'));
  const parts = GEN_TIME.exec(String.fromCharCode(...octets.subarray(0, 32)))?.slice(1);
  if (parts === undefined) throw malformed('genTime not in UTC with seconds');
  const [year, month, day, hour, minute, second, fraction = ''] = parts;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(1, 4).padEnd(3, '0')}Z`;
  const time = Date.parse(iso);
  if (!Number.isFinite(time) || new Date(time).toISOString() !== iso) throw malformed('genTime does not exist');
  return time;
}
