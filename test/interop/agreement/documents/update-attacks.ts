import { hoursFromNow, withDocumentTimeStamp, withSecurityStore } from '../../../support/added-proofs.ts';
import { latin1Bytes, latin1Text, signatureDict } from '../../../support/pdf-writer.ts';
import { ROOM, signPdf } from '../../../support/sign-pdf.ts';
import { streamText } from '../../../support/signed-document.ts';
import { type Target, withEntry, withUpdate } from '../../../support/target.ts';
import { type AgreementDocument, documentsOf } from './agreement-document.ts';
import type { TestTrust } from './test-trust.ts';

const FORM = streamText('/Type/XObject/Subtype/Form/BBox[0 0 300 60]', '1 g 0 0 300 60 re f');

/** Well-formed revisions behind a sealed document (ISA, EAA, SSA, shadow): it is certified against every change. */
export function updateAttacks(target: Target, { leaf, root, tsa }: TestTrust): readonly AgreementDocument[] {
  const { catalog, page, content, field, signature, free, body } = target;
  const pageWith = (more: string) => [page, withEntry(body(page), more)] as const;
  const catalogWith = (more: string) => [catalog, withEntry(body(catalog), more)] as const;
  const annotated = (dict: string) =>
    withUpdate(target, [
      [page, body(page).replace(/\/Annots\s*\[/, `/Annots[${free} 0 R `)],
      [free, dict],
      [free + 1, FORM],
    ]);
  const genuine = latin1Bytes(target.text);
  const stored = withSecurityStore(genuine, { Certs: [tsa.der, root.der] });
  const stamp = (pdf: Uint8Array) =>
    withDocumentTimeStamp(pdf, { tsa, root }, { at: hoursFromNow(0), certificates: [tsa.der] });
  return documentsOf('verify', [
    ['added-store', 'validation data that somebody else added', stored],
    ['added-time-stamp', "somebody else's time-stamp", stamp(genuine)],
    ['added-both', 'validation data, and a time-stamp over them', stamp(stored)],
    ['update-empty', 'a revision that changes nothing', withUpdate(target, [])],
    ['isa-page-content', 'other page content', withUpdate(target, [[content, streamText('', '(Forged) Tj')]])],
    ['isa-page-rotated', 'a page turned', withUpdate(target, [pageWith('/Rotate 180')])],
    ['isa-open-action', 'an action on opening', withUpdate(target, [catalogWith('/OpenAction<</S/URI/URI(x)>>')])],
    [
      'isa-root-repointed',
      'another catalog',
      withUpdate(target, [[free, body(catalog)]], {
        trailer: target.trailer.replace(/\/Root \d+/, `/Root ${free}`),
      }),
    ],
    ['isa-object-unreferenced', 'an object that nothing names', withUpdate(target, [[free, '(hidden)']])],
    ['shadow-content-freed', 'page content taken away', withUpdate(target, [], { freed: [content] })],
    [
      'eaa-free-text',
      'a text box with an appearance over the page',
      annotated(`<</Type/Annot/Subtype/FreeText/Rect[60 400 360 460]/DA(/F 9 Tf)/AP<</N ${free + 1} 0 R>>>>`),
    ],
    [
      'eaa-stamp',
      'a stamp over the page',
      annotated(`<</Type/Annot/Subtype/Stamp/Rect[60 400 360 460]/AP<</N ${free + 1} 0 R>>>>`),
    ],
    ['field-moved', 'the seal made larger', withUpdate(target, [[field, moved(body(field))]])],
    [
      'field-value-swapped',
      'the field given another signature dictionary',
      withUpdate(target, [
        [field, body(field).replace(/\/V \d+ 0 R/, `/V ${free} 0 R`)],
        [free, body(signature)],
      ]),
    ],
    [
      'field-value-gone',
      'the signature taken out of its field',
      withUpdate(target, [[field, body(field).replace(/\/V \d+ 0 R/, '')]]),
    ],
    [
      'dictionary-overwritten',
      'the signature dictionary written again',
      withUpdate(target, [[signature, withEntry(body(signature), '/Reason(Other)')]]),
    ],
    ['ssa-second-signature', 'a visible signature of somebody else beside it', secondSignature(target, leaf)],
  ]);
}

function moved(field: string): string {
  return field.replace(/\/Rect\s*\[[^\]]*\]/, '/Rect[0 0 500 700]');
}

/** A stranger's approval signature, sound in itself, with a picture over the page. */
function secondSignature(target: Target, leaf: TestTrust['leaf']): Uint8Array {
  const { catalog, page, free, body } = target;
  const form = Number(/\/AcroForm (\d+) 0 R/.exec(body(catalog))?.[1] ?? catalog);
  const widget = `<</FT/Sig/Type/Annot/Subtype/Widget/T(Second)/F 132/Rect[60 400 360 460]/P ${page} 0 R/V ${free + 1} 0 R/AP<</N ${free + 2} 0 R>>>>`;
  const signed = withUpdate(target, [
    [page, body(page).replace(/\/Annots\s*\[/, `/Annots[${free} 0 R `)],
    [form, body(form).replace(/\/Fields\s*\[/, `/Fields[${free} 0 R `)],
    [free, widget],
    [free + 1, signatureDict({ contents: ROOM })],
    [free + 2, FORM],
  ]);
  return latin1Bytes(signPdf(latin1Text(signed), leaf));
}
