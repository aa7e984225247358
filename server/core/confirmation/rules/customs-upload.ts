import type { FieldCode, WordData } from '#core/confirmation/errors.ts';

/**
 * What customs take as an electronic document beside a declaration (GACC's standard for such files: PDF of at least 1.4, at
 * most 4 MB a file and 400 KB a page, file names of at most 64 characters). Our reading, on the safe side: a KB is 1,000
 * bytes, and a page's share is the file's size over its pages.
 */
export const CUSTOMS_UPLOAD = {
  leastVersion: 1.4,
  maxFileBytes: 4_000_000,
  maxPageBytes: 400_000,
  maxNameLength: 64,
} as const;

/** A file as it would be uploaded. */
export type UploadedFile = {
  /** As in its header: `%PDF-1.7`. Null where it has none. */
  readonly version: number | null;
  readonly bytes: number;
  readonly pages: number;
  readonly name: string;
};

export type CustomsFault = {
  readonly code: Extract<
    FieldCode,
    'customs-version' | 'customs-file-too-large' | 'customs-pages-too-large' | 'customs-file-name-too-long'
  >;
  readonly data: WordData;
};

/** Why customs would not take a file; empty where they would. None of it speaks against the document. */
export function customsFaults({ version, bytes, pages, name }: UploadedFile): readonly CustomsFault[] {
  const { leastVersion, maxFileBytes, maxPageBytes, maxNameLength } = CUSTOMS_UPLOAD;
  const kilobytes = Math.ceil(bytes / Math.max(1, pages) / 1_000);
  const faults: readonly (CustomsFault | false)[] = [
    (version === null || version < leastVersion) && { code: 'customs-version', data: { least: String(leastVersion) } },
    bytes > maxFileBytes && {
      code: 'customs-file-too-large',
      data: { megabytes: Math.ceil(bytes / 100_000) / 10, most: maxFileBytes / 1_000_000 },
    },
    bytes > maxPageBytes * pages && {
      code: 'customs-pages-too-large',
      data: { kilobytes, most: maxPageBytes / 1_000 },
    },
    [...name].length > maxNameLength && { code: 'customs-file-name-too-long', data: { most: maxNameLength } },
  ];
  return faults.filter((fault) => fault !== false);
}

const HEADER = /^%PDF-(\d\.\d)/;

/** The version in the header of a PDF; null where it has none. */
export function pdfVersion(pdf: Uint8Array): number | null {
  const [, version] = HEADER.exec(String.fromCharCode(...pdf.subarray(0, 8))) ?? [];
  return version === undefined ? null : Number(version);
}
