import { isCoherent } from '#core/confirmation/coherent-content.ts';
import type {
  CertificateFacts,
  ContentEvidence,
  DocumentEvidence,
  Evidence,
  RegistryEvidence,
  SignatureEvidence,
  SignatureFieldEvidence,
  SignedDocumentEvidence,
} from '#core/confirmation/evidence.ts';
import { type Established, establish, isExactlySealed, isOfficialCopy } from './established.ts';

/**
 * What a check sees: what was found about the bytes, and, in `established` alone, what the file says. Names, texts and
 * claimed times of a file are in no other part, so that they cannot reach the data of a check before its integrity.
 */
export type Judged = Pick<Evidence, 'judgedAt' | 'question' | 'trust' | 'revocation' | 'compromise' | 'signing'> & {
  readonly file: FileFacts;
  readonly registry: RegistryEvidence['kind'];
  /** Whether the registry was restored and does not know yet what was withdrawn since. */
  readonly isRegistryUnconfirmed: boolean;
  readonly established: Established;
};

/** What was found about a file. */
export type FileFacts = Exclude<DocumentEvidence, SignedDocumentEvidence> | SignedFileFacts;

/** What was found about a file that bears a signature. */
export type SignedFileFacts = Pick<SignedDocumentEvidence, 'kind' | 'findings' | 'signatures'> & {
  readonly field: Pick<SignatureFieldEvidence, 'subFilter' | 'coverage' | 'bytesAfter' | 'contentsCase' | 'docMdp'>;
  readonly signature: SignatureFacts;
  readonly data: DataState;
  /** Whether what was sealed is written as this product writes it. */
  readonly isExactlySealed: boolean;
  /** Whether nothing follows it but what this product writes for the archive. */
  readonly isOfficialCopy: boolean;
  readonly bytesAfterSeal: number;
};

/** What was found about the signed data: `incoherent` where they contradict themselves. */
export type DataState = 'not-read' | 'missing' | 'malformed' | 'incoherent' | 'coherent';

/** What was found about the signature. Of its certificate no more than what says which one it is, and when it is in force. */
export type SignatureFacts = Extract<SignatureEvidence, { kind: 'unreadable' }> | ReadSignatureFacts;

export type ReadSignatureFacts = Pick<
  Extract<SignatureEvidence, { kind: 'read' }>,
  'kind' | 'intact' | 'valid' | 'problems' | 'algorithm'
> & { readonly signer: Pick<CertificateFacts, 'sha256' | 'notBefore' | 'notAfter'> };

/** Lays the evidence out for the checks; what it establishes is computed here, once. */
export function judgedFrom(evidence: Evidence): Judged {
  const { document, registry } = evidence;
  const file = document.kind === 'signed' ? signedFileFacts(evidence, document) : document;
  const isRegistryUnconfirmed = registry.kind === 'identical' && registry.isUnconfirmed === true;
  return { ...evidence, file, registry: registry.kind, isRegistryUnconfirmed, established: establish(evidence) };
}

function signedFileFacts(evidence: Evidence, document: SignedDocumentEvidence): SignedFileFacts {
  const { field, following } = document;
  return {
    ...document,
    data: dataState(document.content),
    isExactlySealed: isExactlySealed(evidence, document),
    isOfficialCopy: isOfficialCopy(evidence, document),
    bytesAfterSeal: following.kind === 'nothing' ? field.bytesAfter : following.bytes,
  };
}

function dataState(content: ContentEvidence): DataState {
  if (content.kind !== 'read') return content.kind;
  return isCoherent(content.content) ? 'coherent' : 'incoherent';
}

/** The facts of a signed file, null for any other. */
export function signedFile({ file }: Judged): SignedFileFacts | null {
  return file.kind === 'signed' ? file : null;
}

/** The signature as far as it could be read; it may still be wrong. */
export function readSignature({ file }: Judged): ReadSignatureFacts | null {
  return file.kind === 'signed' && file.signature.kind === 'read' ? file.signature : null;
}
