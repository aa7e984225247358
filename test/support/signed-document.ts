import { readSignatures } from '#core/pdf/document/read-signed-document.ts';
import { judgeChanges } from '#core/pdf/revisions/judge-changes.ts';
import { openPdf } from '#core/pdf/syntax/open-pdf.ts';
import { fillByteRange, latin1Bytes, PdfWriter, signatureDict, tableLine } from './pdf-writer.ts';

/** Objects of `signedDocument` by their numbers. */
export const AT = {
  catalog: 1,
  pages: 2,
  page: 3,
  seal: 4,
  signature: 5,
  content: 6,
  text: 7,
  empty: 8,
  form: 9,
  info: 10,
  metadata: 11,
  look: 12,
  note: 13,
  group: 14,
  child: 15,
  font: 16,
  check: 17,
  stamp: 18,
} as const;

export type SignedOptions = {
  /** DocMDP; null for an approval signature. */
  readonly docMdp: 1 | 2 | 3 | null;
  /** Added to the signature references, such as a FieldMDP. */
  readonly references?: string;
  /** The reserved hex string of /Contents. */
  readonly contents?: string;
  /** Instead of the bodies of objects, by number, or of more objects. */
  readonly bodies?: Readonly<Record<number, string>>;
};

const XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="r"></rdf:RDF></x:xmpmeta>';

/** The bodies of the objects, as the signed revision has them. */
export const BODIES = {
  catalog:
    '/Type/Catalog/Pages 2 0 R/AcroForm 9 0 R/Metadata 11 0 R/Extensions<</ADBE<</BaseVersion/1.7/ExtensionLevel 5>>>>',
  page: '/Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 6 0 R/Resources<</Font<</F1 16 0 R>>>>',
  annots: '4 0 R 7 0 R 8 0 R 13 0 R 15 0 R 17 0 R 18 0 R',
  seal: '/FT/Sig/Type/Annot/Subtype/Widget/T(Seal)/V 5 0 R/Rect[10 10 50 50]/P 3 0 R/AP<</N 12 0 R>>',
  text: '/FT/Tx/Type/Annot/Subtype/Widget/T(Text)/Rect[60 10 90 20]/P 3 0 R',
  empty: '/FT/Sig/Type/Annot/Subtype/Widget/T(Second)/Rect[60 30 90 40]/P 3 0 R',
  child: '/FT/Tx/Parent 14 0 R/Type/Annot/Subtype/Widget/T(Child)/Rect[60 50 90 60]/P 3 0 R',
  check:
    '/FT/Btn/Type/Annot/Subtype/Widget/T(Check)/AS/Off/Rect[60 70 70 80]/P 3 0 R/AP<</N<</Yes 12 0 R/Off 12 0 R>>>>',
  fields: '4 0 R 7 0 R 8 0 R 14 0 R 17 0 R',
} as const;

/** One revision with a text, a form of several kinds of fields, a note and a stamp, signed by the field `Seal`. */
export function signedDocument({ docMdp, references = '', contents, bodies = {} }: SignedOptions): string {
  const mdp = `<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P ${docMdp}/V/1.2>>>>`;
  const more = `/Reference[${docMdp === null ? '' : mdp}${references}]`;
  const perms = docMdp === null ? '' : '/Perms<</DocMDP 5 0 R>>';
  const signature = signatureDict({ more, ...(contents === undefined ? {} : { contents }) });
  const writer = new PdfWriter();
  const object = (number: number, body: string) => void writer.object(number, bodies[number] ?? body);
  object(1, `<<${BODIES.catalog}${perms}>>`);
  object(2, '<</Type/Pages/Kids[3 0 R]/Count 1>>');
  object(3, `<<${BODIES.page}/Annots[${BODIES.annots}]>>`);
  object(4, `<<${BODIES.seal}>>`);
  object(5, signature);
  object(6, streamText('', 'BT /F1 12 Tf 20 150 Td (Signed text) Tj ET'));
  object(7, `<<${BODIES.text}>>`);
  object(8, `<<${BODIES.empty}>>`);
  object(9, `<</Fields[${BODIES.fields}]/SigFlags 3/DR<</Font<</F1 16 0 R>>>>>>`);
  object(10, '<</Title(Before)>>');
  object(11, streamText('/Type/Metadata/Subtype/XML', XMP));
  object(12, streamText('/Type/XObject/Subtype/Form/BBox[0 0 10 10]', '0 0 10 10 re f'));
  object(13, '<</Type/Annot/Subtype/Text/Contents(note)/Rect[100 100 110 110]/P 3 0 R>>');
  object(14, '<</T(Group)/Kids[15 0 R]>>');
  object(15, `<<${BODIES.child}>>`);
  object(16, '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>');
  object(17, `<<${BODIES.check}>>`);
  object(18, '<</Type/Annot/Subtype/Stamp/Rect[120 100 150 130]/P 3 0 R/AP<</N 12 0 R>>>>');
  for (const [number, body] of Object.entries(bodies)) if (Number(number) > AT.stamp) object(Number(number), body);
  return fillByteRange(writer.table({ trailer: '/Info 10 0 R/ID[<aa><bb>]' }).text);
}

export type Update = {
  readonly objects: readonly (readonly [number, string])[];
  /** Instead of `/Root 1 0 R/Info 10 0 R/ID[<aa><cc>]`. */
  readonly trailer?: string;
  readonly freed?: readonly number[];
};

/** Appends an incremental update. */
export function update(text: string, { objects, trailer, freed = [] }: Update): string {
  const prev = /startxref\n(\d+)\n%%EOF\s*$/.exec(text)?.[1];
  let body = '';
  let lines = freed.map((number) => `${number} 1\n0000000000 00001 f \n`).join('');
  for (const [number, object] of objects) {
    lines += `${number} 1\n${tableLine(text.length + body.length)}`;
    body += `${number} 0 obj\n${object}\nendobj\n`;
  }
  const keys = trailer ?? '/Root 1 0 R/Info 10 0 R/ID[<aa><cc>]';
  const former = Number(/\/Size (\d+)/.exec(text.slice(text.lastIndexOf('trailer')))?.[1] ?? 0);
  const size = Math.max(former, ...objects.map(([number]) => number + 1));
  const at = text.length + body.length;
  return `${text}${body}xref\n${lines === '' ? '0 0\n' : lines}trailer\n<</Size ${size}${keys}/Prev ${prev}>>\nstartxref\n${at}\n%%EOF\n`;
}

/** Appends an update as PDFBox writes it to files with cross-reference streams: its own stream has no entry in it. */
export function streamedUpdate(text: string, objects: Update['objects'], number: number): string {
  const prev = /startxref\n(\d+)\n%%EOF\s*$/.exec(text)?.[1];
  const row = (type: number, offset: number, last: number) =>
    String.fromCharCode(type, (offset >> 16) & 255, (offset >> 8) & 255, offset & 255, last);
  let body = '';
  // The generation of the free entry is a percent sign.
  let rows = row(0, 0, 0x25);
  for (const [own, object] of objects) {
    rows += row(1, text.length + body.length, 0);
    body += `${own} 0 obj\n${object}\nendobj\n`;
  }
  const index = objects.map(([own]) => `${own} 1`).join(' ');
  const dict = `/Type/XRef/W[1 3 1]/Index[0 1 ${index}]/Size ${number + 1}/Root 1 0 R/Info 10 0 R/ID[<aa><cc>]/Prev ${prev}`;
  const section = `${number} 0 obj\n${streamText(dict, rows)}\nendobj\n`;
  return `${text}${body}${section}startxref\n${text.length + body.length}\n%%EOF\n`;
}

/** A stream object as text. */
export function streamText(dict: string, data: string): string {
  return `<<${dict}/Length ${data.length}>>\nstream\n${data}\nendstream`;
}

/** What became of a document after its first signature: the outcome, why changes are not permitted, and their places. */
export function changesOf(text: string) {
  const file = openPdf(latin1Bytes(text));
  const { bySignature, changes } = judgeChanges(file, readSignatures(file));
  const [first] = bySignature;
  if (first === undefined) throw new Error('no signature');
  const permitted = changes.length > 0 ? 'amended' : 'clean';
  const outcome = first.changes === 'none' ? 'none' : first.changes === 'forbidden' ? 'suspect' : permitted;
  return { outcome, codes: first.codes, places: changes.map(({ place }) => place) };
}
