import { streamText } from '../../../support/signed-document.ts';
import { choose, type Random } from './choose.ts';

/** Page content that nobody can overlook, in whatever document. */
export const FORGED_CONTENT = streamText('', '1 0 0 rg 20 20 150 150 re f');

const HEADERS = [
  (number: number) => `${number} 0 obj`,
  (number: number) => `${number}\0%c\n0\0%c\nobj`,
  (number: number) => `${number} %c\n0 obj`,
  (number: number) => `${number}. 0. obj`,
  (number: number) => `${number}%c\r0 obj`,
  (number: number) => `+${number} 0 obj`,
  (number: number) => `${number}\t0\tobj`,
] as const;

/** Bytes that readers who rebuild a table take for another object of that number, or for a trailer to another catalog. */
export function hiddenText(number: number, random: Random): string {
  const header = choose(random, HEADERS)(number);
  const hidden = random() < 0.85 ? `${header}\n${FORGED_CONTENT}\nendobj` : `trailer\n<</Root ${number} 0 R>>`;
  return `x\nendstream\nendobj\n${hidden}\n`;
}

/** Objects from that number on that hide the text: in a stream of direct or indirect length, or in a string. */
export function hidingObjects(text: string, first: number, random: Random): readonly (readonly [number, string])[] {
  const escaped = text.replace(/[()\\]/g, '\\$&');
  const direct: readonly (readonly [number, string])[] = [[first, streamText('/Type/EmbeddedFile', text)]];
  return choose(random, [
    direct,
    [
      [first, `<</Length ${first + 1} 0 R>>\nstream\n${text}\nendstream`],
      [first + 1, String(text.length)],
    ],
    [[first, `<</T(${escaped})>>`]],
  ]);
}
