import { isSpace, latin1, positionsOf } from './characters.ts';
import { checkCompressedData } from './check-compressed-data.ts';
import { checkFreedByHybrids } from './check-freed-by-hybrids.ts';
import { checkFreedObjects } from './check-freed-objects.ts';
import { checkStreamKeys } from './check-stream-keys.ts';
import { checkUnusedEntries } from './check-unused-entries.ts';
import { decodeStream } from './decode-stream.ts';
import { explainBytes } from './explain-bytes.ts';
import { Findings } from './findings.ts';
import { noteHybrids } from './hybrid-parts.ts';
import type { Source } from './indirect-object.ts';
import { Budget, exceeded, LIMITS, type Limits } from './limits.ts';
import { NameTable } from './name-table.ts';
import { ObjectTable } from './object-table.ts';
import { malformed, PdfReadError } from './read-error.ts';
import { readLinearisation } from './read-linearisation.ts';
import { type Revision, readRevisions } from './revisions.ts';
import { entry, isDict, type PdfDict, type PdfStream } from './values.ts';

/** Readers look for the header in the first 1024 bytes; at any other place than 0 they disagree about offsets. */
const HEADER_WITHIN = 1024;
/** ISO 32000-1 and ISO 32000-2, 7.5.2. */
const VERSIONS = ['1.0', '1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7', '2.0'];

/** A file that has been read whole: every revision, every object, every byte explained or noted in `findings`. */
export type PdfFile = {
  readonly bytes: Uint8Array;
  readonly limits: Limits;
  /** Oldest first, at least one. */
  readonly revisions: readonly Revision[];
  readonly objects: ObjectTable;
  readonly findings: Findings;
  /** The linearisation dictionary that the file begins with (ISO 32000-2, F.3.3); null for none. */
  readonly linearisation: PdfDict | null;
  /** Every dictionary with /EF, of every revision. */
  readonly fileSpecifications: readonly PdfDict[];
  /** Decodes a stream of the file, as a revision (the newest by default) knows its filters. Throws `file-malformed` or `limit-exceeded`. */
  readonly decode: (stream: PdfStream, revision?: number) => Uint8Array;
};

/**
 * What is asked of a file: everything, or its structure alone where these very octets were asked everything before.
 * Looking through compressed data takes longer than all the rest.
 */
export type Checks = 'all' | 'structure';

/**
 * Reads a PDF strictly (ISO 32000-2, 7.5): no reconstruction, no second guess.
 * @throws PdfReadError `not-a-pdf`, `file-malformed`, `file-encrypted` or `limit-exceeded`; nothing else
 */
export function openPdf(bytes: Uint8Array, overrides: Partial<Limits> = {}, checks: Checks = 'all'): PdfFile {
  const limits: Limits = { ...LIMITS, ...overrides };
  if (bytes.length > limits.fileBytes) throw exceeded('fileBytes');
  const findings = new Findings();
  const budget = new Budget(limits, bytes.length);
  const shared = { budget, findings, names: new NameTable(), fileSpecifications: [] };
  const source: Source = { bytes, ...shared, endstreams: null };
  checkHeader(bytes, findings);
  const list = readRevisions(source);
  const objects = new ObjectTable(source, list);
  objects.readAll();
  explainBytes(source, list.revisions, objects);
  const linearisation = readLinearisation(source, list.revisions, objects);
  noteHybrids(list.revisions, findings);
  checkFreedByHybrids(list, findings);
  checkFreedObjects(source, list.revisions, objects);
  checkUnusedEntries(source, list.revisions, objects);
  checkStreamKeys(source, objects);
  if (checks === 'all') checkCompressedData(source, objects);
  const decode = ({ start, end, dict }: PdfStream, revision?: number) =>
    decodeStream(bytes.subarray(start, end), dict, (value) => objects.resolve(value, revision), source.budget);
  const { fileSpecifications } = source;
  return { bytes, limits, revisions: list.revisions, objects, findings, linearisation, fileSpecifications, decode };
}

function checkHeader(bytes: Uint8Array, findings: Findings): void {
  const [at, another] = positionsOf(bytes, '%PDF-', 0, Math.min(bytes.length, HEADER_WITHIN));
  if (at === undefined) throw new PdfReadError('not-a-pdf', 'no %PDF- header');
  if (at > 0) findings.add('garbage-before-header', 'the header does not begin the file', 0);
  if (another !== undefined) findings.add('header-ambiguous', 'a second header', another);
  const version = latin1(bytes.subarray(at + 5, at + 8));
  if (!/^[12]\.\d$/.test(version)) throw malformed('not a PDF version', at);
  if (!VERSIONS.includes(version) || !isSpace(bytes[at + 8])) {
    findings.add('header-ambiguous', 'a version that is none', at + 5);
  }
}

/** The document catalog as of a revision (ISO 32000-2, 7.7.2). Throws `file-malformed` when there is none. */
export function catalogOf(file: PdfFile, revision = file.revisions.length - 1): PdfDict {
  const trailer = file.revisions[revision]?.trailer;
  const catalog = trailer ? file.objects.resolve(entry(trailer, 'Root'), revision) : null;
  if (!isDict(catalog)) throw malformed('no document catalog');
  return catalog;
}
