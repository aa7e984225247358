import { OID } from '#core/asn1/oids.ts';
import { canonicalToken } from '#core/cms/timestamp/canonical-token.ts';
import { embedSignature } from '#core/pdf/additions/embed-signature.ts';
import { placeArchiveProofs } from '#core/pdf/additions/place-archive-proofs.ts';
import { NO_PROOFS, type SealedProofs } from '#core/pdf/additions/unsealed-document.ts';
import { signedBytes } from '#core/pdf/document/signed-bytes.ts';
import { forgeTimeStamp } from './cms.ts';
import { fillByteRange, latin1Bytes, latin1Text, SIGNED_RANGE, tableLine } from './pdf-writer.ts';
import { issueCrl, LEAF_EXTENSIONS, purposeExtension, type TestCertificate, testLeaf, testRoot } from './pki.ts';
import { ROOM, signPdf } from './sign-pdf.ts';
import { streamText } from './signed-document.ts';
import { putLists } from './stored-lists.ts';
import { putAnchors, trustAnchor } from './trust.ts';
import { updatedDocument } from './updated-document.ts';

/** A time-stamp authority, and a list that revokes it not; all for judging at the real present. */
export type TestAuthority = { readonly root: TestCertificate; readonly tsa: TestCertificate; readonly crl: Uint8Array };

export async function testAuthority(name = 'stamp'): Promise<TestAuthority> {
  const years = { notBefore: '2020-01-01T00:00:00Z', notAfter: '2049-01-01T00:00:00Z' };
  const root = await testRoot({ name: `${name}-root`, ...years });
  const extensions = [...LEAF_EXTENSIONS, { ...purposeExtension(OID.timeStamping), critical: true }];
  const tsa = await testLeaf(root, { commonName: `TEST ${name}`, extensions, serial: 881, ...years });
  const crl = await issueCrl({ signer: root, thisUpdate: hoursFromNow(-1), nextUpdate: hoursFromNow(24) });
  return { root, tsa, crl };
}

export function hoursFromNow(hours: number): string {
  return new Date(Math.floor(Date.now() / 1000) * 1000 + hours * 3_600_000).toISOString();
}

/** Puts an authority on the trust list of an install that is not open yet, with its list of revocations. */
export async function trustAuthority(folder: string, { root, crl }: TestAuthority): Promise<void> {
  await putAnchors(folder, trustAnchor('stamp-root', root.der));
  await putLists(folder, { 'stamp-root': crl });
}

type Objects = readonly (readonly [number, string])[];

/**
 * The document with more in its security store, in an update of its own, as validators do it; `more` are other objects
 * that the same update writes.
 */
export function withSecurityStore(
  pdf: Uint8Array,
  lists: {
    readonly Certs?: readonly Uint8Array[];
    readonly CRLs?: readonly Uint8Array[];
    readonly OCSPs?: readonly Uint8Array[];
  },
  more: (free: number) => Objects = () => [],
  { inCatalog = '', inStore = '' }: { readonly inCatalog?: string; readonly inStore?: string } = {},
): Uint8Array {
  const { catalog, body, free } = partsOf(pdf);
  const streams = Object.entries(lists).flatMap(([kind, ders]) => ders.map((der) => ({ kind, der })));
  const numbers = (kind: string) => streams.flatMap((one, index) => (one.kind === kind ? [`${free + index} 0 R`] : []));
  const sealed = sealedStore(pdf, body);
  const kinds = ['Certs', 'CRLs', 'OCSPs'].map((kind) => ({ kind, all: [...sealed.refs(kind), ...numbers(kind)] }));
  const lines = kinds.filter(({ all }) => all.length > 0).map(({ kind, all }) => `/${kind}[${all.join(' ')}]`);
  const store = `<</Type/DSS${lines.join('')}${inStore}>>`;
  const objects: Objects = [
    ...streams.map(({ der }, index) => [free + index, streamText('', latin1Text(der))] as const),
    ...storeObjects({ catalog, body }, { number: sealed.number, store, inCatalog }),
    ...more(free + streams.length),
  ];
  return updatedDocument(pdf, objects);
}

/** How a time-stamp stands in the form. */
export type StampedForm = {
  /** Its field, given the number of its value and the first number that is free. */
  readonly widget?: (value: number, free: number) => string;
  /** Added to its value. */
  readonly inValue?: string;
  /** Other objects of the same update, given the first free number and that of the field. */
  readonly more?: (free: number, field: number) => Objects;
};

type StampRecipe = {
  readonly at: string;
  /** DER of what the token brings along, those of authority and root unless given. */
  readonly certificates?: readonly Uint8Array[];
  readonly more?: (free: number) => Objects;
  readonly form?: StampedForm;
};

const hiddenWidget = (value: number) =>
  `<</FT/Sig/Type/Annot/Subtype/Widget/T(Stamp${value})/F 132/Rect[0 0 0 0]/V ${value} 0 R>>`;

/** The security store that is an object of its own, as our documents have it: its number, and what it lists of a kind. */
function sealedStore(pdf: Uint8Array, catalog: string) {
  const number = /\/DSS (\d+) 0 R/.exec(catalog)?.[1];
  const written = number === undefined ? [] : bodiesOf(latin1Text(pdf), Number(number));
  const refs = (kind: string) =>
    new RegExp(`/${kind}\\s*\\[([^\\]]*)\\]`).exec(written.at(-1) ?? '')?.[1]?.match(/\d+ 0 R/g) ?? [];
  return { number: number === undefined ? null : Number(number), refs };
}

/** Every body that an object was given, the newest last. */
function bodiesOf(text: string, number: number): readonly string[] {
  const written = text.matchAll(new RegExp(`\\n${number} 0 obj\\s*([\\s\\S]*?)\\s*endobj`, 'g'));
  return [...written].flatMap(([, body]) => (body === undefined ? [] : [body]));
}

/** The store in place of the one that the document has, and what else its catalog gets. */
function storeObjects(
  { catalog, body }: { readonly catalog: number; readonly body: string },
  { number, store, inCatalog }: { readonly number: number | null; readonly store: string; readonly inCatalog: string },
): Objects {
  const without = body.replace(/\/DSS\s*<<.*?>>/s, '');
  if (number === null) return [[catalog, withLast(without, `/DSS${store}${inCatalog}`)]];
  return [[number, store], ...(inCatalog === '' ? [] : ([[catalog, withLast(body, inCatalog)]] as const))];
}

/** The document with a time-stamp over it, in an update of its own. */
export function withDocumentTimeStamp(
  pdf: Uint8Array,
  { tsa, root }: Pick<TestAuthority, 'tsa' | 'root'>,
  { at, certificates = [tsa.der, root.der], more = () => [], form = {} }: StampRecipe,
): Uint8Array {
  const { widget = hiddenWidget, inValue = '', more: beside = () => [] } = form;
  const { catalog, body, free } = partsOf(pdf);
  const value = `<</Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161${inValue}${SIGNED_RANGE}/Contents${ROOM}>>`;
  const stampedCatalog = body.replace(/(\/Fields\s*\[[^\]]*)\]/, `$1 ${free} 0 R]`);
  const objects: Objects = [
    [free, widget(free + 1, free + 2)],
    [free + 1, value],
    [catalog, stampedCatalog],
    ...more(free + 2),
    ...beside(free + 2, free),
  ];
  const text = fillByteRange(latin1Text(updatedDocument(pdf, objects)));
  const genTime = `${at.replace(/[-:T]/g, '').slice(0, 14)}Z`;
  const stamp = (stamped: Uint8Array) => forgeTimeStamp({ tsa, stamped, genTime, certificates });
  return latin1Bytes(signPdf(text, tsa, stamp));
}

/**
 * The document as this product would archive it, with a time-stamp of that authority and moment: exact, whoever stamped it.
 */
export async function archivedBy(
  pdf: Uint8Array,
  { tsa, root }: Pick<TestAuthority, 'tsa' | 'root'>,
  { at, proofs = NO_PROOFS }: { readonly at: string; readonly proofs?: SealedProofs },
): Promise<Uint8Array> {
  const open = await placeArchiveProofs(pdf, { proofs, tokenBytes: 8192 });
  const genTime = `${at.replace(/[-:T]/g, '').slice(0, 14)}Z`;
  const stamped = signedBytes(open.pdf, open.byteRange);
  const token = await forgeTimeStamp({ tsa, stamped, genTime, certificates: [tsa.der, root.der] });
  return embedSignature(open, canonicalToken(token) ?? token);
}

/**
 * An updated document whose last table frees an object, while the stream that /XRefStm names leaves it where it was: old
 * readers miss what new ones still find.
 */
export function hiddenFromOldReaders(updated: Uint8Array, number: number): Uint8Array {
  const text = latin1Text(updated);
  const { free } = partsOf(updated);
  const [body, table] = [text.slice(0, text.lastIndexOf('\nxref\n') + 1), text.slice(text.lastIndexOf('\nxref\n') + 1)];
  const offset = text.indexOf(`\n${number} 0 obj`) + 1;
  const row = [1, offset >> 24, offset >> 16, offset >> 8, offset, 0];
  const data = String.fromCharCode(...row.map((octet) => octet & 255));
  const root = /\/Root \d+ 0 R/.exec(text)?.[0] ?? '';
  const dict = `/Type/XRef/W[1 4 1]/Index[${number} 1]/Size ${free + 1}${root}`;
  const stream = `${free} 0 obj\n${streamText(dict, data)}\nendobj\n`;
  const hybrid = table
    .replace('xref\n', `xref\n${number} 1\n0000000000 00001 f \n${free} 1\n${tableLine(body.length)}`)
    .replace(/\/Size \d+/, `/Size ${free + 1}/XRefStm ${body.length}`)
    .replace(/startxref\n\d+/, `startxref\n${body.length + stream.length}`);
  return latin1Bytes(body + stream + hybrid);
}

/** The newest catalog, and the first number that no object has. */
function partsOf(pdf: Uint8Array): { readonly catalog: number; readonly body: string; readonly free: number } {
  const text = latin1Text(pdf);
  const catalog = Number(/\/Root (\d+) 0 R/.exec(text)?.[1]);
  const body = bodiesOf(text, catalog).at(-1);
  if (body === undefined) throw new Error('no catalog');
  const numbers = [...text.matchAll(/\n(\d+) 0 obj\b/g)].map(([, number]) => Number(number));
  return { catalog, body, free: Math.max(...numbers) + 1 };
}

function withLast(body: string, more: string): string {
  return body.replace(/>>\s*$/, `${more}>>`);
}
