import { digest, hex } from '#core/bytes/bytes.ts';
import { readAttachedJson } from '#core/confirmation/attached-json.ts';
import { parseConfirmationContent } from '#core/confirmation/confirmation-content-schema.ts';
import type {
  ContentEvidence,
  DocumentEvidence,
  SignatureEvidence,
  SignatureFieldEvidence,
  SignedDocumentEvidence,
} from '#core/confirmation/evidence.ts';
import { readPageLinks } from '#core/pdf/document/page-links.ts';
import { isTimeStamp, type PdfFacts, type PdfSignature, pdfFactsOf } from '#core/pdf/document/read-signed-document.ts';
import { readSecurityStore } from '#core/pdf/document/security-store.ts';
import { sealedForm } from '#core/pdf/exact/sealed-form.ts';
import { sealedPart } from '#core/pdf/exact/sealed-part.ts';
import { type Checks, openPdf, type PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { PdfReadError } from '#core/pdf/syntax/read-error.ts';
import { factsOf, type GatheredSignature, gatherValidationData, isSoundEvidence } from './gather-validation-data.ts';
import { type AddedStamp, type Additions, judgeAdditions } from './judge-additions.ts';
import { judgeSignatures } from './judge-signatures.ts';
import { type ReadSeal, readSeal, withSpelling } from './read-seal.ts';
import type { ReadingContext } from './validation.ts';

/**
 * Everything that the bytes themselves say, read by the strict reader; what a person sees on the pages is left to
 * `readPages`. Where something follows the seal, what was sealed is read, and what follows beside it. Uses
 * nothing but the web platform, so it runs in a worker, and in a browser too. Never throws for what is in the bytes.
 */
export async function readDocument(pdf: Uint8Array, context: ReadingContext): Promise<DocumentEvidence> {
  try {
    return await readFile(pdf, context);
  } catch (fault) {
    if (!(fault instanceof PdfReadError)) throw fault;
    const detail = fault.message;
    if (fault.code === 'limit-exceeded') return { kind: 'undecided', code: fault.code, detail };
    return { kind: 'unreadable', code: fault.code, detail };
  }
}

async function readFile(pdf: Uint8Array, context: ReadingContext): Promise<DocumentEvidence> {
  const checks = context.isRegistered === true ? 'structure' : 'all';
  const file = openWhole(pdf, checks);
  const facts = pdfFactsOf(file);
  const seal = facts.signatures.find((field) => !isTimeStamp(field)) ?? facts.signatures[0];
  if (seal === undefined) return { kind: 'unsigned', findings: facts.findings };
  if (seal.coverage !== 'entire-revision' || seal.byteRange === null) {
    const read = await readSeal(file.bytes, seal);
    return readSealed({ file, shown: pdf, facts, seal, read, additions: null }, context);
  }
  const sealed = openPdf(file.bytes.slice(0, seal.byteRange[2] + seal.byteRange[3]), {}, checks);
  const own = pdfFactsOf(sealed);
  const same = own.signatures.find(({ name }) => name === seal.name);
  if (same === undefined)
    return { kind: 'unreadable', code: 'file-malformed', detail: 'the seal is not in its revision' };
  const read = await readSeal(sealed.bytes, same);
  const certificates = certificatesOf(read);
  const additions = await judgeAdditions({ file, signatures: facts.signatures, sealed, seal, certificates });
  // Judging what was added may have met more than the facts did.
  const findings = [...new Set([...facts.findings, ...file.findings.codes, ...own.findings])];
  const signatures = facts.signatures.filter((field) => !isTimeStamp(field));
  const sealedFacts = { ...own, findings, signatures };
  return readSealed({ file: sealed, shown: pdf, facts: sealedFacts, seal: same, read, additions }, context);
}

/** The file; where it cannot be read although what was sealed in it can, that alone. */
function openWhole(pdf: Uint8Array, checks: Checks): PdfFile {
  try {
    return openPdf(pdf, {}, checks);
  } catch (fault) {
    const sealed = fault instanceof PdfReadError && fault.code === 'file-malformed' ? sealedPart(pdf) : pdf;
    if (sealed === pdf) throw fault;
    return openPdf(sealed);
  }
}

/** DER of the certificates in the seal's CMS, those of the time-stamp beside its signature among them. */
function certificatesOf({ evidence, beside }: ReadSeal): readonly Uint8Array[] {
  if (evidence.kind !== 'read') return [];
  return [...evidence.certificates, ...(beside?.stamps ?? []).flatMap((stamp) => factsOf(stamp)?.certificates ?? [])];
}

type Sealed = {
  /** What was sealed, alone. */
  readonly file: PdfFile;
  /** The whole file: longer where something follows what was sealed. */
  readonly shown: Uint8Array;
  readonly facts: PdfFacts;
  readonly seal: PdfSignature;
  readonly read: ReadSeal;
  /** Null where nothing that could be read follows. */
  readonly additions: Additions | null;
};

async function readSealed(sealed: Sealed, context: ReadingContext): Promise<DocumentEvidence> {
  const { file, shown, facts, seal, read, additions } = sealed;
  const pdf = file.bytes;
  const store = additions?.store ?? readSecurityStore(file);
  const stamps = additions?.stamps ?? [];
  const validation = gatherValidationData([sealOf(sealed), ...stamps.map(stampOf)], store);
  const judgements = read.evidence.kind === 'read' ? await judgeSignatures(validation, context) : [];
  const [judgement = null] = judgements;
  const certificates = store.flatMap((one) => one.certificates);
  const signature = await withSpelling(read, { judgement, context, certificates });
  // What a trusted signer does not answer for is not opened: it could be made to exhaust whoever reads it.
  const answeredFor = judgement?.path != null && isIntact(facts, seal, signature);
  return {
    kind: 'signed',
    revisions: facts.revisions,
    pages: facts.pages,
    findings: facts.findings,
    signatures: facts.signatures.length,
    field: fieldEvidence(seal),
    form: answeredFor ? formOf(file, context) : { kind: 'not-asked' },
    following: followingOf(sealed),
    signature,
    sealedSha256: shown.length > pdf.length ? hex(await digest('SHA-256', pdf)) : null,
    validation,
    judgement,
    subjects: judgements.flatMap(({ subjects }) => subjects),
    content: answeredFor ? readContent(facts.attachment) : { kind: 'not-read' },
    links: answeredFor ? readPageLinks(file) : { addresses: [], other: null },
    text: { kind: 'not-read' },
  };
}

function formOf(file: PdfFile, { isRegistered }: ReadingContext): SignedDocumentEvidence['form'] {
  return isRegistered === true ? { kind: 'registered' } : sealedForm(file);
}

function followingOf({ file, shown, seal, additions }: Sealed): SignedDocumentEvidence['following'] {
  const bytes = seal.bytesAfter + shown.length - file.bytes.length;
  if (bytes === 0) return { kind: 'nothing' };
  return { kind: additions?.isExact === true ? 'archive-copy' : 'others', bytes };
}

function sealOf({ facts, seal, read: { evidence, beside } }: Sealed): GatheredSignature {
  return {
    kind: 'signature',
    revision: seal.revision,
    sound: isIntact(facts, seal, evidence),
    certificates: evidence.kind === 'read' ? evidence.certificates : [],
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

/** The signed JSON. Only its canonical form counts (RFC 8785), so no two readers can understand it in two ways. */
function readContent(attachment: PdfFacts['attachment']): ContentEvidence {
  if (attachment === null) return { kind: 'missing' };
  try {
    const json = readAttachedJson(attachment());
    if (json.kind === 'malformed') return json;
    if (!json.isCanonical) return { kind: 'malformed', detail: 'not in canonical form' };
    return { kind: 'read', content: parseConfirmationContent(json.value) };
  } catch (fault) {
    return { kind: 'malformed', detail: fault instanceof Error ? fault.name : 'unreadable' };
  }
}
