import { canonicalJson } from '../domain/canonical-json.ts';
import type { SealData } from '../domain/manufacturer.ts';
import { typesetTemplate } from './typst-templates.ts';

/** Drawn seals by their data. A process draws for few manufacturers; the oldest goes when there are too many. */
const drawn = new Map<string, Uint8Array>();
const MOST_DRAWN = 64;

/**
 * The company seal as a one-page PDF of 44 mm × 44 mm, a vector at true size, drawn from the registered data.
 * The same data give the same array, so that work on it can be remembered.
 */
export function drawSeal(seal: SealData): Uint8Array {
  const key = canonicalJson(seal);
  const known = drawn.get(key);
  if (known !== undefined) return known;
  const { pdf } = typesetTemplate({ template: 'seal', data: { 'seal.json': key }, standard: 'a-2u', createdAt: 0 });
  const [oldest] = drawn.keys();
  if (drawn.size >= MOST_DRAWN && oldest !== undefined) drawn.delete(oldest);
  drawn.set(key, pdf);
  return pdf;
}
