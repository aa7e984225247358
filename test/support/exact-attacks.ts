import type { Verdict } from '#core/confirmation/verdict.ts';
import { judgeSeal } from '#core/validation/judge-seal.ts';
import { readDocument } from '#core/validation/read-document.ts';
import { readPages } from '#core/validation/read-pages.ts';
import type { DocumentReader } from '../../server/ports/document-reader.ts';
import { loadPdfJs } from '../../server/workers/load-pdf-js.ts';
import { type Judging, judgeFile } from './judge-file.ts';
import { sealedPart } from './sealed-files.ts';
import { seededRandom } from './seeded-random.ts';
import { isFullRun } from './test-share.ts';
import { UPDATE_KINDS, validLookingUpdate } from './valid-looking-updates.ts';

/** What was done to a file that is accepted all the same. */
export type Survivor = { readonly what: string; readonly verdict: Verdict['verdict'] };

export type AttackRun = { readonly seed: number; readonly mutations: number; readonly updates: number };

/** How often `npm run attacks` attacks each file. */
export const ALL_ATTACKS = { mutations: 5000, updates: 2000 } as const;
/** How often the tests do: each kind of update once and a hundredth of the octets; all of it in a full run (`test-share.ts`). */
export const USUAL_ATTACKS = isFullRun() ? ALL_ATTACKS : { mutations: 50, updates: UPDATE_KINDS.length };

/**
 * Changes a file in seeded ways, each time by one octet or by one update that looks like a writer's own, and judges what
 * comes of it by an install that knows the number and by one that trusts the anchor only. Gives what either accepts.
 */
export async function attackFile(pdf: Uint8Array, judging: Judging, run: AttackRun): Promise<readonly Survivor[]> {
  const random = seededRandom(run.seed);
  const survivors: Survivor[] = [];
  const inside = rememberedReading(sealedPart(pdf));
  const attempt = async (changed: Uint8Array, what: string) => {
    for (const verdict of await verdictsOn(changed, judging, inside))
      if (verdict !== 'not-valid') survivors.push({ what, verdict });
  };
  for (let count = 0; count < run.mutations; count++) {
    const { changed, what } = withOneOctet(pdf, random);
    await attempt(changed, what);
  }
  for (let count = 0; count < run.updates; count++) {
    const kind = UPDATE_KINDS[count % UPDATE_KINDS.length] as (typeof UPDATE_KINDS)[number];
    await attempt(validLookingUpdate(pdf, kind, random), `update ${count}: ${kind}`);
  }
  return survivors;
}

type Reading = Pick<DocumentReader, 'read' | 'readPages'>;

/** Reads these bytes, and their pages, once for the whole run: nearly every changed file has them inside. */
function rememberedReading(pdf: Uint8Array): Reading {
  let reading: ReturnType<Reading['read']> | null = null;
  let text: ReturnType<Reading['readPages']> | null = null;
  const isInside = (bytes: Uint8Array) => Buffer.compare(bytes, pdf) === 0;
  return {
    read: (bytes, context) => {
      if (!isInside(bytes)) return readDocument(bytes, context);
      reading ??= readDocument(bytes, context);
      return reading;
    },
    readPages: (bytes) => {
      if (!isInside(bytes)) return readPages(loadPdfJs, bytes);
      text ??= readPages(loadPdfJs, bytes);
      return text;
    },
  };
}

/** With the registry, and without it; the bytes are read once for both. */
async function verdictsOn(pdf: Uint8Array, judging: Judging, inside: Reading): Promise<readonly Verdict['verdict'][]> {
  let whole: ReturnType<Reading['read']> | null = null;
  const read: Reading['read'] = (bytes, context) => {
    if (bytes !== pdf) return inside.read(bytes, context);
    whole ??= readDocument(bytes, context);
    return whole;
  };
  const reader: DocumentReader = { read, readPages: inside.readPages, judge: judgeSeal };
  const known = await judgeFile(pdf, judging, reader);
  const blind = await judgeFile(pdf, { ...judging, record: null }, reader);
  return [known.verdict, blind.verdict];
}

/** One octet inserted, left out or changed. */
function withOneOctet(pdf: Uint8Array, random: () => number): { readonly changed: Uint8Array; readonly what: string } {
  const at = Math.floor(random() * pdf.length);
  const octet = Math.floor(random() * 256);
  const how = Math.floor(random() * 3);
  const [before, after] = [pdf.subarray(0, at), pdf.subarray(at)];
  if (how === 0) return { changed: joined(before, Uint8Array.of(octet), after), what: `${octet} inserted at ${at}` };
  if (how === 1) return { changed: joined(before, after.subarray(1)), what: `left out at ${at}` };
  const changed = pdf.slice();
  changed[at] = octet === pdf[at] ? octet ^ 1 : octet;
  return { changed, what: `${changed[at]} at ${at}` };
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
