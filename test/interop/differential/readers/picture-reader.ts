import { createHash } from 'node:crypto';

/** Dots per inch of all pictures: enough for every letter to leave a trace, and quick. */
export const PICTURE_DPI = 40;
/** Pages of a file that are looked at; their count is always compared. */
export const MAX_PAGES = 5;

/** What a reader shows of a file: a digest of its pages, or that it shows nothing. Equal for equal bytes. */
export type Picture = string;
export const UNREADABLE: Picture = 'unreadable';

/** A program that shows PDFs to people. */
export type PictureReader = {
  readonly name: string;
  readonly version: string;
  /** Never throws for what is in the bytes. */
  readonly picture: (pdf: Uint8Array) => Promise<Picture>;
};

/** A picture of the parts that a reader gave, in their order. */
export function pictureOf(parts: readonly (Uint8Array | string)[]): Picture {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(String(part.length)).update(':').update(part);
  return hash.digest('hex').slice(0, 16);
}
