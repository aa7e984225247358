import { positionsOf } from '#core/pdf/syntax/characters.ts';
import { decodeStream } from '#core/pdf/syntax/decode-stream.ts';
import { Budget, type Limits } from '#core/pdf/syntax/limits.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { PdfReadError } from '#core/pdf/syntax/read-error.ts';
import { isArray, isDict, isStream, type PdfStream, type PdfValue } from '#core/pdf/syntax/values.ts';

const KEY = 'ByteRange';
const WRITTEN = `/${KEY}`;

/**
 * Whether something in a file looks like a signature, wherever it lies: in its bytes, in what its streams decode to, or as a
 * key that is written with escapes. Without one it is unsigned for certain.
 * @throws PdfReadError `limit-exceeded` where its streams are more than can be looked through
 */
export function mentionsByteRange(file: PdfFile): boolean {
  if (positionsOf(file.bytes, WRITTEN).length > 0) return true;
  const objects = file.objects.everywhere();
  const budget = new Budget(limitsOf(file), file.bytes.length);
  return (
    hasKey(objects.map(({ value }) => value)) ||
    objects.some(({ value }) => isStream(value) && says(file, value, budget))
  );
}

/** All streams together are bounded, and not how much one of them is compressed: a white page may be a few bytes. */
function limitsOf({ limits }: PdfFile): Limits {
  const { checkedBytes } = limits;
  const inflateRatio = Number.POSITIVE_INFINITY;
  return { ...limits, inflatedBytes: checkedBytes, encodedBytes: checkedBytes, inflateRatio };
}

/** Streams that this reader cannot decode are images and fonts: others do not look for signatures there either. */
function says(file: PdfFile, stream: PdfStream, budget: Budget): boolean {
  const encoded = file.bytes.subarray(stream.start, stream.end);
  try {
    const data = decodeStream(encoded, stream.dict, (value) => file.objects.resolve(value), budget);
    return positionsOf(data, WRITTEN).length > 0;
  } catch (error) {
    if (error instanceof PdfReadError && error.code === 'file-malformed') return false;
    throw error;
  }
}

function hasKey(values: readonly PdfValue[]): boolean {
  const open: PdfValue[] = [...values];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (isArray(value)) for (const item of value) open.push(item);
    else if (isStream(value)) open.push(value.dict);
    else if (isDict(value)) {
      if (value.entries.has(KEY)) return true;
      for (const item of value.entries.values()) open.push(item);
    }
  }
  return false;
}
