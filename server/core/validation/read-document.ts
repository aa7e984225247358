import { digest, hex } from '#core/bytes/bytes.ts';
import { canonicalJson } from '#core/confirmation/canonical-json.ts';
import { parseConfirmationContent } from '#core/confirmation/confirmation-content-schema.ts';
import type {
  ContentEvidence,
  DocumentEvidence,
  SignatureEvidence,
  SignatureFieldEvidence,
} from '#core/confirmation/evidence.ts';
import { isTimeStamp, type PdfFacts, type PdfSignature, pdfFactsOf } from '#core/pdf/document/read-signed-document.ts';
import { readSecurityStore, type SecurityStoreAddition } from '#core/pdf/document/security-store.ts';
import { openPdf, type PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { PdfReadError } from '#core/pdf/syntax/read-error.ts';
import { factsOf, type GatheredSignature, gatherValidationData, isSoundEvidence } from './gather-validation-data.ts';
import { type AddedStamp, judgeAdditions } from './judge-additions.ts';
import { judgeSignatures } from './judge-signatures.ts';
import { type BesideSeal, besideSeal, readSignature, withSpelling } from './read-seal.ts';
import type { ValidationContext } from './validation.ts';

/**
 * Everything that the bytes themselves say, read once by the strict reader; what a person sees on the pages is left to
 * `readPages`. Where nothing but proofs was added after the seal, what was sealed is read, and the proofs beside it. Uses
 * nothing but the web platform, so it runs in a worker, and in a browser too. Never throws for what is in the bytes.
 */
export async function readDocument(pdf: Uint8Array, context: ValidationContext): Promise<DocumentEvidence> {
  try {
    return await readFile(openPdf(pdf), context);
  } catch (fault) {
    if (!(fault instanceof PdfReadError)) throw fault;
    const detail = fault.message;
    if (fault.code === 'limit-exceeded') return { kind: 'undecided', code: fault.code, detail };
    return { kind: 'unreadable', code: fault.code, detail };
  }
}

async function readFile(file: PdfFile, context: ValidationContext): Promise<DocumentEvidence> {
  const facts = pdfFactsOf(file);
  const seal = facts.signatures.find((field) => !isTimeStamp(field)) ?? facts.signatures[0];
  if (seal === undefined) return { kind: 'unsigned', findings: facts.findings };
  const additions = await judgeAdditions(file, seal, facts.signatures, anchorsOf(context));
  // Judging what was added may have met more than the facts did.
  const isAmbiguous = file.findings.codes.length > 0;
  if (additions.kind === 'others' || isAmbiguous) {
    const store = isAmbiguous ? [] : readSecurityStore(file);
    return readSealed({ pdf: file.bytes, shown: file.bytes, facts, seal, stamps: [], store }, context);
  }
  const pdf = file.bytes.slice(0, additions.sealedBytes);
  const sealed = pdfFactsOf(openPdf(pdf));
  const same = sealed.signatures.find(({ name }) => name === seal.name);
  if (same === undefined)
    return { kind: 'unreadable', code: 'file-malformed', detail: 'the seal is not in its revision' };
  return readSealed({ ...additions, pdf, shown: file.bytes, facts: sealed, seal: same }, context);
}

const anchorsOf = ({ anchors }: ValidationContext) => anchors.map(({ certificate }) => certificate);

type Sealed = {
  readonly pdf: Uint8Array;
  /** The whole file: longer than what was sealed where proofs lie after it. */
  readonly shown: Uint8Array;
  readonly facts: PdfFacts;
  readonly seal: PdfSignature;
  readonly stamps: readonly AddedStamp[];
  readonly store: readonly SecurityStoreAddition[];
};

async function readSealed(sealed: Sealed, context: ValidationContext): Promise<DocumentEvidence> {
  const { pdf, shown, facts, seal, stamps, store } = sealed;
  const { evidence: read, cms } = await readSignature(pdf, seal);
  const beside = cms === null ? null : await besideSeal(cms);
  const validation = gatherValidationData([sealOf(sealed, read, beside), ...stamps.map(stampOf)], store);
  const judgements = read.kind === 'read' ? await judgeSignatures(validation, context) : [];
  const [judgement = null] = judgements;
  const signature = await withSpelling(read, { cms, beside, judgement, context });
  // What a trusted signer does not answer for is not opened: it could be made to exhaust whoever reads it.
  const answeredFor = judgement?.path != null && isIntact(facts, seal, signature);
  return {
    kind: 'signed',
    revisions: facts.revisions,
    pages: facts.pages,
    findings: facts.findings,
    signatures: facts.signatures.length,
    field: { ...fieldEvidence(seal), bytesAfter: seal.bytesAfter + shown.length - pdf.length },
    signature,
    sealedSha256: shown.length > pdf.length ? hex(await digest('SHA-256', pdf)) : null,
    validation,
    judgement,
    subjects: judgements.flatMap(({ subjects }) => subjects),
    content: answeredFor ? readContent(facts.attachment) : { kind: 'not-read' },
    text: { kind: 'not-read' },
  };
}

function sealOf({ facts, seal }: Sealed, read: SignatureEvidence, beside: BesideSeal | null): GatheredSignature {
  return {
    kind: 'signature',
    revision: seal.revision,
    sound: isIntact(facts, seal, read),
    certificates: read.kind === 'read' ? read.certificates : [],
    timeStamp: null,
    stamps: beside?.stamps ?? [],
    revocation: beside?.revocation ?? null,
  };
}

function stampOf({ field, evidence }: AddedStamp): GatheredSignature {
  const facts = factsOf(evidence);
  return {
    kind: 'timestamp',
    revision: field.revision,
    sound: isSoundEvidence(evidence),
    certificates: facts?.certificates ?? [],
    timeStamp: facts?.timeStamp ?? null,
    stamps: [],
    revocation: facts?.revocation ?? null,
  };
}

function fieldEvidence({
  cms: _cms,
  byteRange: _byteRange,
  revision: _revision,
  ...field
}: PdfSignature): SignatureFieldEvidence {
  return field;
}

function isIntact(facts: PdfFacts, { coverage }: PdfSignature, signature: SignatureEvidence): boolean {
  if (signature.kind !== 'read' || facts.findings.length > 0 || coverage === 'unclear') return false;
  return signature.intact && signature.valid && signature.problems.length === 0;
}

/** Most bytes of the signed JSON: a thousand vehicles need a tenth of it. */
const MOST_CONTENT_BYTES = 4 * 1024 * 1024;

/** The signed JSON. Only its canonical form counts (RFC 8785), so no two readers can understand it in two ways. */
function readContent(attachment: PdfFacts['attachment']): ContentEvidence {
  if (attachment === null) return { kind: 'missing' };
  try {
    const bytes = attachment();
    if (bytes.length > MOST_CONTENT_BYTES) return { kind: 'malformed', detail: 'too large' };
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    if (canonicalJson(value) !== text) return { kind: 'malformed', detail: 'not in canonical form' };
    return { kind: 'read', content: parseConfirmationContent(value) };
  } catch (fault) {
    return { kind: 'malformed', detail: fault instanceof Error ? fault.name : 'unreadable' };
  }
}
