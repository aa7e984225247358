/** Distinguished names (RFC 5280 §4.1.2.4). They are compared by their octets elsewhere; here is their text. */

import { type DerNode, encoded, malformed, octetsOf, readDer, TAG } from '#core/asn1/der.ts';
import { expectTag, oidOf, sequenceOf } from '#core/asn1/der-values.ts';
import { OID } from '#core/asn1/oids.ts';
import { hex } from '#core/bytes/bytes.ts';

export type NameAttribute = { readonly type: string; readonly value: string };

/** The attributes of a Name in their order. Throws `der-malformed`. */
export function nameAttributes(name: Uint8Array): readonly NameAttribute[] {
  return sequenceOf(readDer(name), 'Name').flatMap((relative) =>
    expectTag(relative, TAG.set, 'RelativeDistinguishedName').children.map((attribute) => {
      const [type, value] = sequenceOf(attribute, 'AttributeTypeAndValue');
      if (value === undefined) throw malformed('attribute without a value');
      return { type: oidOf(type), value: stringOf(value) };
    }),
  );
}

/**
 * The value of an attribute, empty when absent. A repeated attribute comes back joined by ` + `, so that no
 * party can hide a second name behind the one that is compared.
 */
export function nameValue(attributes: readonly NameAttribute[], type: string): string {
  return attributes
    .filter((attribute) => attribute.type === type)
    .map((attribute) => attribute.value)
    .join(' + ');
}

const SHORT_NAMES: Readonly<Record<string, string>> = {
  [OID.commonName]: 'CN',
  [OID.organization]: 'O',
  [OID.organizationalUnit]: 'OU',
  [OID.organizationIdentifier]: 'organizationIdentifier',
  [OID.country]: 'C',
  [OID.locality]: 'L',
  [OID.state]: 'ST',
};

/** A Name for people, most specific first (RFC 4514), with separators in values escaped. */
export function nameText(name: Uint8Array): string {
  return nameAttributes(name)
    .map(({ type, value }) => `${SHORT_NAMES[type] ?? type}=${value.replace(/[,+\\=]/g, '\\$&')}`)
    .reverse()
    .join(', ');
}

/**
 * The relative names of a Name from the root down, so that equal strings mean equal names (RFC 5280 §7.1): text without
 * regard to its string type, case and repeated spaces, attributes of one relative name in any order. Other values, and
 * text that cannot be decoded, by their octets. Throws `der-malformed`.
 */
export function comparableName(name: Uint8Array): readonly string[] {
  return sequenceOf(readDer(name), 'Name').map((relative) => {
    const attributes = expectTag(relative, TAG.set, 'RelativeDistinguishedName').children.map(comparableAttribute);
    return JSON.stringify(attributes.sort());
  });
}

function comparableAttribute(attribute: DerNode): string {
  const [type, value] = sequenceOf(attribute, 'AttributeTypeAndValue');
  if (value === undefined) throw malformed('attribute without a value');
  const text = isText(value) ? decodeString(value) : '\uFFFD';
  const comparable = text.includes('\uFFFD') ? `octets ${hex(encoded(value))}` : `text ${comparableText(text)}`;
  return `${oidOf(type)} ${comparable}`;
}

function comparableText(text: string): string {
  const folded = text.normalize('NFKC').toLowerCase().normalize('NFKC');
  return folded
    .replace(/[\s\p{Z}\p{Cc}]+/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .trim();
}

/** A byte order mark is kept, so that no two names that differ by one are taken for the same. */
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

const LATIN_TAGS: ReadonlySet<number> = new Set([0x12, 0x13, 0x14, 0x16, 0x1a]);

/** The text of a directory string; control characters become U+FFFD. Another type is shown as `#` and its length. */
function stringOf(node: DerNode): string {
  return decodeString(node).replace(/\p{Cc}/gu, '\uFFFD');
}

function isText({ tag }: DerNode): boolean {
  return tag === 0x0c || tag === 0x1e || LATIN_TAGS.has(tag);
}

function decodeString(node: DerNode): string {
  if (node.tag === 0x0c) return UTF8.decode(octetsOf(node));
  if (node.tag === 0x1e) return decodeUtf16(octetsOf(node));
  if (LATIN_TAGS.has(node.tag)) return Array.from(octetsOf(node), (octet) => String.fromCharCode(octet)).join('');
  return `#${encoded(node).length}`;
}

/** BMPString: two octets a character, high octet first. */
function decodeUtf16(octets: Uint8Array): string {
  let text = '';
  for (let index = 0; index + 1 < octets.length; index += 2) {
    text += String.fromCharCode(((octets[index] ?? 0) << 8) | (octets[index + 1] ?? 0));
  }
  return text;
}
