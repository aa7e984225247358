import { isAsBuilt } from '../cms/is-as-built.ts';
import { readSignedData } from '../cms/read-signed-data.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { SignatureProblem } from '../domain/errors.ts';
import type {
  ChainEvidence,
  ContentEvidence,
  DocumentEvidence,
  PageTextEvidence,
  SignatureEvidence,
  SignatureFieldEvidence,
} from '../domain/evidence.ts';
import { readPageText } from '../pdf/page-text.ts';
import { type PdfFacts, type PdfSignature, readPdfFacts } from '../pdf/read-signed-document.ts';
import { PdfReadError } from '../pdf/reader/read-error.ts';
import { signedBytes } from '../pdf/signed-bytes.ts';
import { buildChain } from '../pki/build-chain.ts';
import type { ReadOptions } from '../ports/document-reader.ts';
import { parseConfirmationContent } from './confirmation-content-schema.ts';

/**
 * Everything that the bytes themselves say, read once by the strict reader; with `readPages` also what pdf.js shows.
 * Uses nothing but the web platform, so it runs in a worker, and in a browser too. Never throws for what is in the bytes.
 */
export async function readDocument(pdf: Uint8Array, options: ReadOptions): Promise<DocumentEvidence> {
  const facts = readFacts(pdf);
  if ('kind' in facts) return facts;
  const [first] = facts.signatures;
  if (first === undefined) return { kind: 'unsigned', findings: facts.findings };
  const signature = await readSignature(pdf, first);
  const chain = await chainOf(signature, options);
  // What a trusted signer does not answer for is not opened: it could be made to exhaust whoever reads it.
  const answeredFor = chain.kind === 'trusted' && isIntact(facts, first, signature);
  const problems: readonly SignatureProblem[] =
    chain.kind === 'trusted' && !isAsBuilt(first.cms ?? new Uint8Array(), chain.path) ? ['cms-not-as-built'] : [];
  return {
    kind: 'signed',
    revisions: facts.revisions,
    pages: facts.pages,
    findings: facts.findings,
    signatures: facts.signatures.length,
    field: fieldEvidence(first),
    signature: signature.kind === 'read' ? { ...signature, problems: [...signature.problems, ...problems] } : signature,
    chain,
    content: answeredFor ? readContent(facts.attachment) : { kind: 'not-read' },
    text: answeredFor && options.readPages ? await readPages(pdf) : { kind: 'not-read' },
  };
}

function readFacts(pdf: Uint8Array): PdfFacts | DocumentEvidence {
  try {
    return readPdfFacts(pdf);
  } catch (fault) {
    if (!(fault instanceof PdfReadError)) throw fault;
    const detail = fault.message;
    if (fault.code === 'limit-exceeded') return { kind: 'undecided', code: fault.code, detail };
    return { kind: 'unreadable', code: fault.code, detail };
  }
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

async function chainOf(signature: SignatureEvidence, { anchors, at }: ReadOptions): Promise<ChainEvidence> {
  const [signer, ...others] = signature.kind === 'read' ? signature.certificates : [];
  return signer === undefined ? { kind: 'not-asked' } : buildChain({ signer, others, anchors, at });
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
