import { forgeCms, goodAttributes } from './cms.ts';
import { latin1Bytes } from './pdf-writer.ts';
import type { TestCertificate } from './pki.ts';

/** Room for a CMS with one P-256 certificate. */
export const ROOM = `<${'0'.repeat(4000)}>`;

/** Makes the CMS of a document's byte range. */
export type MakeCms = (signed: Uint8Array, leaf: TestCertificate) => Uint8Array;

export const goodCms: MakeCms = (signed, leaf) =>
  forgeCms({ leaf, attributes: Object.values(goodAttributes(signed, leaf)) });

/**
 * Signs the last signature dictionary of a text whose byte range is filled in and whose /Contents is `ROOM`: the others
 * have their CMS already. Any `MakeCms` may break a rule.
 */
export function signPdf(text: string, leaf: TestCertificate, make: MakeCms = goodCms): string {
  const gap = text.lastIndexOf(ROOM);
  if (gap < 0) throw new Error('no room for a signature');
  const range = /\/ByteRange\s*\[([^\]]*)\]/g;
  const numbers = [...text.matchAll(range)].map(([, list = '']) => list.trim().split(/\s+/).map(Number));
  const own = numbers.find(([, length]) => length === gap);
  if (own === undefined) throw new Error('no byte range around the room');
  const [first = 0, length = 0, second = 0, rest = 0] = own;
  const signed = latin1Bytes(text.slice(first, first + length) + text.slice(second, second + rest));
  const hex = Buffer.from(make(signed, leaf)).toString('hex');
  if (hex.length > ROOM.length - 2) throw new Error(`${hex.length} digits do not fit`);
  return `${text.slice(0, gap)}<${hex.padEnd(ROOM.length - 2, '0')}>${text.slice(gap + ROOM.length)}`;
}
