import { PDFHexString, PDFString } from 'pdf-lib';
import { ascii } from './write-revision.ts';

/** Room for one offset of /ByteRange: files below 10 GB. */
const OFFSET_DIGITS = 10;

export type SignatureDictionary = {
  readonly bytes: Uint8Array;
  /** Where, within `bytes`, the first number after `/ByteRange [0 ` belongs; three of them, each padded. */
  readonly byteRangeAt: number;
  /** Where `<` of /Contents stands, and the byte after its `>`. */
  readonly contentsFrom: number;
  readonly contentsTo: number;
};

export type SignatureWords = {
  readonly signedAt: Date;
  readonly name: string;
  readonly reason: string;
  readonly contactInfo: string | null;
};

/**
 * The signature dictionary (ISO 32000-2 12.8.1, EN 319 142-1 §5.3) that certifies the document against every change
 * (DocMDP, P 1), with places of fixed width for what is known last.
 */
export function signatureDictionary(words: SignatureWords, signatureBytes: number): SignatureDictionary {
  const head = [
    '<<\n/Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.CAdES.detached',
    `/M ${PDFString.fromDate(words.signedAt).toString()}`,
    `/Name ${textString(words.name)}`,
    `/Reason ${textString(words.reason)}`,
    ...(words.contactInfo === null ? [] : [`/ContactInfo ${textString(words.contactInfo)}`]),
    '/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P 1 /V /1.2 >> >>]',
  ].join('\n');
  return withPlaces(head, signatureBytes);
}

/** The dictionary of a document time-stamp (ISO 32000-2 12.8.5, EN 319 142-1 §5.4.3), with the same places. */
export function timeStampDictionary(tokenBytes: number): SignatureDictionary {
  return withPlaces('<<\n/Type /DocTimeStamp\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.RFC3161', tokenBytes);
}

function withPlaces(beginning: string, signatureBytes: number): SignatureDictionary {
  const head = `${beginning}\n/ByteRange [0 `;
  const places = `${' '.repeat(OFFSET_DIGITS * 3 + 2)}]\n/Contents `;
  const contents = `<${'0'.repeat(signatureBytes * 2)}>`;
  const contentsFrom = head.length + places.length;
  return {
    bytes: ascii(`${head}${places}${contents}\n>>`),
    byteRangeAt: head.length,
    contentsFrom,
    contentsTo: contentsFrom + contents.length,
  };
}

/** The three numbers for the place that `byteRangeAt` names: always of the same width. */
export function byteRangeText(numbers: readonly [number, number, number]): Uint8Array {
  return ascii(numbers.map((number) => String(number).padEnd(OFFSET_DIGITS)).join(' '));
}

/** A text string in any script (ISO 32000-2 7.9.2.2). */
function textString(text: string): string {
  return PDFHexString.fromText(text).toString();
}
