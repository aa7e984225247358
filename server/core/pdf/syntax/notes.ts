/**
 * What is written otherwise than ISO 32000-2 has it and is read alike by every reader: named, and never judged. Permanent
 * codes.
 */
export const FILE_NOTES = [
  'number-long',
  'hybrid-restated',
  'hybrid-update',
  'xref-stream-unused',
  'object-behind-eof',
  'offset-before-object',
  'endobj-missing',
  'entry-unused',
] as const;
export type FileNote = (typeof FILE_NOTES)[number];

/** `where`: `byte N` counted from 0, or `file` for what stands in decoded data. */
export type NotedInFile = { readonly code: FileNote; readonly where: string };
