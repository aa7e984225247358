import { DocumentFileFault, type DocumentFiles } from '../../ports/document-files.ts';

/** Told which stored file could not be had: whoever asked for it learns only that it is missing or damaged. */
export type OnStoredFileFault = (fault: StoredFileFault) => void;
export type StoredFileFault = {
  readonly code: 'stored-file-missing' | 'stored-file-damaged';
  readonly number: string;
  readonly sha256: string;
  readonly detail: string;
};

export type StoredFileAccess = {
  readonly files: Pick<DocumentFiles, 'get'>;
  readonly onStoredFileFault?: OnStoredFileFault;
};

export type StoredFile =
  | { readonly kind: 'read'; readonly pdf: Uint8Array }
  | { readonly kind: 'unusable'; readonly code: StoredFileFault['code'] };

/** The file that a record names: its very bytes, or why they cannot be had. Throws where the store itself fails. */
export async function readStoredFile(
  { files, onStoredFileFault }: StoredFileAccess,
  { number, sha256 }: { readonly number: string; readonly sha256: string },
): Promise<StoredFile> {
  const unusable = (code: StoredFileFault['code'], detail: string): StoredFile => {
    onStoredFileFault?.({ code, number, sha256, detail });
    return { kind: 'unusable', code };
  };
  try {
    const pdf = await files.get(sha256);
    return pdf === null ? unusable('stored-file-missing', 'there is no such file') : { kind: 'read', pdf };
  } catch (fault) {
    if (!(fault instanceof DocumentFileFault) || fault.code !== 'stored-file-damaged') throw fault;
    return unusable(fault.code, fault.message);
  }
}
