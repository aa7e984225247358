import type { AgreementDocument } from '../documents/agreement-document.ts';

/** A document on disk. */
export type DocumentFile = AgreementDocument & { readonly file: string };

/**
 * What a tool makes of a document. `silent`: it found nothing wrong, but does not judge what the others judge, or does
 * not say.
 */
export type Opinion = { readonly says: 'accepts' | 'refuses' | 'silent'; readonly words: string };

/** Somebody else's validator, or one of our two, ready to be asked. */
export type Tool = {
  readonly name: ToolName;
  readonly version: string;
  /** What it was asked, and by which word it counts as accepting. */
  readonly judges: string;
  /** By the name of the document; those that it is not asked about are missing. */
  readonly judge: (documents: readonly DocumentFile[]) => Promise<ReadonlyMap<string, Opinion>>;
};

export const TOOL_NAMES = ['verify', 'inspect', 'pyHanko', 'EU DSS', 'pdfsig', 'qpdf', 'veraPDF'] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

/** A tool that is not to be had here, and why. */
export type Missing = { readonly name: ToolName; readonly why: string };

/** The file's opinions by its name, for tools that are asked one file at a time. */
export async function askEach(
  documents: readonly DocumentFile[],
  ask: (document: DocumentFile) => Opinion | Promise<Opinion>,
): Promise<ReadonlyMap<string, Opinion>> {
  const opinions = new Map<string, Opinion>();
  for (const document of documents) opinions.set(document.name, await ask(document));
  return opinions;
}
