const UTF16 = new TextDecoder('utf-16be');
const UTF8 = new TextDecoder('utf-8');

/** PDFDocEncoding where it differs from Latin-1 (ISO 32000-2, annex D.3). */
const FROM_18 = '\u02d8\u02c7\u02c6\u02d9\u02dd\u02db\u02da\u02dc';
const FROM_80 =
  '\u2022\u2020\u2021\u2026\u2014\u2013\u0192\u2044\u2039\u203a\u2212\u2030\u201e\u201c\u201d\u2018' +
  '\u2019\u201a\u2122\ufb01\ufb02\u0141\u0152\u0160\u0178\u017d\u0131\u0142\u0153\u0161\u017e\ufffd\u20ac';

/** A text string as Unicode: UTF-16BE or UTF-8 by its byte order mark, else PDFDocEncoding (ISO 32000-2, 7.9.2.2). */
export function decodeTextString(bytes: Uint8Array): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return UTF16.decode(bytes.subarray(2));
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return UTF8.decode(bytes.subarray(3));
  let text = '';
  for (const byte of bytes) text += pdfDocCharacter(byte);
  return text;
}

function pdfDocCharacter(byte: number): string {
  if (byte >= 0x18 && byte < 0x20) return FROM_18.charAt(byte - 0x18);
  if (byte >= 0x80 && byte <= 0xa0) return FROM_80.charAt(byte - 0x80);
  return String.fromCharCode(byte);
}
