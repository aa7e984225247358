import { DocumentFileFault } from '../../ports/document-files.ts';

type SystemFault = { readonly code?: string; readonly syscall?: string; readonly message?: string };

/** Handles a rejection: the one fault of the file system that is expected gives `value`, every other one is thrown on. */
export function unless<const Value = undefined>(code: string, value?: Value): (error: unknown) => Value {
  return (error) => {
    if ((error as SystemFault | null)?.code !== code) throw error;
    return value as Value;
  };
}

/** Throws what the file system says as `DocumentFileFault`; other errors are thrown on as they are. */
export async function orFault<Value>(root: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    const { code, syscall, message } = (error ?? {}) as SystemFault;
    if (error instanceof DocumentFileFault || syscall === undefined) throw error;
    // A sector that can no longer be read.
    if (code === 'EIO' && syscall === 'read')
      throw new DocumentFileFault('stored-file-damaged', `a file in ${root} cannot be read (${message})`, {
        cause: error,
      });
    throw new DocumentFileFault(
      'file-store-unusable',
      `The folder ${root} cannot be used: check that it belongs to this user and has free space (${message}).`,
      { cause: error },
    );
  }
}
