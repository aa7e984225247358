import { zlibSync } from 'fflate';
import { mutate } from '../../../fuzz/mutate.ts';
import { fillByteRange, latin1Bytes, latin1Text, SIGNED_RANGE } from '../../../support/pdf-writer.ts';
import type { TestCertificate } from '../../../support/pki.ts';
import { seededRandom } from '../../../support/seeded-random.ts';
import { ROOM, signPdf } from '../../../support/sign-pdf.ts';
import { BODIES, signedDocument, streamText, update } from '../../../support/signed-document.ts';
import { type Target, targetOf } from '../../../support/target.ts';
import { choose, mostly, type Random } from './choose.ts';
import { type DifferentialCase, signedCase } from './differential-case.ts';
import { FORGED_CONTENT, hiddenText, hidingObjects } from './hidden-text.ts';
import { hybridUpdate } from './hybrid-update.ts';
import { looselyWritten, pageOfLongNumbers } from './loose-writing.ts';
import { oddUpdate } from './odd-section.ts';
import { respell, withOddEntry } from './respell.ts';

/** What the rewritings are made from. */
export type Material = {
  /** A sealed document of one revision. */
  readonly sealed: Uint8Array;
  /** Who signs the documents of other people. */
  readonly leaf: TestCertificate;
};

type Objects = readonly (readonly [number, string])[];
type Rewriting = (random: Random, material: Material) => Omit<DifferentialCase, 'name'>;

/** Files that say what their originals say, or pretend to: the same seed and index, the same file. */
export function rewriting(index: number, seed: number, material: Material): DifferentialCase {
  const random = seededRandom(seed * 1_000_003 + index);
  const [kind, make] = KINDS[index % KINDS.length] ?? KINDS[0];
  return { ...make(random, material), name: `${kind}-${index}` };
}

const KINDS: readonly [readonly [string, Rewriting], ...(readonly [string, Rewriting])[]] = [
  ['sealed-updated', sealedUpdated],
  ['foreign-updated', foreignUpdated],
  ['signed-respelt', signedRespelt],
  ['signed-trapped', signedTrapped],
  ['sealed-mutated', sealedMutated],
  ['signed-rebuilt', signedRebuilt],
  ['signed-loosely', signedLoosely],
  ['signed-hybrid', signedHybrid],
];

function sealedUpdated(random: Random, { sealed }: Material): Omit<DifferentialCase, 'name'> {
  return signedCase('', latin1Bytes(withUpdate(sealed, random)), 'verify');
}

const LEVELS = [1, 2, 3, null] as const;

function foreignUpdated(random: Random, { leaf }: Material): Omit<DifferentialCase, 'name'> {
  const docMdp = choose(random, LEVELS);
  const bodies: Record<number, string> = {};
  // Half of them carry from the beginning what an update may bring to light.
  if (random() < 0.5)
    for (const [number, body] of hidingObjects(hiddenText(6, random), 30, random)) bodies[number] = body;
  const signed = latin1Bytes(signPdf(signedDocument({ docMdp, contents: ROOM, bodies }), leaf));
  return signedCase('', latin1Bytes(withUpdate(signed, random)), 'inspect');
}

/** An update that changes little or nothing for whoever reads as the standard says, and something for others. */
function withUpdate(pdf: Uint8Array, random: Random): string {
  const target = targetOf(pdf);
  const size = Number(/\/Size\s+(\d+)/.exec(target.text.slice(target.text.lastIndexOf('trailer')))?.[1]);
  const [, dict = ''] =
    /trailer\s*<<([\s\S]*?)>>\s*startxref/.exec(target.text.slice(target.text.lastIndexOf('trailer'))) ?? [];
  const trailer = dict.replace(/\/(?:Size|Prev)\s+\d+/g, '').trim();
  const objects = objectsOf(target, size, random);
  return oddUpdate({ text: target.text, objects, trailer, size }, random, choose(random, [0, 0.2, 0.5]));
}

function objectsOf(target: Target, size: number, random: Random): Objects {
  const number = choose(random, [target.catalog, target.page, target.content, target.field]);
  const body = target.body(number);
  const same = respell(body, random, 0.1);
  const page = target.body(target.page).replace(/\/Contents\s*\d+ 0 R/, '/Contents 0 0 R');
  const hidden = hidingObjects(hiddenText(target.content, random), size, random);
  return choose<Objects>(random, [
    [],
    [[number, same]],
    [[number, withOddEntry(same, random)]],
    hidden,
    [[target.catalog, withStore(target, size + 5)], ...hidden, [size + 5, `<</Type/DSS/Certs[${size} 0 R]>>`]],
    [[target.content, FORGED_CONTENT]],
    [
      [0, FORGED_CONTENT],
      [target.page, page],
    ],
    [[size, brokenFlate(random, 'BT ET')]],
  ]);
}

function withStore(target: Target, store: number): string {
  const body = target.body(target.catalog).replace(/\/DSS\s*\d+ 0 R/, '');
  const end = body.lastIndexOf('>>');
  return `${body.slice(0, end)}/DSS ${store} 0 R${body.slice(end)}`;
}

const CONTENT = 'BT /F1 12 Tf 20 150 Td (Signed text) Tj ET';

/** Compressed data that decoders go through in different ways. */
function brokenFlate(random: Random, content: string): string {
  const stored = zlibSync(latin1Bytes(content), { level: 0 });
  const data = choose(random, [
    stored,
    stored.with(5, 1),
    stored.with(6, 0x12),
    stored.with(-1, 0),
    stored.subarray(0, -4),
    stored.subarray(0, -6),
    Buffer.concat([stored, stored]),
    stored.with(2, 0),
  ]);
  return streamText('/Filter/FlateDecode', latin1Text(Uint8Array.from(data)));
}

/** A document of one revision in another spelling, signed as that: its original is the same document as we spell it. */
function signedRespelt(random: Random, { leaf }: Material): Omit<DifferentialCase, 'name'> {
  const docMdp = choose(random, LEVELS);
  const bodies: Record<number, string> = {};
  for (const [number, body] of Object.entries(plainBodies(docMdp)))
    bodies[Number(number)] = respell(body, random, 0.15);
  return oneRevision(signedDocument({ docMdp, contents: ROOM, bodies }), docMdp, leaf);
}

/** A document of one revision as loosely written as some programs write, signed as that. */
function signedLoosely(random: Random, { leaf }: Material): Omit<DifferentialCase, 'name'> {
  const docMdp = choose(random, LEVELS);
  const bodies = random() < 0.5 ? { 3: pageOfLongNumbers(random) } : {};
  return oneRevision(looselyWritten(signedDocument({ docMdp, contents: ROOM, bodies }), random), docMdp, leaf);
}

/** A document whose last revision is a hybrid update of what was there, and that is signed, and updated, in a table. */
function signedHybrid(random: Random, { leaf }: Material): Omit<DifferentialCase, 'name'> {
  const docMdp = choose(random, LEVELS);
  const plain = signedDocument({ docMdp, contents: ROOM });
  const target = targetOf(latin1Bytes(plain));
  const numbers = [target.catalog, target.page, target.content, 16].filter(() => random() < 0.6);
  const objects = numbers.map((number) => [number, target.body(number)] as const);
  const size = 30;
  const hybrid = hybridUpdate({ text: plain, objects, trailer: '/Root 1 0 R/Info 10 0 R/ID[<aa><bb>]', size }, random);
  const next = choose<Objects>(random, [[], [[10, '<</Title(Before)>>']], [[35, 'null']]]);
  const whole = update(hybrid, { objects: next });
  return oneRevision(random() < 0.5 ? whole : hybrid, docMdp, leaf);
}

/** A document of one revision with something in it that leads some readers elsewhere. */
function signedTrapped(random: Random, { leaf }: Material): Omit<DifferentialCase, 'name'> {
  const docMdp = choose(random, LEVELS);
  const bodies: Record<number, string> = {};
  if (random() < 0.6)
    for (const [number, body] of hidingObjects(hiddenText(6, random), 30, random)) bodies[number] = body;
  if (random() < 0.4) bodies[6] = brokenFlate(random, CONTENT);
  const plain = signedDocument({ docMdp, contents: ROOM, bodies });
  return oneRevision(withOddTail(plain, random), docMdp, leaf);
}

/** The table, the trailer and the end of a file, which is not signed yet, with some parts in another way. */
function withOddTail(text: string, random: Random): string {
  const at = text.lastIndexOf('\nxref\n') + 1;
  const ends = ['\n', '\r\n', ' ', '\n\n', '\r', '\0'] as const;
  const table = text
    .slice(at)
    .replace('xref\n', `xref${mostly(random, 0.2, ends)}`)
    .replace('\n6 1\n', `\n6 1${mostly(random, 0.3, ends)}`)
    .replace('\ntrailer\n', `${mostly(random, 0.2, ['\n', '\n\n', ' ', '%c\n'])}trailer\n`)
    .replace(/\/Size \d+/, (size) => mostly(random, 0.2, [size, '/Size 7', '/Size 99', `${size}.0`, '/Size -1']))
    .replace('/Info 10 0 R', mostly(random, 0.2, ['/Info 10 0 R', '/Info 10 0 R/Prev 0', '/Info 10 0 R/XRefStm 9']))
    .replace('startxref\n', `startxref${mostly(random, 0.2, ends)}`);
  return text.slice(0, at) + table;
}

function oneRevision(
  text: string,
  docMdp: (typeof LEVELS)[number],
  leaf: TestCertificate,
): Omit<DifferentialCase, 'name'> {
  const sign = (unsigned: string) => latin1Bytes(signPdf(withByteRange(unsigned), leaf));
  const original = sign(signedDocument({ docMdp, contents: ROOM }));
  return { pdf: sign(text), originals: [original], answeredBy: 'inspect' };
}

type Bodies = Readonly<Record<number, string>>;
const CONTENT_HEX = Buffer.from(CONTENT, 'latin1').toString('hex');

/** Ways to say what `signedDocument` says with other objects; each is sound, or a trap whose sound reading it is. */
const REBUILDINGS: readonly [(random: Random) => Bodies, ...((random: Random) => Bodies)[]] = [
  (random) => ({
    2: `<</Type/Pages/Kids[40 0 R]/Count ${mostly(random, 0.4, [1, 0, 2, -1])}>>`,
    3: `<<${BODIES.page.replace('/Parent 2 0 R', '/Parent 40 0 R')}/Annots[${BODIES.annots}]>>`,
    40: `<</Type/Pages/Parent 2 0 R/Kids[3 0 R]/Count ${mostly(random, 0.4, [1, 0, 2, -1])}>>`,
  }),
  (random) => ({
    2: '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 200 200]/Resources<</Font<</F1 16 0 R>>>>/Rotate 0>>',
    3: `<<${BODIES.page.replace(/\/(MediaBox|Resources).*$/, '')}${choose(random, INHERITED)}/Contents 6 0 R/Annots[${BODIES.annots}]>>`,
  }),
  (random) => ({
    6: `<</Length 41 0 R>>\nstream\n${CONTENT}\nendstream`,
    41: choose(random, ['42', '+42', '042', '42 %c\n']),
  }),
  () => ({ 6: streamText('/Filter/ASCIIHexDecode', `${CONTENT_HEX}>`) }),
  (random) => ({
    6: streamText(
      '/Filter[/ASCIIHexDecode]/DecodeParms null',
      `${choose(random, [' ', '\n', '\0'])}${CONTENT_HEX.toUpperCase()}>${choose(random, ['', ' 00>', 'x'])}`,
    ),
  }),
  (random) => ({
    3: `<<${BODIES.page.replace('/Contents 6 0 R', '/Contents[6 0 R 42 0 R]')}/Annots[${BODIES.annots}]>>`,
    6: streamText('', CONTENT.slice(0, 13)),
    42: streamText('', `${choose(random, ['', ' ', '\n', '%c\n'])}${CONTENT.slice(13)}`),
  }),
  (random) => ({
    3: `<<${BODIES.page}/Annots[${BODIES.annots}]${choose(random, ODD_PAGE)}>>`,
  }),
  (random) => ({ 6: streamText(choose(random, ODD_STREAM), CONTENT) }),
  (random) => ({
    3: `<<${BODIES.page.replace('6 0 R', choose(random, ['6 00 R', '06 0 R', '6\r0\rR', '6%c\n0%c\nR', '+6 0 R', '4294967302 0 R']))}/Annots[${BODIES.annots}]>>`,
  }),
];
const INHERITED = [
  '',
  '/MediaBox null',
  '/Resources null',
  '/MediaBox 99 0 R',
  '/Rotate null',
  '/CropBox null',
] as const;
const ODD_PAGE = [
  '/Kids null',
  '/Kids[]',
  '/CropBox null',
  '/CropBox 99 0 R',
  '/Rotate 360',
  '/UserUnit null',
  '/Type/Pages',
  '/Parent null',
  '/Tabs/S',
] as const;
const ODD_STREAM = [
  '',
  '/F null',
  '/DP null',
  '/Filter null',
  '/Filter[]',
  '/DecodeParms[]',
  '/Type/ObjStm',
  '/Type/XRef',
  '/Length 42',
  '/FFilter/FlateDecode',
] as const;
/** What a file may begin with, instead of a header and a comment of octets. */
const HEADS = [
  '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n',
  '%PDF-1.7\r%\xe2\xe3\xcf\xd3\r',
  '%PDF-1.0\n%\xe2\xe3\xcf\xd3\n',
  '%PDF-2.0\n%\xe2\xe3\xcf\xd3 ',
  '%PDF-1.4\n%PDF-\n',
  '%PDF-1.9\n%\xe2\xe3\xcf\xd3\n',
  '%PDF-1.7 %\xe2\xe3\xcf\xd3\n',
  '\n%PDF-1.7\n%\xe2\xe3\xcf\n',
] as const;

/** A document of one revision from other objects, with another beginning, and with or without an odd table. */
function signedRebuilt(random: Random, { leaf }: Material): Omit<DifferentialCase, 'name'> {
  const docMdp = choose(random, LEVELS);
  const first = choose(random, REBUILDINGS)(random);
  const second = random() < 0.3 ? choose(random, REBUILDINGS)(random) : {};
  // Half of one way and half of another would be another document.
  const bodies = Object.keys(second).some((number) => number in first) ? first : { ...first, ...second };
  const plain = signedDocument({ docMdp, contents: ROOM, bodies });
  const [head] = HEADS;
  if (!plain.startsWith(head)) throw new Error('another head than expected');
  const headed = mostly(random, 0.3, HEADS) + plain.slice(head.length);
  return oneRevision(random() < 0.3 ? withOddTail(headed, random) : headed, docMdp, leaf);
}

/** The byte range again, for a text that has changed since it was filled in. */
function withByteRange(text: string): string {
  return fillByteRange(text.replace(/\/ByteRange\[0 [ \d]{10} [ \d]{10} [ \d]{10}\]/, SIGNED_RANGE));
}

/** The bodies that are respelt: those of `signedDocument` but for the signature and what depends on it. */
function plainBodies(docMdp: (typeof LEVELS)[number]): Readonly<Record<number, string>> {
  const perms = docMdp === null ? '' : '/Perms<</DocMDP 5 0 R>>';
  return {
    1: `<<${BODIES.catalog}${perms}>>`,
    2: '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    3: `<<${BODIES.page}/Annots[${BODIES.annots}]>>`,
    4: `<<${BODIES.seal}>>`,
    6: streamText('', CONTENT),
    7: `<<${BODIES.text}>>`,
    8: `<<${BODIES.empty}>>`,
    9: `<</Fields[${BODIES.fields}]/SigFlags 3/DR<</Font<</F1 16 0 R>>>>>>`,
    12: streamText('/Type/XObject/Subtype/Form/BBox[0 0 10 10]', '0 0 10 10 re f'),
    13: '<</Type/Annot/Subtype/Text/Contents(note)/Rect[100 100 110 110]/P 3 0 R>>',
    16: '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    17: `<<${BODIES.check}>>`,
    18: '<</Type/Annot/Subtype/Stamp/Rect[120 100 150 130]/P 3 0 R/AP<</N 12 0 R>>>>',
  };
}

function sealedMutated(random: Random, { sealed }: Material): Omit<DifferentialCase, 'name'> {
  const words = ['endobj', '6 0 obj', 'xref', 'null', '%', '\0', '<<', '>>'];
  return { pdf: mutate(sealed, random, { words, others: [sealed] }), originals: [sealed], answeredBy: 'verify' };
}
