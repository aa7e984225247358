import { definiteForm } from '#core/asn1/ber-to-der.ts';
import { type DerNode, encoded, isSorted, readBer } from '#core/asn1/der.ts';
import { type NotSignedData, readSignedDataStructure, type SignedData, signedDataOf } from './signed-data.ts';

/** A SignedData that may have been sent in BER. */
export type AnySignedData = SignedData & {
  /** Whether the signed attributes were sent in DER, as they must be whatever surrounds them (RFC 5652 §5.3). */
  readonly attributesDer: boolean;
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
  return { ...data, der, length: node.end - node.start, attributesDer: der ? areDer(data) : areSentInDer(node) };
}

function areDer({ signers }: SignedData): boolean {
  return signers.every(({ signedAttributes }) => isDerSet(signedAttributes));
}

/** RFC 5652 §5.4: the attributes are signed, and must be sent, in DER. */
function isDerSet(node: DerNode | null): boolean {
  return node === null || (readBer(encoded(node)).der && isSorted(node));
}

const SIGNED_ATTRIBUTES = 0xa0;

function areSentInDer(contentInfo: DerNode): boolean {
  const signers = contentInfo.children[1]?.children[0]?.children.at(-1)?.children ?? [];
  return signers.every(({ children }) => {
    const sent = children.slice(3).find(({ tag }) => tag === SIGNED_ATTRIBUTES);
    return sent === undefined || isDerSet(sent);
  });
}
