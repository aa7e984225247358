import type { PdfDict, PdfName, PdfValue } from '#core/pdf/syntax/values.ts';

/** The dictionary of a document time-stamp (ISO 32000-2 12.8.5, EN 319 142-1 §5.4.3), with the same room. */
export function timeStampDictionary(tokenBytes: number): PdfDict {
  const room = new Uint8Array(tokenBytes);
  return {
    type: 'dict',
    entries: new Map<string, PdfValue>([
      ['Type', pdfName('DocTimeStamp')],
      ['Filter', pdfName('Adobe.PPKLite')],
      ['SubFilter', pdfName('ETSI.RFC3161')],
      ['ByteRange', [0, 0, 0, 0]],
      ['Contents', { type: 'string', form: 'hex', bytes: room, source: room, start: 0, end: 0 }],
    ]),
  };
}

export function pdfName(value: string): PdfName {
  return { type: 'name', value };
}
