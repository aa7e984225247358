import { styleText } from 'node:util';
import stringWidth from 'string-width';

/** How something may look on the terminal. */
export type Look = 'bold' | 'dim' | 'green' | 'red' | 'yellow';

/** Where a person reads. */
export type Screen = {
  /** Columns; without bound where the output goes to a file or another program. */
  readonly width: number;
  /** Leaves the text as it is where the output must hold no control sequences. */
  readonly paint: (look: Look, text: string) => string;
};

const LEAST_WIDTH = 40;

/** What standard output shows on. Control sequences go to terminals alone, and not where NO_COLOR is set (no-color.org). */
export function screenOf(
  stdout: { readonly isTTY?: boolean; readonly columns?: number },
  env: Readonly<Record<string, string | undefined>>,
): Screen {
  if (stdout.isTTY !== true) return { width: Number.POSITIVE_INFINITY, paint: (_look, text) => text };
  const isPlain = (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb';
  return {
    width: Math.max(LEAST_WIDTH, stdout.columns ?? 80),
    paint: (look, text) => (isPlain ? text : styleText(look, text, { validateStream: false })),
  };
}

/** Our own looks; every other control character but the end of a line. */
const ESCAPE = String.fromCharCode(0x1b);
const CONTROL = new RegExp(`(${ESCAPE}\\[\\d{1,3}m)|[^\\P{Cc}\\n]`, 'gu');

/** What is about to be shown, without what would steer the terminal, wherever it came from. */
export function withoutControls(text: string): string {
  return text.replace(CONTROL, (_control, look: string | undefined) => look ?? '\uFFFD');
}

/** Columns that a text takes: a Chinese character takes two, a combining one none. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** Filled up with spaces to that many columns. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** What may stand alone at the end of a line: a Chinese character with the punctuation behind it, or a word with its space. */
const PIECE = /[\p{Script=Han}“（《][，。；：、”）》！？]?|[^\s\p{Script=Han}“（《]+ ?|\s/gu;

/** Columns that the widest part of a text takes that no line should cut. */
export function widestPiece(text: string): number {
  return Math.max(0, ...(text.match(PIECE) ?? []).map((piece) => widthOf(piece.trimEnd())));
}

/** The lines of a text, none of them wider than that. */
export function wrapped(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((line) => wrappedLine(line, width));
}

function wrappedLine(text: string, width: number): readonly string[] {
  if (widthOf(text) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  for (const piece of (text.match(PIECE) ?? []).flatMap((word) => fitting(word, width))) {
    if (widthOf((line + piece).trimEnd()) > width && line !== '') {
      lines.push(line.trimEnd());
      line = '';
    }
    line += line === '' ? piece.trimStart() : piece;
  }
  return [...lines, line.trimEnd()];
}

/** A word that is wider than a line is cut where the line ends. */
function fitting(word: string, width: number): readonly string[] {
  if (widthOf(word.trimEnd()) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  for (const { segment } of GRAPHEMES.segment(word)) {
    if (widthOf(part + segment) > width) {
      parts.push(part);
      part = '';
    }
    part += segment;
  }
  return [...parts, part];
}

/** A text behind a margin, wrapped; the first line begins with `lead`, which is as wide as the margin or wider. */
export function hanging(lead: string, text: string, margin: number, width: number): string {
  const first = padded(lead, margin);
  const lines = wrapped(text, Math.max(10, width - margin));
  if (widthOf(lead) > margin - 1 && lead.trim() !== '')
    return [lead, ...lines.map((line) => ' '.repeat(margin) + line)].join('\n');
  return lines.map((line, index) => (index === 0 ? first : ' '.repeat(margin)) + line).join('\n');
}
