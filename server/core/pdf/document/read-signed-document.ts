import type { CONFIRMATION_ATTACHMENT } from '#core/confirmation/confirmation.ts';
import type { FileFinding } from '#core/confirmation/errors.ts';
import type { HexCase } from '#core/confirmation/evidence.ts';
import type { Limits } from '#core/pdf/syntax/limits.ts';
import { openPdf, type PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { entry, isString, nameOf, type PdfValue } from '#core/pdf/syntax/values.ts';
import { type ReadAttachment, readAssociatedFile } from './associated-file.ts';
import { type DocMdp, readDocMdp } from './certification.ts';
import { type ByteRange, type Coverage, hexCaseOf, judgeCoverage, readByteRange, readContents } from './coverage.ts';
import { readPages } from './page-tree.ts';
import { readSignedFields, type SignedField } from './signature-fields.ts';
import { decodeTextString } from './text-string.ts';

/** Tied to the domain's constant by its type: this folder imports no values of the domain. */
const ATTACHMENT: typeof CONFIRMATION_ATTACHMENT = 'confirmation.json';

/** One filled signature field, and what its byte range covers. */
export type PdfSignature = {
  /** Fully qualified name of the field. */
  readonly name: string;
  /** Empty when absent. */
  readonly subFilter: string;
  /** Null unless /ByteRange is four integers of zero or more. Only a range with coverage may be digested. */
  readonly byteRange: ByteRange | null;
  /** The whole reserved /Contents, padding included; null unless it is a hex string in the signature dictionary. */
  readonly cms: Uint8Array | null;
  readonly coverage: Coverage['kind'];
  /** Why coverage is unclear, in words for the log; empty otherwise. */
  readonly coverageDetail: string;
  /** Index of the revision whose end the byte range is; null while coverage is unclear. */
  readonly revision: number | null;
  readonly bytesAfter: number;
  /** How the hex digits of /Contents are written: our sealed documents have them in lower case. */
  readonly contentsCase: HexCase;
  readonly docMdp: DocMdp | null;
  /** /M as written: a claim only. */
  readonly claimedTime: string | null;
};

/** Whether it calls itself a document time-stamp (ISO 32000-2, 12.8.5). */
export function isTimeStamp({ subFilter }: Pick<PdfSignature, 'subFilter'>): boolean {
  return subFilter === 'ETSI.RFC3161';
}

/** What the bytes of a PDF say about its revisions, pages, signatures and attached data. */
export type PdfFacts = {
  readonly revisions: number;
  readonly pages: number;
  /** Each code once. */
  readonly findings: readonly FileFinding[];
  /** The findings with places, for the log. */
  readonly remarks: readonly string[];
  /** In the order of the form. */
  readonly signatures: readonly PdfSignature[];
  /** Decodes the associated file `confirmation.json`; null for none, or for more than one. */
  readonly attachment: ReadAttachment | null;
};

/**
 * Reads a PDF once, strictly, and gathers its facts.
 * @throws PdfReadError `not-a-pdf`, `file-malformed`, `file-encrypted` or `limit-exceeded`
 */
export function readPdfFacts(bytes: Uint8Array, limits: Partial<Limits> = {}): PdfFacts {
  return pdfFactsOf(openPdf(bytes, limits));
}

/**
 * The facts of a file that is open.
 * @throws PdfReadError `file-malformed` or `limit-exceeded`
 */
export function pdfFactsOf(file: PdfFile): PdfFacts {
  const pages = readPages(file).length;
  const signatures = readSignatures(file);
  const attachment = readAssociatedFile(file, ATTACHMENT);
  const { codes, remarks } = file.findings;
  return { revisions: file.revisions.length, pages, findings: codes, remarks, signatures, attachment };
}

/** The signatures of the newest revision. */
export function readSignatures(file: PdfFile): readonly PdfSignature[] {
  const fields = readSignedFields(file, file.revisions.length - 1);
  noteSharedValues(file, fields);
  const covered = fields.map((field) => ({ field, coverage: coverageInItsRevision(file, field) }));
  return covered.map(({ field, coverage }) => describe(file, field, requireNesting(coverage, field, covered)));
}

type Covered = { readonly field: SignedField; readonly coverage: Coverage };

/** A signature value belongs to exactly one field. */
function noteSharedValues(file: PdfFile, fields: readonly SignedField[]): void {
  const seen = new Set<unknown>();
  for (const { name, value } of fields) {
    if (seen.has(value)) file.findings.add('signature-value-shared', `the value of ${name} has another field, too`);
    seen.add(value);
  }
}

/** Coverage holds only when the signed revision has this very dictionary in this very field. */
function coverageInItsRevision(file: PdfFile, field: SignedField): Coverage {
  const coverage = judgeCoverage(file, field);
  if (coverage.kind === 'unclear' || coverage.revision === file.revisions.length - 1) return coverage;
  const then = readSignedFields(file, coverage.revision);
  if (then.some(({ name, value }) => name === field.name && value === field.value)) return coverage;
  file.findings.add('signature-outside-signed-revision', `${field.name} is not so in the revision it signs`);
  return { kind: 'unclear', detail: 'the signed revision does not have this signature in this field' };
}

/** Of two byte ranges, one ends before the other's gap begins: a later signature covers the earlier one whole. */
function requireNesting(coverage: Coverage, field: SignedField, all: readonly Covered[]): Coverage {
  const own = readByteRange(field.value);
  if (coverage.kind === 'unclear' || own === null) return coverage;
  for (const other of all) {
    const range = other.field === field ? null : readByteRange(other.field.value);
    if (range === null || other.coverage.kind === 'unclear') continue;
    if (endOf(range) <= own[1] || endOf(own) <= range[1]) continue;
    return { kind: 'unclear', detail: `the byte range and that of ${other.field.name} do not nest` };
  }
  return coverage;
}

function endOf(range: ByteRange): number {
  return range[2] + range[3];
}

function describe(file: PdfFile, field: SignedField, coverage: Coverage): PdfSignature {
  const text = (key: string): PdfValue => file.objects.resolve(entry(field.value, key));
  const byteRange = readByteRange(field.value);
  const contents = readContents(field.value);
  const time = text('M');
  const revision = coverage.kind === 'unclear' ? null : coverage.revision;
  return {
    name: field.name,
    subFilter: nameOf(text('SubFilter')) ?? '',
    byteRange,
    cms: contents?.bytes ?? null,
    coverage: coverage.kind,
    coverageDetail: coverage.kind === 'unclear' ? coverage.detail : '',
    revision,
    bytesAfter: byteRange === null ? file.bytes.length : Math.max(0, file.bytes.length - endOf(byteRange)),
    contentsCase: contents === null ? 'mixed' : hexCaseOf(file, contents),
    docMdp: revision === null ? null : readDocMdp(file, field, revision),
    claimedTime: isString(time) ? decodeTextString(time.bytes) : null,
  };
}
