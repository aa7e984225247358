import { isArray, type PdfDict, type PdfValue } from '#core/pdf/syntax/values.ts';

/**
 * A value that was read, as text to write again (ISO 32000-2, 7.3); every string in hex. ASCII only. Throws for a stream:
 * those stay where they are, and are referred to.
 */
export function valueText(value: PdfValue): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (isArray(value)) return `[${value.map(valueText).join(' ')}]`;
  switch (value.type) {
    case 'real':
      return value.value.toFixed(REAL_DIGITS);
    case 'name':
      return nameText(value.value);
    case 'string':
      return `<${Array.from(value.bytes, hexByte).join('')}>`;
    case 'ref':
      return `${value.number} ${value.generation} R`;
    case 'dict':
      return dictText(value);
    case 'stream':
      throw new Error('a stream is not written again');
  }
}

/** Exponents are no PDF numbers. */
const REAL_DIGITS = 6;

function dictText({ entries }: PdfDict): string {
  return `<<\n${[...entries].map(([key, value]) => `${nameText(key)} ${valueText(value)}\n`).join('')}>>`;
}

/**
 * A name as ISO 32000-2, 7.3.5 writes it, slash included. As they are stand regular characters within ASCII, but for the
 * sign that escapes.
 */
export function nameText(name: string): string {
  const escaped = Array.from(name, (character) =>
    /[!-~]/.test(character) && !/[#()<>[\]{}/%]/.test(character) ? character : `#${hexByte(character.charCodeAt(0))}`,
  );
  return `/${escaped.join('')}`;
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/** The dictionary with one entry set, in its place or at the end. */
export function withEntry({ entries }: PdfDict, key: string, value: PdfValue): PdfDict {
  return { type: 'dict', entries: new Map([...entries, [key, value]]) };
}
