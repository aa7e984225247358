import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { ArchiveCopy, RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import type { DocumentEvidence, SignedDocumentEvidence } from '#core/confirmation/evidence.ts';
import type { SignerJudgement, ValidationContext } from '#core/validation/validation.ts';
import type { RenewalFailure } from '../../model/archive/renewal.ts';
import type { DocumentReader } from '../../ports/document-reader.ts';
import type { Registry } from '../../ports/registry.ts';
import type { RevocationSource } from '../../ports/revocation-source.ts';
import type { TrustList } from '../../ports/trust-list.ts';
import { readStoredFile, type StoredFileAccess } from '../confirmations/read-stored-file.ts';
import { readDocumentWithRevocation } from '../proofs/read-with-revocation.ts';
import { validationAnchors } from '../proofs/validation-anchors.ts';

export type ReadBaseDependencies = StoredFileAccess & {
  readonly reader: DocumentReader;
  readonly registry: Pick<Registry, 'find'>;
  readonly trustList: TrustList;
  readonly revocation: RevocationSource;
};

/** What an archive copy is made from, judged: a file whose seal is good. */
export type ArchiveBase = {
  readonly kind: 'base';
  readonly record: RegisteredConfirmation;
  /** The copy that a new one takes the place of; null where there is none. */
  readonly stored: ArchiveCopy | null;
  readonly pdf: Uint8Array;
  readonly document: SignedDocumentEvidence;
  readonly judgement: TrustedJudgement;
  /** What the judgement rests on. */
  readonly context: ValidationContext;
};

export type TrustedJudgement = SignerJudgement & { readonly path: NonNullable<SignerJudgement['path']> };

export type Failure = { readonly kind: 'failed'; readonly code: RenewalFailure; readonly detail: string };

/** A step that did not succeed. */
export function failure(code: RenewalFailure, detail: string): Failure {
  return { kind: 'failed', code, detail };
}

export type BaseRequest = Pick<ArchiveBase, 'stored'> & { readonly number: string; readonly at: IsoInstant };

/** Reads what is stored of a confirmation and judges its seal: only what is whole and good now can be kept good. */
export function readArchiveBase(deps: ReadBaseDependencies, request: BaseRequest): Promise<ArchiveBase | Failure> {
  return readBase(deps, request, request.stored);
}

/** The same of the sealed file, although there is an archive copy: to make that anew. */
export function readOriginal(deps: ReadBaseDependencies, request: BaseRequest): Promise<ArchiveBase | Failure> {
  return readBase(deps, request, null);
}

async function readBase(
  deps: ReadBaseDependencies,
  { number, stored, at }: BaseRequest,
  from: ArchiveCopy | null,
): Promise<ArchiveBase | Failure> {
  const record = await deps.registry.find(number);
  if (record === null) return failure('confirmation-not-found', number);
  const sha256 = from?.sha256 ?? record.sha256;
  const file = await readStoredFile(deps, { number, sha256 });
  if (file.kind === 'unusable') return failure(file.code, sha256);
  const { pdf } = file;
  const anchors = validationAnchors(await deps.trustList.anchors(), at, { named: true });
  const { document, found } = await readDocumentWithRevocation(deps, pdf, { anchors, at });
  const judgement = trustedJudgement(document);
  if (document.kind !== 'signed' || judgement === null) return notGood(document);
  if ((document.sealedSha256 ?? sha256) !== record.sha256)
    return failure('stored-file-damaged', 'not the file that was sealed');
  return { kind: 'base', record, stored, pdf, document, judgement, context: { anchors, at, found } };
}

/** The judgement of an intact seal whose signer an anchor answers for; null for anything less. */
export function trustedJudgement(document: DocumentEvidence): TrustedJudgement | null {
  if (document.kind !== 'signed' || document.signature.kind !== 'read' || document.judgement === null) return null;
  const { intact, valid, problems } = document.signature;
  const { trust, path } = document.judgement;
  if (!intact || !valid || problems.length > 0 || document.findings.length > 0) return null;
  return trust === 'trusted' && path !== null ? { ...document.judgement, path } : null;
}

function notGood(document: DocumentEvidence): Failure {
  if (document.kind !== 'signed') return failure('seal-not-good', document.kind);
  const { indication = null, subIndication = null, trust = null } = document.judgement ?? {};
  const isUnlearnt = trust === 'unknown' && indication === 'INDETERMINATE';
  return failure(isUnlearnt ? 'revocation-unavailable' : 'seal-not-good', `${indication} ${subIndication}`);
}
