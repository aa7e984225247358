import { beforeAll } from '@jest/globals';
import { fillByteRange, signatureDict } from './pdf-writer.ts';
import { type TestPki, testPki } from './pki.ts';
import { type MakeCms, ROOM, signPdf } from './sign-pdf.ts';
import { BODIES, type SignedOptions, signedDocument, type Update, update } from './signed-document.ts';

/** Documents of somebody else, really signed, with the forms and permissions that ours never have. */
export type ForeignDocuments = {
  readonly signed: (docMdp: SignedOptions['docMdp'], options?: Omit<SignedOptions, 'docMdp'>, make?: MakeCms) => string;
  readonly updated: (
    docMdp: SignedOptions['docMdp'],
    change: Update,
    options?: Omit<SignedOptions, 'docMdp'>,
  ) => string;
  /** An update whose signature dictionary (`unsignedValue`) is signed, too. */
  readonly signedAgain: (text: string, change: Update, make?: MakeCms) => string;
};

/** A second signature dictionary, to be signed. */
export const unsignedValue = (more = '') => signatureDict({ contents: ROOM, more });

/** Signs with the disposable PKI, for a whole test file. */
export function foreignDocuments(): ForeignDocuments {
  let pki: TestPki;
  beforeAll(async () => {
    pki = await testPki();
  });
  const signed: ForeignDocuments['signed'] = (docMdp, options = {}, make) =>
    signPdf(signedDocument({ ...options, docMdp, contents: ROOM }), pki.ec, make);
  return {
    signed,
    updated: (docMdp, change, options) => update(signed(docMdp, options), change),
    signedAgain: (text, change, make) => signPdf(fillByteRange(update(text, change)), pki.ec, make),
  };
}

/** The page with annotations added. */
export const withAnnotations = (more: string): readonly [number, string] => [
  3,
  `<<${BODIES.page}/Annots[${BODIES.annots} ${more}]>>`,
];

/** The form with fields added. */
export const withFields = (more: string): readonly [number, string] => [
  9,
  `<</Fields[${BODIES.fields} ${more}]/SigFlags 3/DR<</Font<</F1 16 0 R>>>>>>`,
];
