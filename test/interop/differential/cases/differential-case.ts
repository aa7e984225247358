/** A file, and what it must look like as long as one of ours accepts it. */
export type DifferentialCase = {
  readonly name: string;
  readonly pdf: Uint8Array;
  /** The signed revisions, each as a file of its own; for a file of one revision, the one that it was made from. */
  readonly originals: readonly Uint8Array[];
  /** Who judges it: both where it was made from a sealed document, else `inspect` alone. */
  readonly answeredBy: 'verify' | 'inspect';
};

/** A case whose originals are its own signed revisions. */
export function signedCase(
  name: string,
  pdf: Uint8Array,
  answeredBy: DifferentialCase['answeredBy'],
): DifferentialCase {
  return { name, pdf, originals: signedRevisions(pdf), answeredBy };
}

const BYTE_RANGE = /\/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g;

/**
 * The beginnings of the file that its byte ranges cover, shortest first. They are looked for as text: our own reader is
 * what is tried here.
 */
export function signedRevisions(pdf: Uint8Array): readonly Uint8Array[] {
  const text = Buffer.from(pdf).toString('latin1');
  const ends = [...text.matchAll(BYTE_RANGE)].map(([, , start, length]) => Number(start) + Number(length));
  const inFile = [...new Set(ends)].filter((end) => end > 0 && end <= pdf.length);
  return inFile.sort((a, b) => a - b).map((end) => pdf.slice(0, end));
}
