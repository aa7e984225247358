import { definiteForm } from '#core/asn1/ber-to-der.ts';
import { type DerNode, readBer } from '#core/asn1/der.ts';
import { type AttributesForm, attributesForm } from './sent-attributes.ts';
import { type NotSignedData, readSignedDataStructure, type SignedData, signedDataOf } from './signed-data.ts';

/** A SignedData that may have been sent in BER. */
export type AnySignedData = SignedData & {
  /** How the signed attributes were sent, whatever surrounds them (RFC 5652 §5.3): the worst of all signers. */
  readonly attributesForm: AttributesForm;
  /** The signed attributes of the first signer as they were sent. */
  readonly sentAttributes: DerNode | null;
  /** Its unsigned attributes as they were sent: a time-stamp among them has octets of its own that were signed. */
  readonly sentUnsigned: DerNode | null;
};

/**
 * Reads the SignedData at the start of `bytes`, in BER too. In that case lengths and strings are brought into the form
 * of DER first, so that one structure is judged and not two. Throws `der-malformed`.
 */
export function readAnyCms(bytes: Uint8Array): AnySignedData | NotSignedData {
  const sent = readBer(bytes);
  const { node, der } = sent;
  const data = der ? signedDataOf(sent) : readSignedDataStructure(definiteForm(node));
  if ('problem' in data) return data;
  const signers = sentSigners(node);
  const attributes = signers.map((signer) => sentField(signer, SIGNED_ATTRIBUTES));
  const forms = attributes.map(attributesForm);
  const [first = null] = attributes;
  return {
    ...data,
    der,
    length: node.end - node.start,
    attributesForm: WORST_FIRST.find((form) => forms.includes(form)) ?? 'der',
    sentAttributes: first,
    sentUnsigned: sentField(signers[0], UNSIGNED_ATTRIBUTES),
  };
}

const WORST_FIRST = ['ber', 'foreign-ber', 'unsorted'] as const;
const SIGNED_ATTRIBUTES = 0xa0;
const UNSIGNED_ATTRIBUTES = 0xa1;

function sentSigners(contentInfo: DerNode): readonly DerNode[] {
  return contentInfo.children[1]?.children[0]?.children.at(-1)?.children ?? [];
}

/** Attributes follow version, identifier and digest algorithm (RFC 5652 §5.3). */
function sentField(signer: DerNode | undefined, field: number): DerNode | null {
  return signer?.children.slice(3).find(({ tag }) => tag === field) ?? null;
}
