import { beforeAll, describe, expect, test } from '@jest/globals';
import { type TestAuthority, testAuthority, withSecurityStore } from '../support/added-proofs.ts';
import {
  attackBench,
  expectClean,
  expectForeignAmended,
  expectForeignCaught,
  expectRefused,
  failures,
} from '../support/attack.ts';
import { foreignDocuments } from '../support/foreign.ts';
import { latin1Bytes, latin1Text, tableLine } from '../support/pdf-writer.ts';
import { BODIES, streamedUpdate, streamText } from '../support/signed-document.ts';

/**
 * Readers that lose their way in a cross-reference section rebuild it: they take whatever in the file looks like an object.
 * An update that changes nothing for whom it does not confuse shows the others what lies hidden in a stream or a string.
 */
const bench = attackBench();
const foreign = foreignDocuments();

const FORGED = `6 0 obj\n${streamText('', 'BT /F1 12 Tf 20 150 Td (Forged text) Tj ET')}\nendobj`;
const metadata = (comment: string) =>
  streamText(
    '/Type/Metadata/Subtype/XML',
    `<!--${comment}--><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="r"></rdf:RDF></x:xmpmeta>`,
  );

describe('an update that some readers cannot follow', () => {
  const titled = () => foreign.updated(2, { objects: [[10, '<</Title(Before)/ModDate(D:2026)>>']] });
  const inTail = (from: RegExp, to: (whole: string, number: string) => string) => {
    const text = titled();
    const at = text.lastIndexOf('xref\n', text.lastIndexOf('startxref') - 1);
    return text.slice(0, at) + text.slice(at).replace(from, to);
  };

  test('as it stands, it is clean', async () => {
    await expectClean(titled());
  });

  test.each<[string, string, RegExp, (whole: string, number: string) => string]>([
    ['a /Size below what is there', 'xref-broken', /\/Size \d+/, () => '/Size 11'],
    [
      'far from its startxref',
      'startxref-ambiguous',
      /startxref\n(\d+)/,
      (_whole, at) => `startxref\n${' '.repeat(1200)}${at}`,
    ],
    // MuPDF reads a table line by line.
    ['a subsection whose numbers stand on two lines', 'xref-broken', /\n10 1\n/, () => '\n10\n1\n'],
    ['a subsection whose numbers stand far apart', 'xref-broken', /\n10 1\n/, () => '\n10  1\n'],
    ['a subsection behind an empty line', 'xref-broken', /trailer\n/, () => '\n40 0\ntrailer\n'],
    ['a subsection behind a space', 'xref-broken', /trailer\n/, () => ' 40 0\ntrailer\n'],
    ['a subsection with two spaces behind its numbers', 'xref-broken', /\n10 1\n/, () => '\n10 1  \n'],
    ['a subsection with a long first line', 'xref-broken', /\n10 1\n/, () => `\n10 1${' '.repeat(300)}\n`],
    ['far from its end', 'startxref-ambiguous', /\n%%EOF/, () => `${'\n'.repeat(1200)}%%EOF`],
  ])('%s', async (_name, code, from, to) => {
    await expectForeignCaught(bench, inTail(from, to), code);
  });

  /** The number 1 is free, so nothing is freed: but readers of old files number all of the subsection anew. */
  test('a subsection that begins with a free object 1', async () => {
    const catalog = { 1: 'null', 30: `<<${BODIES.catalog}>>` };
    const moved = (text: string) => text.replaceAll('/Root 1 0 R', '/Root 30 0 R');
    const text = moved(
      foreign.updated(null, { objects: [[10, '<</Title(Before)/ModDate(D:2026)>>']] }, { bodies: catalog }),
    );
    const row = tableLine(text.indexOf('\n2 0 obj\n') + 1);
    const at = text.lastIndexOf('xref\n', text.lastIndexOf('startxref') - 1) + 'xref\n'.length;
    const shifted = `${text.slice(0, at)}1 2\n0000000000 65535 f \n${row}${text.slice(at)}`;
    await expectForeignCaught(bench, shifted, 'xref-broken');
  });
});

describe('a cross-reference stream that some readers cannot read', () => {
  const octets = (number: number, count: number) =>
    String.fromCharCode(
      ...Array.from({ length: count }, (_, at) => Math.floor(number / 256 ** (count - 1 - at)) & 255),
    );
  const streamed = (widths: readonly [number, number, number], header = '30 0 obj') => {
    const text = foreign.signed(2);
    const prev = /startxref\n(\d+)/.exec(text)?.[1];
    const info = '10 0 obj\n<</Title(Before)/ModDate(D:2026)>>\nendobj\n';
    const at = text.length + info.length;
    const row = (offset: number) => [1, offset, 0].map((part, index) => octets(part, widths[index] ?? 0)).join('');
    const dict = `/Type/XRef/W[${widths.join(' ')}]/Index[10 1 30 1]/Size 60/Root 1 0 R/Info 10 0 R/ID[<aa><cc>]/Prev ${prev}`;
    const body = `${header}\n${streamText(dict, row(text.length) + row(at))}\nendobj\n`;
    return `${text}${info}${body}startxref\n${at}\n%%EOF\n`;
  };
  test('with offsets of eight bytes it is clean', async () => {
    await expectClean(streamed([1, 8, 4]));
  });
  test.each([
    [8, 4, 1],
    [1, 4, 8],
  ] as const)('with wider fields: %s %s %s', async (...widths) => {
    await expectForeignCaught(bench, streamed(widths), 'xref-broken');
  });
  test('with a comment between its numbers', async () => {
    await expectForeignCaught(bench, streamed([1, 4, 1], '30 %c\n0 obj'), 'file-malformed');
  });
});

describe('a cross-reference stream without an entry of its own', () => {
  const dated = [[10, '<</Title(Before)/ModDate(D:2026)>>']] as const;
  test('under a number of nobody is clean', async () => {
    await expectClean(streamedUpdate(foreign.signed(2), dated, 30));
  });
  /** Readers by the table show nothing there; those that rebuild it read the section as a part of the page. */
  test('under a number that a signed page waits for', async () => {
    const page = `<<${BODIES.page.replace('6 0 R', '[6 0 R 30 0 R]')}/Annots[${BODIES.annots}]>>`;
    const waiting = foreign.signed(null, { bodies: { 3: page } });
    await expectForeignCaught(bench, streamedUpdate(waiting, dated, 30), 'object-unreferenced');
  });
  test('under the number of an object', async () => {
    await expectForeignCaught(bench, streamedUpdate(foreign.signed(null), dated, 6), 'object-mismatch');
  });
});

test('an object with a comment between its numbers', async () => {
  const text = foreign.updated(2, { objects: [[10, '<</Title(Before)/ModDate(D:2026)>>']] });
  const at = text.lastIndexOf('10 0 obj');
  const size = text.lastIndexOf('startxref\n');
  const moved = text.slice(size).replace(/\d+/, (number) => String(Number(number) + 3));
  const pdf = `${text.slice(0, at)}10 %c\n${text.slice(at + 3, size)}${moved}`;
  await expectForeignCaught(bench, pdf, 'xref-broken');
});

describe('an object that waits', () => {
  test.each<[string, readonly [number, string]]>([
    ['in metadata', [11, metadata(`\nendobj\n${FORGED}\n`)]],
    ['in metadata, with its numbers far apart', [11, metadata('\nendobj\n6        \n       0\t\t\tobj null endobj')]],
    ['in a title', [10, `<</Title(\nendobj\n${FORGED.replace(/[()]/g, '\\$&')}\n)>>`]],
    ['in a value', [7, `<<${BODIES.text}/V(\nendobj\n6 0 obj\nnull\nendobj\n)>>`]],
    ['with a trailer that leads to it', [11, metadata('\ntrailer\n<</Root 99 0 R>>\n')]],
  ])('%s', async (_name, object) => {
    for (const docMdp of [2, 3, null] as const)
      await expectForeignCaught(bench, foreign.updated(docMdp, { objects: [object] }), 'object-unreferenced');
  });

  test('words that only sound like one are named as what they are', async () => {
    const words = metadata('the trailer of object 6: obj, 0 objects, endobj');
    await expectForeignAmended(bench, foreign.updated(2, { objects: [[11, words]] }), 'metadata');
  });
});

describe('our own documents, with proofs added', () => {
  let authority: TestAuthority;
  beforeAll(async () => {
    authority = await testAuthority();
  });
  const stored = () => latin1Text(withSecurityStore(bench.genuine, { Certs: [authority.tsa.der] }));

  test('as they stand, nothing is against them but that they follow the seal', async () => {
    expect(failures(await bench.judgeWithoutRegistry(latin1Bytes(stored())))).toEqual(['bytes-after-signature']);
  });

  test('a /Size below what is there', async () => {
    const text = stored();
    const at = text.lastIndexOf('/Size ');
    const pdf = latin1Bytes(text.slice(0, at) + text.slice(at).replace(/\/Size \d+/, '/Size 20'));
    expectRefused(await bench.judgeWithoutRegistry(pdf), 'file-ambiguous');
  });

  test('an object within an answer', async () => {
    const inText = `/VRI<</${'A'.repeat(40)}<</TU(\nendobj\n${bench.target.content} 0 obj\nnull\nendobj\n)>>>>`;
    const pdf = withSecurityStore(bench.genuine, { Certs: [authority.tsa.der] }, () => [], { inStore: inText });
    expectRefused(await bench.judgeWithoutRegistry(pdf), 'bytes-after-signature');
  });
});
