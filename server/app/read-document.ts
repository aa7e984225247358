import { type EmbeddedRevocation, embeddedRevocation } from '../cms/embedded-revocation.ts';
import { isAsBuilt, timeStampOf } from '../cms/is-as-built.ts';
import { isTokenAsBuilt } from '../cms/is-token-as-built.ts';
import { judgeSignatures } from '../cms/judge-signatures.ts';
import { readSignedData } from '../cms/read-signed-data.ts';
import { type SignatureTimeStamps, signatureTimeStamps } from '../cms/signature-time-stamps.ts';
import { readSignedDataStructure } from '../cms/signed-data.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import type {
  ContentEvidence,
  DocumentEvidence,
  PageTextEvidence,
  SignatureEvidence,
  SignatureFieldEvidence,
} from '../domain/evidence.ts';
import type { SignerJudgement } from '../domain/validation.ts';
import { readPageText } from '../pdf/page-text.ts';
import { type PdfFacts, type PdfSignature, pdfFactsOf } from '../pdf/read-signed-document.ts';
import { openPdf, type PdfFile } from '../pdf/reader/open-pdf.ts';
import { PdfReadError } from '../pdf/reader/read-error.ts';
import { readSecurityStore, type SecurityStoreAddition } from '../pdf/security-store.ts';
import { signedBytes } from '../pdf/signed-bytes.ts';
import { MalformedError } from '../pki/malformed.ts';
import type { ReadOptions } from '../ports/document-reader.ts';
import { parseConfirmationContent } from './confirmation-content-schema.ts';
import { sha256Hex } from './digest.ts';
import { factsOf, type GatheredSignature, gatherValidationData, isSoundEvidence } from './gather-validation-data.ts';
import { type AddedStamp, judgeAdditions } from './judge-additions.ts';

/**
 * Everything that the bytes themselves say, read once by the strict reader; with `readPages` also what pdf.js shows.
 * Where nothing but proofs was added after the seal, what was sealed is read, and the proofs beside it. Uses nothing but
 * the web platform, so it runs in a worker, and in a browser too. Never throws for what is in the bytes.
 */
export async function readDocument(pdf: Uint8Array, options: ReadOptions): Promise<DocumentEvidence> {
  try {
    return await readFile(openPdf(pdf), options);
  } catch (fault) {
    if (!(fault instanceof PdfReadError)) throw fault;
    const detail = fault.message;
    if (fault.code === 'limit-exceeded') return { kind: 'undecided', code: fault.code, detail };
    return { kind: 'unreadable', code: fault.code, detail };
  }
}

async function readFile(file: PdfFile, options: ReadOptions): Promise<DocumentEvidence> {
  const facts = pdfFactsOf(file);
  const seal = facts.signatures.find(({ subFilter }) => subFilter !== TIME_STAMP) ?? facts.signatures[0];
  if (seal === undefined) return { kind: 'unsigned', findings: facts.findings };
  const additions = await judgeAdditions(file, seal, facts.signatures);
  if (additions.kind === 'others' || facts.findings.length > 0) {
    const store = facts.findings.length > 0 ? [] : readSecurityStore(file);
    return readSealed({ pdf: file.bytes, facts, seal, stamps: [], store, added: false }, options);
  }
  const pdf = file.bytes.slice(0, additions.sealedBytes);
  const sealed = pdfFactsOf(openPdf(pdf));
  const same = sealed.signatures.find(({ name }) => name === seal.name);
  if (same === undefined)
    return { kind: 'unreadable', code: 'file-malformed', detail: 'the seal is not in its revision' };
  return readSealed({ ...additions, pdf, facts: sealed, seal: same, added: true }, options);
}

type Sealed = {
  readonly pdf: Uint8Array;
  readonly facts: PdfFacts;
  readonly seal: PdfSignature;
  readonly stamps: readonly AddedStamp[];
  readonly store: readonly SecurityStoreAddition[];
  /** Whether the proofs lie after these bytes. */
  readonly added: boolean;
};

async function readSealed(sealed: Sealed, options: ReadOptions): Promise<DocumentEvidence> {
  const { pdf, facts, seal, stamps, store } = sealed;
  const read = await readSignature(pdf, seal);
  const beside = read.kind === 'read' ? await besideSeal(seal, read) : null;
  const validation = gatherValidationData([sealOf(sealed, read, beside), ...stamps.map(stampOf)], store);
  const judgements = read.kind === 'read' ? await judgeSignatures(validation, options) : [];
  const [judgement = null] = judgements;
  const signature = await withSpelling(read, { seal, beside, judgement, options });
  // What a trusted signer does not answer for is not opened: it could be made to exhaust whoever reads it.
  const answeredFor = judgement?.path != null && isIntact(facts, seal, signature);
  return {
    kind: 'signed',
    revisions: facts.revisions,
    pages: facts.pages,
    findings: facts.findings,
    signatures: facts.signatures.length,
    field: fieldEvidence(seal),
    signature,
    sealedSha256: sealed.added ? await sha256Hex(pdf) : null,
    validation,
    judgement,
    subjects: judgements.flatMap(({ subjects }) => subjects),
    content: answeredFor ? readContent(facts.attachment) : { kind: 'not-read' },
    text: answeredFor && options.readPages ? await readPages(pdf) : { kind: 'not-read' },
  };
}

const TIME_STAMP = 'ETSI.RFC3161';

type ReadSignature = Extract<SignatureEvidence, { kind: 'read' }>;

/** What lies in the seal's CMS beside its signature: unsigned, or of no interest to its own validity. */
type BesideSeal = {
  readonly stamps: SignatureTimeStamps['tokens'];
  readonly revocation: EmbeddedRevocation;
  /** DER of the one token; null for none. */
  readonly token: Uint8Array | null;
};

async function besideSeal({ cms }: PdfSignature, { certificates }: ReadSignature): Promise<BesideSeal | null> {
  try {
    const data = readSignedDataStructure(cms ?? new Uint8Array());
    const signer = 'problem' in data ? undefined : data.signers[0];
    if ('problem' in data || signer === undefined) return null;
    const { tokens } = await signatureTimeStamps(signer, certificates);
    return { stamps: tokens, revocation: embeddedRevocation(data, signer), token: timeStampOf(signer) };
  } catch (fault) {
    if (fault instanceof MalformedError) return null;
    throw fault;
  }
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

type Spelling = {
  readonly seal: PdfSignature;
  readonly beside: BesideSeal | null;
  readonly judgement: SignerJudgement | null;
  readonly options: ReadOptions;
};

/** Where a trusted signer answers, the CMS must be the one spelling of itself, and a time-stamp in it sound. */
async function withSpelling(
  signature: SignatureEvidence,
  { seal, beside, judgement, options }: Spelling,
): Promise<SignatureEvidence> {
  if (signature.kind !== 'read' || judgement?.path == null) return signature;
  const asBuilt = await isAsBuilt(seal.cms ?? new Uint8Array(), judgement.path.certificates);
  const anchors = options.anchors.map(({ certificate }) => certificate);
  const token = beside?.token ?? null;
  const sound = beside?.stamps.every(isSoundEvidence) ?? false;
  if (asBuilt && sound && (token === null || (await isTokenAsBuilt(token, anchors)))) return signature;
  return { ...signature, problems: [...signature.problems, 'cms-not-as-built'] };
}

function fieldEvidence({
  cms: _cms,
  byteRange: _byteRange,
  revision: _revision,
  ...field
}: PdfSignature): SignatureFieldEvidence {
  return field;
}

/** Digests only a byte range whose coverage is clear: any other would be a range of the forger's choice. */
async function readSignature(
  pdf: Uint8Array,
  { cms, byteRange, coverage, subFilter }: PdfSignature,
): Promise<SignatureEvidence> {
  if (cms === null || byteRange === null || coverage === 'unclear')
    return { kind: 'unreadable', detail: 'byte-range-unclear' };
  const signed = signedBytes(pdf, byteRange);
  const digestOf = async (algorithm: string) => new Uint8Array(await crypto.subtle.digest(algorithm, signed));
  return readSignedData(cms, digestOf, { subFilter });
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

async function readPages(pdf: Uint8Array): Promise<PageTextEvidence> {
  try {
    return { kind: 'read', pages: await readPageText(pdf) };
  } catch (fault) {
    return { kind: 'unreadable', detail: fault instanceof Error ? fault.message : String(fault) };
  }
}
