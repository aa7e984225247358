/**
 * What the evidence establishes, step by step, computed once: nothing that a file merely claims is in it. Checks, headline
 * and facts read this value.
 */
import { isCoherent } from '#core/confirmation/coherent-content.ts';
import type { ConfirmationContent, ConfirmedVehicle, RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import type {
  CertificateFacts,
  Evidence,
  PageTextEvidence,
  SignatureEvidence,
  SignedDocumentEvidence,
  TrustedManufacturer,
} from '#core/confirmation/evidence.ts';
import type { KnownCopy, TrustBasis } from '#core/confirmation/verdict.ts';
import type { SignerIdentity } from '#core/x509/identity/read-identity.ts';

/** The only signature format of a confirmation (EN 319 142-1 §5.3). */
export const ACCEPTED_SUBFILTER = 'ETSI.CAdES.detached';

/** The signer of a document whose bytes are established, for whom an anchor of the trust list answers. */
export type EstablishedSigner = {
  readonly certificate: CertificateFacts;
  /** Whom that certificate names, by the anchor's convention. */
  readonly identity: SignerIdentity;
  /** Whom the anchor vouches for under that certificate's code; null for nobody. */
  readonly manufacturer: TrustedManufacturer | null;
  readonly basis: TrustBasis;
};

/** What that signer's document says, where it makes sense. */
export type EstablishedDocument = {
  readonly signer: EstablishedSigner;
  readonly content: ConfirmationContent;
  /** What a person sees on its pages, and can press. */
  readonly text: PageTextEvidence;
  readonly links: SignedDocumentEvidence['links'];
  /** Every line of the vehicle asked for: none where no VIN was asked or it is not listed. */
  readonly asked: readonly ConfirmedVehicle[];
  /** The registry's record of these very bytes under the document's own number; null for anything less. */
  readonly registered: { readonly record: RegisteredConfirmation; readonly copy: KnownCopy } | null;
};

/** Each step needs the one before: whole and intact bytes, their signer, what it signed, what the registry knows of it. */
export type Established = {
  /** Whether all bytes are, in one reading only, what some key signed with an algorithm that still protects them. */
  readonly isIntact: boolean;
  readonly signer: EstablishedSigner | null;
  readonly document: EstablishedDocument | null;
};

const NOTHING: Established = { isIntact: false, signer: null, document: null };

/** What the evidence establishes. */
export function establish(evidence: Evidence): Established {
  const { document, trust } = evidence;
  if (document.kind !== 'signed') return NOTHING;
  const signature = intactSignature(evidence, document);
  if (signature === null) return NOTHING;
  const isTrusted = trust.kind === 'trusted' && trust.standing === 'in-force';
  if (!isTrusted || !isExactlySealed(evidence, document)) return { isIntact: true, signer: null, document: null };
  const basis = { ...trust.keys, provenAt: evidence.signing.provenAt };
  const signer = { certificate: signature.signer, identity: trust.identity, manufacturer: trust.manufacturer, basis };
  if (document.content.kind !== 'read' || !isCoherent(document.content.content))
    return { isIntact: true, signer, document: null };
  const { content } = document.content;
  const { vin } = evidence.question;
  const asked = vin === null ? [] : content.vehicles.filter((vehicle) => vehicle.vin === vin);
  const registered = registeredAs(evidence, document, content);
  return {
    isIntact: true,
    signer,
    document: { signer, content, text: document.text, links: document.links, asked, registered },
  };
}

/**
 * The signature of a document whose bytes are, all of them and in one reading only, what its signer's key signed with an
 * algorithm that still protects them. Null otherwise.
 */
function intactSignature(
  evidence: Evidence,
  document: SignedDocumentEvidence,
): Extract<SignatureEvidence, { kind: 'read' }> | null {
  const { signature, field } = document;
  if (signature.kind !== 'read' || !isWholeAndUnambiguous(evidence, document)) return null;
  if (!signature.intact || !signature.valid || signature.problems.length > 0) return null;
  const { policy } = signature.algorithm;
  const isProtecting = policy === 'accepted' || policy === 'legacy';
  return isProtecting && field.subFilter === ACCEPTED_SUBFILTER ? signature : null;
}

function isWholeAndUnambiguous(evidence: Evidence, document: SignedDocumentEvidence): boolean {
  const { coverage, bytesAfter, contentsCase } = document.field;
  const isWhole = coverage === 'entire-file' && bytesAfter === 0 && isOfficialCopy(evidence, document);
  return isWhole && contentsCase === 'lower' && document.signatures === 1 && document.findings.length === 0;
}

/** Whether the sealed file is written as this product seals: found by reading, or in the octets that the registry's record holds. */
export function isExactlySealed({ registry }: Evidence, { form }: SignedDocumentEvidence): boolean {
  return form.kind === 'exact' || (form.kind === 'registered' && registry.kind === 'identical');
}

/**
 * Whether nothing follows what was sealed but what this product writes for the archive: octet for octet so, or in an older
 * form in the very file that the registry stores, or stored before.
 */
export function isOfficialCopy({ file, registry }: Evidence, { following }: SignedDocumentEvidence): boolean {
  if (following.kind !== 'others') return true;
  if (registry.kind !== 'identical') return false;
  const { archive, formerCopies } = registry.record;
  return archive?.sha256 === file.sha256 || formerCopies.includes(file.sha256);
}

function registeredAs(
  evidence: Evidence,
  document: SignedDocumentEvidence,
  content: ConfirmationContent,
): EstablishedDocument['registered'] {
  if (evidence.registry.kind !== 'identical') return null;
  const { record } = evidence.registry;
  if (record.sha256 !== sealedSha256(evidence) || record.number !== content.number) return null;
  return { record, copy: document.following.kind === 'nothing' ? 'original' : 'archive' };
}

/** SHA-256 of the file as it was sealed, without what follows it. */
export function sealedSha256({ document, file }: Pick<Evidence, 'document' | 'file'>): string {
  return (document.kind === 'signed' ? document.sealedSha256 : null) ?? file.sha256;
}
