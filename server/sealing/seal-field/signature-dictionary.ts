import { PDFHexString, PDFString } from 'pdf-lib';
import { ascii } from '#core/bytes/ascii.ts';
import { SEALING_PROGRAM } from '#core/pdf/exact/sealed-form.ts';

export type SignatureWords = {
  readonly signedAt: Date;
  readonly name: string;
  readonly reason: string;
  readonly contactInfo: string | null;
};

/**
 * The signature dictionary (ISO 32000-2 12.8.1, EN 319 142-1 §5.3) that certifies the document against every change
 * (DocMDP, P 1), says in which form the file is, and has room for what is known last.
 */
export function signatureDictionary(words: SignatureWords, signatureBytes: number): Uint8Array {
  const { name, form } = SEALING_PROGRAM;
  const lines = [
    '/Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.CAdES.detached',
    `/M ${PDFString.fromDate(words.signedAt).toString()}`,
    `/Name ${textString(words.name)}`,
    `/Reason ${textString(words.reason)}`,
    ...(words.contactInfo === null ? [] : [`/ContactInfo ${textString(words.contactInfo)}`]),
    '/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P 1 /V /1.2 >> >>]',
    `/Prop_Build << /App << /Name /${name} /R ${form} >> >>`,
    '/ByteRange [0 0 0 0]',
    `/Contents <${'00'.repeat(signatureBytes)}>`,
  ];
  return ascii(`<<\n${lines.join('\n')}\n>>`);
}

/** A text string in any script (ISO 32000-2 7.9.2.2). */
function textString(text: string): string {
  return PDFHexString.fromText(text).toString();
}
