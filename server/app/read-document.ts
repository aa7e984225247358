import { readSignedData } from '../cms/read-signed-data.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import type {
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
import { parseConfirmationContent } from './confirmation-content-schema.ts';

/**
 * Everything that the bytes themselves say, read once by the strict reader; with `readPages` also what pdf.js shows.
 * Uses nothing but the web platform, so it runs in a worker, and in a browser too. Never throws for what is in the bytes.
 */
export async function readDocument(
  pdf: Uint8Array,
  options: { readonly readPages: boolean },
): Promise<DocumentEvidence> {
  const facts = readFacts(pdf);
  if ('kind' in facts) return facts;
  const [first] = facts.signatures;
  if (first === undefined) return { kind: 'unsigned', findings: facts.findings };
  return {
    kind: 'signed',
    revisions: facts.revisions,
    pages: facts.pages,
    findings: facts.findings,
    signatures: facts.signatures.length,
    field: fieldEvidence(first),
    signature: await readSignature(pdf, first),
    content: readContent(facts.attachment),
    text: options.readPages ? await readPages(pdf) : { kind: 'not-read' },
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

/** The signed JSON. Only its canonical form counts (RFC 8785), so no two readers can understand it in two ways. */
function readContent(attachment: Uint8Array | null): ContentEvidence {
  if (attachment === null) return { kind: 'missing' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(attachment);
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
