import { definiteForm } from '#core/asn1/ber-to-der.ts';
import { type DerNode, malformed, octetsOf, readBer, TAG } from '#core/asn1/der.ts';
import { expectTag, fieldsOf, oidOf, serialOctets, smallInteger } from '#core/asn1/der-values.ts';
import type { PdfSignatureWarning } from '#core/cms/pdf-signature-evidence.ts';
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
  /** What is otherwise than RFC 3161 has it, and understood all the same. */
  readonly warnings: readonly PdfSignatureWarning[];
};

const MILLIS_FIELD = 0x80;
const MICROS_FIELD = 0x81;
const TSA_FIELD = 0xa0;
const EXTENSIONS_FIELD = 0xa1;

/** Reads the eContent of a time-stamp token. Throws `der-malformed`. */
export function readTstInfo(der: Uint8Array): TstInfo {
  const { node, isDer } = readInfo(der);
  const fields = fieldsOf(node, 'TSTInfo');
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
  const extensions = fields.optional(EXTENSIONS_FIELD);
  fields.done();
  if (extensions !== null) checkExtensions(extensions);
  return {
    policy,
    imprintDigest,
    imprint: hashedMessage,
    genTime: genTime.time,
    accuracyMs: accuracy && accuracyOf(accuracy),
    nonce: nonce && serialOctets(nonce),
    warnings: [
      ...(extensions === null ? [] : (['timestamp-extensions'] as const)),
      ...(isDer ? [] : (['timestamp-not-der'] as const)),
      ...(genTime.isPadded ? (['timestamp-fraction-padded'] as const) : []),
    ],
  };
}

/** In BER too: there is one way to understand it, and what is digested are its octets. */
function readInfo(der: Uint8Array): { readonly node: DerNode; readonly isDer: boolean } {
  const sent = readBer(der);
  if (sent.node.end !== der.length) throw malformed('bytes after TSTInfo');
  return sent.der ? { node: sent.node, isDer: true } : { node: readBer(definiteForm(sent.node)).node, isDer: false };
}

/**
 * Extensions (RFC 3161 §2.4.2, RFC 5280 §4.1): one that is not critical may be passed over, as are the statements of
 * qualified authorities (EN 319 422, 9.1). A critical one may change what a token means, and none is known here.
 */
function checkExtensions({ children }: DerNode): void {
  const types = new Set<string>();
  for (const item of children) {
    const fields = fieldsOf(item, 'Extension');
    const type = oidOf(fields.next('extnID'));
    const critical = fields.optional(TAG.boolean);
    expectTag(fields.next('extnValue'), TAG.octetString, 'extnValue');
    fields.done();
    if (critical !== null && octetsOf(critical).some((octet) => octet !== 0)) throw malformed('a critical extension');
    if (types.has(type)) throw malformed('an extension twice');
    types.add(type);
  }
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

const GEN_TIME = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\.\d{1,9})?Z$/;

type GenTime = {
  readonly time: number;
  /** Its fraction ends in a zero, which changes nothing. */
  readonly isPadded: boolean;
};

/** GeneralizedTime in UTC with seconds; a fraction is allowed and should end in no zero (RFC 3161 §2.4.2). */
function genTimeOf(node: DerNode): GenTime {
  const octets = octetsOf(expectTag(node, TAG.generalizedTime, 'genTime'));
  const parts = GEN_TIME.exec(String.fromCharCode(...octets.subarray(0, 32)))?.slice(1);
  if (parts === undefined) throw malformed('genTime not in UTC with seconds');
  const [year, month, day, hour, minute, second, fraction = ''] = parts;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(1, 4).padEnd(3, '0')}Z`;
  const time = Date.parse(iso);
  if (!Number.isFinite(time) || new Date(time).toISOString() !== iso) throw malformed('genTime does not exist');
  return { time, isPadded: fraction.endsWith('0') };
}
