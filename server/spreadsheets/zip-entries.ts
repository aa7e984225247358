import { inflateRawSync } from 'node:zlib';
import { notReadable, tooLarge } from './spreadsheet-fault.ts';

export type ZipBounds = {
  /** Entries of the archive, read or not. */
  readonly maxEntries: number;
  /** Octets of all entries that are read, unpacked. */
  readonly maxBytes: number;
  /** Which entries are read. */
  readonly isWanted: (name: string) => boolean;
};

/** Signatures and sizes of APPNOTE.TXT, 4.3. */
const END = { signature: 0x06054b50, size: 22, mostComment: 0xffff } as const;
const CENTRAL = { signature: 0x02014b50, size: 46 } as const;
const LOCAL = { signature: 0x04034b50, size: 30 } as const;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

type Entry = {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly packed: number;
  readonly local: number;
};

/**
 * The wanted entries of an archive by their names. What the archive says of sizes is not believed: octets are counted while they
 * are unpacked, and unpacking ends with the one that is too many. Throws `SpreadsheetFault`.
 */
export function readZipEntries(archive: Uint8Array, bounds: ZipBounds): ReadonlyMap<string, Uint8Array> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const entries = listEntries(archive, view, bounds.maxEntries).filter(({ name }) => bounds.isWanted(name));
  const read = new Map<string, Uint8Array>();
  let left = bounds.maxBytes;
  for (const entry of entries) {
    if (read.has(entry.name)) throw notReadable('an archive with two entries of one name is read in two ways');
    const bytes = unpack(archive, view, entry, left);
    left -= bytes.length;
    read.set(entry.name, bytes);
  }
  return read;
}

function listEntries(archive: Uint8Array, view: DataView, most: number): readonly Entry[] {
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  if (count > most) throw tooLarge(`${count} entries`);
  const entries: Entry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index += 1) {
    if (at + CENTRAL.size > archive.length || view.getUint32(at, true) !== CENTRAL.signature)
      throw notReadable('the directory of the archive is broken');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const name = archive.subarray(at + CENTRAL.size, at + CENTRAL.size + (nameLength ?? 0));
    entries.push({
      name: new TextDecoder().decode(name),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      local: view.getUint32(at + 42, true),
    });
    at += CENTRAL.size + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
  }
  return entries;
}

/** The last one that the file has. */
function findEnd(view: DataView): number {
  const first = Math.max(0, view.byteLength - END.size - END.mostComment);
  for (let at = view.byteLength - END.size; at >= first; at -= 1)
    if (view.getUint32(at, true) === END.signature) return at;
  throw notReadable('no archive');
}

function unpack(archive: Uint8Array, view: DataView, entry: Entry, most: number): Uint8Array {
  const { flags, method, packed, local } = entry;
  if ((flags & ENCRYPTED) !== 0) throw notReadable('the archive is encrypted');
  if (local + LOCAL.size > archive.length || view.getUint32(local, true) !== LOCAL.signature)
    throw notReadable('an entry is not where the archive says');
  const start = local + LOCAL.size + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + packed > archive.length) throw notReadable('an entry goes on behind the archive');
  const bytes = archive.subarray(start, start + packed);
  if (method === STORED) {
    if (bytes.length > most) throw tooLarge('too much in the archive');
    return bytes;
  }
  if (method !== DEFLATED) throw notReadable(`packed by method ${method}`);
  try {
    // At least one: nothing at all is no bound.
    return new Uint8Array(inflateRawSync(bytes, { maxOutputLength: Math.max(1, most) }));
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException;
    const isLarge = code === 'ERR_BUFFER_TOO_LARGE';
    throw isLarge ? tooLarge('too much in the archive') : notReadable('an entry cannot be unpacked', fault);
  }
}
