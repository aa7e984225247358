import { type DerNode, octetsOf, readDer, TAG } from '#core/asn1/der.ts';
import { expectTag, oidOf, sequenceOf } from '#core/asn1/der-values.ts';
import { orNull } from '#core/asn1/malformed.ts';
import type { Certificate } from '#core/x509/certificate.ts';
import { type IdentityPart, SUBJECT_ATTRIBUTES, type SubjectAttribute } from './identity-convention.ts';

/** Why nothing was read where a convention says that it stands: permanent codes. */
export type IdentityTextProblem =
  | 'identity-missing'
  /** Twice there, so that two readers could take different ones. */
  | 'identity-repeated'
  /** In one relative name with something else, of which some readers see only the first. */
  | 'identity-not-alone'
  /** No string of a kind that has one reading, or with control characters in it. */
  | 'identity-not-text'
  | 'identity-too-long';

export type IdentityText = { readonly text: string } | { readonly problem: IdentityTextProblem };

const MAX_OCTETS = 512;
const STRING = { utf8: 0x0c, printable: 0x13, ia5: 0x16, bmp: 0x1e } as const;
/** X.520 DirectoryString, without those that have no one reading (TeletexString) and those that nobody writes. */
const IN_SUBJECT: ReadonlySet<number> = new Set([STRING.utf8, STRING.printable, STRING.bmp]);
const IN_EXTENSION: ReadonlySet<number> = new Set([STRING.utf8, STRING.printable, STRING.ia5]);

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The one text of a part, character for character as it stands. Throws `der-malformed` for a subject that is no Name. */
export function identityText(certificate: Certificate, part: IdentityPart): IdentityText {
  if ('attribute' in part) return attributeText(certificate, part.attribute);
  const values = part.extensions.flatMap((oid) => certificate.extensions.get(oid)?.value ?? []);
  return theOne(values, extensionText);
}

/** Whether a subject has an attribute of that kind. Throws `der-malformed`. */
export function hasAttribute(certificate: Certificate, attribute: SubjectAttribute): boolean {
  return attributesOf(certificate, attribute).length > 0;
}

type Found = { readonly value: DerNode; readonly isAlone: boolean };

function attributeText(certificate: Certificate, attribute: SubjectAttribute): IdentityText {
  return theOne(attributesOf(certificate, attribute), ({ value, isAlone }) =>
    isAlone ? textOf(value, IN_SUBJECT) : { problem: 'identity-not-alone' },
  );
}

function attributesOf({ subject }: Certificate, attribute: SubjectAttribute): readonly Found[] {
  return sequenceOf(readDer(subject), 'Name').flatMap((relative) => {
    const { children } = expectTag(relative, TAG.set, 'RelativeDistinguishedName');
    return children.flatMap((child) => {
      const [type, value] = sequenceOf(child, 'AttributeTypeAndValue');
      if (value === undefined || oidOf(type) !== SUBJECT_ATTRIBUTES[attribute]) return [];
      return [{ value, isAlone: children.length === 1 }];
    });
  });
}

function theOne<Value>(values: readonly Value[], read: (value: Value) => IdentityText): IdentityText {
  const [value, ...more] = values;
  if (value === undefined) return { problem: 'identity-missing' };
  return more.length > 0 ? { problem: 'identity-repeated' } : read(value);
}

/** A string, or an OCTET STRING around a string or around bare ASCII: both are met (GM/T 0015). */
function extensionText(der: Uint8Array): IdentityText {
  if (der.length > MAX_OCTETS) return { problem: 'identity-too-long' };
  const node = orNull(() => readDer(der));
  if (node === null) return { problem: 'identity-not-text' };
  if (node.tag !== TAG.octetString) return textOf(node, IN_EXTENSION);
  const octets = octetsOf(node);
  // The tags of strings are control characters, which no bare text may hold: there is one reading.
  if (!IN_EXTENSION.has(octets[0] ?? 0)) return checked(ascii(octets));
  const inner = orNull(() => readDer(octets));
  return inner === null ? { problem: 'identity-not-text' } : textOf(inner, IN_EXTENSION);
}

function textOf(node: DerNode, kinds: ReadonlySet<number>): IdentityText {
  const octets = octetsOf(node);
  if (octets.length > MAX_OCTETS) return { problem: 'identity-too-long' };
  if (!kinds.has(node.tag)) return { problem: 'identity-not-text' };
  if (node.tag === STRING.utf8) return checked(utf8(octets));
  return checked(node.tag === STRING.bmp ? ucs2(octets) : ascii(octets));
}

function checked(text: string | null): IdentityText {
  return text === null || /[\p{Cc}\uFFFD]/u.test(text) ? { problem: 'identity-not-text' } : { text };
}

function utf8(octets: Uint8Array): string | null {
  try {
    return UTF8.decode(octets);
  } catch {
    return null;
  }
}

function ascii(octets: Uint8Array): string | null {
  return octets.some((octet) => octet > 0x7e) ? null : String.fromCharCode(...octets);
}

/** BMPString: two octets a character, high octet first, and no surrogates (X.690 8.23.8). */
function ucs2(octets: Uint8Array): string | null {
  if (octets.length % 2 !== 0) return null;
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  const units = Array.from({ length: octets.length / 2 }, (_unit, index) => view.getUint16(2 * index));
  return units.some((unit) => unit >= 0xd800 && unit <= 0xdfff) ? null : String.fromCharCode(...units);
}
