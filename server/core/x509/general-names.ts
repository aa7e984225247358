import { type DerNode, encoded, malformed, octetsOf, readDer, TAG } from '#core/asn1/der.ts';
import { expectTag, oidOf, sequenceOf } from '#core/asn1/der-values.ts';
import { OID } from '#core/asn1/oids.ts';
import { comparableName } from './names.ts';

/** A GeneralName (RFC 5280 §4.2.1.6) in a form that can be compared. */
export type GeneralName =
  | { readonly form: 'rfc822Name' | 'dNSName' | 'uri'; readonly text: string }
  /** Relative names from the root down, made comparable (`names.ts`). */
  | { readonly form: 'directoryName'; readonly relatives: readonly string[] }
  /** 4 or 16 octets; in a constraint twice that, address and mask. */
  | { readonly form: 'iPAddress'; readonly octets: Uint8Array }
  /** Forms that are compared with nothing: `tag` is the identifier octet, with the type where one says it. */
  | { readonly form: 'unsupported'; readonly tag: number; readonly type: string | null };

/** The context tags of GeneralName. */
const NAME_TAG = {
  otherName: 0xa0,
  rfc822Name: 0x81,
  dNSName: 0x82,
  x400Address: 0xa3,
  directoryName: 0xa4,
  ediPartyName: 0xa5,
  uri: 0x86,
  iPAddress: 0x87,
  registeredId: 0x88,
} as const;

const UNSUPPORTED: ReadonlySet<number> = new Set([
  NAME_TAG.otherName,
  NAME_TAG.x400Address,
  NAME_TAG.ediPartyName,
  NAME_TAG.registeredId,
]);

/** Reads one GeneralName. Throws `der-malformed`, also for text that is not ASCII (IA5String). */
export function readGeneralName(node: DerNode): GeneralName {
  if (node.tag === NAME_TAG.rfc822Name) return mailName(ia5Text(node));
  if (node.tag === NAME_TAG.dNSName) return { form: 'dNSName', text: ia5Text(node).toLowerCase() };
  if (node.tag === NAME_TAG.uri) return { form: 'uri', text: ia5Text(node) };
  if (node.tag === NAME_TAG.iPAddress) return { form: 'iPAddress', octets: octetsOf(node) };
  if (node.tag === NAME_TAG.directoryName) return directoryName(encodedChild(node));
  if (!UNSUPPORTED.has(node.tag)) throw malformed('GeneralName expected');
  const type = node.tag === NAME_TAG.otherName ? oidOf(node.children[0]) : null;
  return { form: 'unsupported', tag: node.tag, type };
}

/** The names in the DER of a GeneralNames. Throws `der-malformed`. */
export function readGeneralNames(der: Uint8Array): readonly GeneralName[] {
  return sequenceOf(readDer(der), 'GeneralNames').map(readGeneralName);
}

/** DER of the Names among the GeneralNames of a node. Throws `der-malformed`. */
export function directoryNames(node: DerNode): readonly Uint8Array[] {
  return sequenceOf(node, 'GeneralNames')
    .filter(({ tag }) => tag === NAME_TAG.directoryName)
    .map(encodedChild);
}

/** A mailbox; its host is compared without regard to case, its local part with it (RFC 5280 §7.5). */
export function mailName(text: string): GeneralName {
  const at = text.lastIndexOf('@');
  return { form: 'rfc822Name', text: text.slice(0, at + 1) + text.slice(at + 1).toLowerCase() };
}

/** A Name from its DER. */
export function directoryName(name: Uint8Array): GeneralName {
  return { form: 'directoryName', relatives: comparableName(name) };
}

/** Whether the name is a mailbox in another alphabet (RFC 9598), on which constraints on mailboxes bear too. */
export function isInternationalMailbox(name: GeneralName): boolean {
  return name.form === 'unsupported' && name.type === OID.smtpUtf8Mailbox;
}

/** The tag under which constraints are kept: names of one form are judged by constraints of that form only. */
export function formKey(name: GeneralName): string {
  return name.form === 'unsupported' ? `${name.tag} ${name.type ?? ''}` : name.form;
}

function encodedChild(node: DerNode): Uint8Array {
  return encoded(expectTag(node.children[0], TAG.sequence, 'Name'));
}

function ia5Text(node: DerNode): string {
  const octets = octetsOf(node);
  if (octets.some((octet) => octet < 0x21 || octet > 0x7e)) throw malformed('IA5String with spaces or other alphabets');
  return Array.from(octets, (octet) => String.fromCharCode(octet)).join('');
}
