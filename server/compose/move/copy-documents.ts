import { DocumentFileFault, type DocumentFiles } from '../../ports/document-files.ts';
import { MoveFault } from '../../ports/move-fault.ts';
import { documentsOf, type StoreTarget, type StoreView, wholeRecords } from '../../stores/dump/store-view.ts';

/** Confirmations whose documents are read at once. */
const BATCH = 8;
/** Names in a message. */
const SHOWN = 10;

/** How many bytes a stored document has; null where it is missing. */
export type SizeOf = (sha256: string) => Promise<number | null>;

/**
 * Looks at the documents that a store names, without reading them.
 * @throws {MoveFault} `move-document-missing`, `move-document-too-large`
 */
export async function refuseDocuments(view: StoreView, sizeOf: SizeOf, mostBytes: number): Promise<void> {
  const missing: string[] = [];
  const large: string[] = [];
  for await (const [number, sha256] of named(view)) {
    const size = await sizeOf(sha256);
    if (size === null) missing.push(`${sha256} (${number})`);
    else if (size > mostBytes) large.push(`${sha256} (${number}, ${size} bytes)`);
  }
  if (missing.length > 0)
    throw new MoveFault('move-document-missing', `${shown(missing)} missing: restore from a backup, then try again`);
  if (large.length > 0)
    throw new MoveFault('move-document-too-large', `${shown(large)}: MongoDB takes ${mostBytes} bytes of a document`);
}

async function* named(view: StoreView): AsyncGenerator<readonly [string, string]> {
  for await (const record of wholeRecords(view, 'confirmations'))
    for (const sha256 of documentsOf(record)) yield [record.number, sha256];
}

function shown(names: readonly string[]): string {
  return names.length <= SHOWN ? names.join(', ') : `${names.slice(0, SHOWN).join(', ')}, … (${names.length})`;
}

/** Copies every document that a store names, each compared with its SHA-256. Goes on where an earlier try ended. @throws {MoveFault} */
export async function copyDocuments(
  view: StoreView,
  { from, to }: { readonly from: DocumentFiles; readonly to: DocumentFiles },
  target: StoreTarget,
  onBatch: () => void = () => undefined,
): Promise<void> {
  let count = (await target.progress()).documents ?? 0;
  for await (const batch of confirmations(view, count)) {
    await Promise.all(batch.names.map(async (sha256) => to.put(await documentFrom(from, sha256))));
    count += batch.count;
    await target.noteDocuments(count);
    onBatch();
  }
}

/** Reads every document that a store names. Gives how many there are. @throws {MoveFault} */
export async function checkDocuments(view: StoreView, files: DocumentFiles): Promise<number> {
  let count = 0;
  for await (const { names } of confirmations(view, 0)) {
    await Promise.all(names.map((sha256) => documentFrom(files, sha256)));
    count += names.length;
  }
  return count;
}

async function* confirmations(view: StoreView, skip: number) {
  let names: string[] = [];
  let count = 0;
  for await (const record of wholeRecords(view, 'confirmations', skip)) {
    names.push(...documentsOf(record));
    count += 1;
    if (count < BATCH) continue;
    yield { names, count };
    names = [];
    count = 0;
  }
  if (count > 0) yield { names, count };
}

async function documentFrom(files: DocumentFiles, sha256: string): Promise<Uint8Array> {
  try {
    const pdf = await files.get(sha256);
    if (pdf !== null) return pdf;
  } catch (cause) {
    if (!(cause instanceof DocumentFileFault) || cause.code !== 'stored-file-damaged') throw cause;
    throw new MoveFault('move-document-damaged', `${sha256} was changed or damaged: restore it from a backup`, {
      cause,
    });
  }
  throw new MoveFault('move-document-missing', `${sha256} is missing: restore it from a backup`);
}
