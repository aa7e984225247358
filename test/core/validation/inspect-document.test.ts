import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { zlibSync } from 'fflate';
import { OID } from '#core/asn1/oids.ts';
import { inspectDocument } from '#core/validation/inspect-document.ts';
import type { Inspection } from '#core/validation/inspection.ts';
import { corpusFolder, expectationOf, isRight, readLabels } from '../../../bench/corpus-labels.ts';
import { concat } from '../../support/attack.ts';
import { attribute, forgeCms, forgeTimeStamp, goodAttributes } from '../../support/cms.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { latin1Bytes } from '../../support/pdf-writer.ts';
import { testLeaf, testRoot } from '../../support/pki.ts';
import { type MakeCms, ROOM, signPdf } from '../../support/sign-pdf.ts';
import { BODIES, signedDocument, streamText, update } from '../../support/signed-document.ts';
import { testTsa } from '../../support/tsa.ts';
import { updatedDocument, withForbiddenChange } from '../../support/updated-document.ts';

const WIDGET = '/Type/Annot/Subtype/Widget/Rect[10 10 50 50]/P 3 0 R/AP<</N 12 0 R>>';

let install: TestInstall;
let genuine: Uint8Array;
beforeAll(async () => {
  install = await openTestInstall();
  genuine = install.sample('valid').pdf;
});
afterAll(() => install.dispose());

describe('one of our own documents', () => {
  test('is clean, and the answer crosses a thread', async () => {
    const inspection = await inspectDocument(genuine);
    expect(inspection).toMatchObject({
      outcome: 'clean',
      problems: [],
      signatures: [
        {
          field: 'Seal',
          kind: 'signature',
          subFilter: 'ETSI.CAdES.detached',
          intact: true,
          valid: true,
          coverage: 'entire-file',
          changesAfter: 'none',
          docMdp: 1,
          level: 'B-T',
          trust: 'unknown',
          indication: 'INDETERMINATE',
          subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
          problems: [],
        },
      ],
    });
    const [signature] = inspection.signatures;
    const passed = { ...signature, trust: 'trusted', indication: 'TOTAL-PASSED', subIndication: null };
    expect(await install.inspect(genuine)).toEqual({ ...inspection, signatures: [passed] });
  });

  test('with a changed byte fails by its hash', async () => {
    const altered = await inspectDocument(install.sample('altered').pdf);
    expect(altered.outcome).toBe('suspect');
    expect(altered.signatures[0]).toMatchObject({
      intact: false,
      indication: 'TOTAL-FAILED',
      subIndication: 'HASH_FAILURE',
      problems: expect.arrayContaining(['digest-mismatch']),
    });
  });

  test('with an empty update is clean, with a new catalog entry suspect', async () => {
    const empty = await inspectDocument(updatedDocument(genuine, []));
    expect(empty).toMatchObject({ outcome: 'clean', signatures: [{ changesAfter: 'allowed', intact: true }] });
    expect(await inspectDocument(withForbiddenChange(genuine))).toMatchObject({
      outcome: 'suspect',
      signatures: [
        {
          coverage: 'entire-revision',
          signedBytes: genuine.length,
          changesAfter: 'forbidden',
          intact: true,
          valid: true,
          problems: ['catalog-changed'],
        },
      ],
    });
  });

  test('with bytes after it is suspect', async () => {
    const inspection = await inspectDocument(concat(genuine, 'more'));
    expect([inspection.outcome, inspection.problems]).toEqual(['suspect', ['bytes-after-eof']]);
  });
});

describe('other files', () => {
  test('what is no PDF, and what has no signature', async () => {
    expect(await inspectDocument(latin1Bytes('hello'))).toEqual({
      outcome: 'unreadable',
      changes: [],
      signatures: [],
      problems: ['not-a-pdf'],
      notes: [],
    });
    const bodies = { 4: `<<${BODIES.seal.replace('/V 5 0 R', '')}>>`, 5: '<<>>' };
    const unsigned = signedDocument({ docMdp: null, bodies });
    expect(await inspectDocument(latin1Bytes(unsigned))).toMatchObject({ outcome: 'unsigned', signatures: [] });
  });

  test('what looks like a signature and stands in no form is not called unsigned', async () => {
    const nowhere = { outcome: 'unsupported', signatures: [], problems: ['signature-elsewhere'] };
    const left = signedDocument({ docMdp: null }).replace('/V 5 0 R', '/X 5 0 R');
    expect(await inspectDocument(latin1Bytes(left))).toMatchObject(nowhere);
    expect(await inspectDocument(latin1Bytes(`${left}x`))).toMatchObject({ outcome: 'suspect', signatures: [] });
    const bodies = { 4: `<<${BODIES.seal.replace('/V 5 0 R', '')}>>` };
    const within = async (body: string) =>
      inspectDocument(latin1Bytes(signedDocument({ docMdp: null, bodies: { ...bodies, 5: body } })));
    expect(await within('<</Byte#52ange[0 1 2 3]>>')).toMatchObject(nowhere);
    const packed = Buffer.from(zlibSync(latin1Bytes('<</ByteRange[0 1 2 3]>>'))).toString('latin1');
    expect(await within(streamText('/Filter/FlateDecode', packed))).toMatchObject(nowhere);
    expect(await within('<</Byte(/BytRange)>>')).toMatchObject({ outcome: 'unsigned' });
  });

  test('what is beyond a bound of the reader is not supported, and the bound is named', async () => {
    const nested = `${'['.repeat(80)}${']'.repeat(80)}`;
    const deep = signedDocument({ docMdp: null, bodies: { 5: nested } });
    expect(await inspectDocument(latin1Bytes(deep))).toEqual({
      outcome: 'unsupported',
      changes: [],
      signatures: [],
      problems: ['limit-exceeded'],
      notes: [{ code: 'limit-exceeded', where: 'limit nesting 64' }],
    });
  });

  test('an encrypted file is not supported', async () => {
    const encrypted = signedDocument({ docMdp: null }).replace('/Info 10 0 R', '/Encrypt 9 0 R/Info 10 0 R');
    expect(await inspectDocument(latin1Bytes(encrypted))).toMatchObject({
      outcome: 'unsupported',
      problems: ['file-encrypted'],
    });
  });

  test('a signature that was taken away', async () => {
    const bare = `<<${BODIES.seal.replace('/V 5 0 R', '')}>>`;
    const removed = update(signedDocument({ docMdp: null }), { objects: [[4, bare]] });
    expect(await inspectDocument(latin1Bytes(removed))).toEqual({
      outcome: 'suspect',
      changes: [],
      signatures: [],
      problems: ['signature-removed'],
      notes: [],
    });
    const formless = `<<${BODIES.catalog.replace('/AcroForm 9 0 R', '')}>>`;
    const gone = update(signedDocument({ docMdp: null }), { objects: [[1, formless]] });
    expect((await inspectDocument(latin1Bytes(gone))).problems).toEqual([
      'signature-removed',
      'signature-outside-form',
    ]);
  });

  test('a signature that a page shows and the form does not hold', async () => {
    const form = (fields: string) => `<</Fields[${fields} 7 0 R 8 0 R 14 0 R 17 0 R]/SigFlags 3>>`;
    const inspected = async (bodies: Readonly<Record<number, string>>) =>
      inspectDocument(latin1Bytes(signedDocument({ docMdp: null, bodies })));
    const outside = {
      outcome: 'suspect',
      changes: [],
      signatures: [],
      problems: ['signature-outside-form'],
      notes: [],
    };
    expect(await inspected({ 9: form('') })).toEqual(outside);
    const inherited = { 40: '<</FT/Sig/T(Seal)/V 5 0 R/Kids[4 0 R]>>', 4: `<<${WIDGET}/Parent 40 0 R>>` };
    expect(await inspected({ ...inherited, 9: form('') })).toEqual(outside);
    expect((await inspected({ ...inherited, 9: form('40 0 R') })).problems).toEqual([]);
    const forgotten = { ...inherited, 40: '<</FT/Sig/T(Seal)/V 5 0 R>>' };
    expect((await inspected({ ...forgotten, 9: form('40 0 R') })).problems).toEqual([]);
  });

  test('times: the claim of the writer, and no time-stamp', async () => {
    const [signature] = (await inspectDocument(latin1Bytes(signedDocument({ docMdp: null })))).signatures;
    expect(signature).toMatchObject({ claimedTime: '2026-01-05T09:30:00.000Z', stampedTime: null });
  });

  test('a signature that is no CMS fails by its format', async () => {
    const [signature] = (await inspectDocument(latin1Bytes(signedDocument({ docMdp: null })))).signatures;
    expect(signature).toMatchObject({
      indication: 'TOTAL-FAILED',
      subIndication: 'FORMAT_FAILURE',
      problems: expect.arrayContaining(['signature-unreadable']),
    });
  });

  test('a text field with a value that a page shows and the form does not hold', async () => {
    const outside = async (form: string, text: string) => {
      const bodies = { 7: `<<${text}>>`, 9: `<</Fields[4 0 R ${form}]/SigFlags 3>>` };
      return (await inspectDocument(latin1Bytes(signedDocument({ docMdp: null, bodies })))).problems;
    };
    expect(await outside('', `${BODIES.text}/V(Evil)`)).toEqual(['field-outside-form']);
    expect(await outside('7 0 R', `${BODIES.text}/V(Evil)`)).toEqual([]);
    expect(await outside('', BODIES.text)).toEqual([]);
  });
});

describe('what was changed after signing', () => {
  const filled = [[7, `<<${BODIES.text}/V(Filled)>>`]] as const;

  test('is named by revision, place, count and page', async () => {
    const note = '<</Type/Annot/Subtype/Text/Contents(new)/Rect[1 1 9 9]/P 3 0 R>>';
    const page = `<<${BODIES.page}/Annots[${BODIES.annots} 20 0 R 21 0 R]>>`;
    const once = update(signedDocument({ docMdp: null }), { objects: filled });
    const objects = [
      [3, page],
      [20, note],
      [21, note],
    ] as const;
    expect((await inspectDocument(latin1Bytes(update(once, { objects })))).changes).toEqual([
      { revision: 2, place: 'field-value', count: 1, pages: [1] },
      { revision: 3, place: 'annotation', count: 2, pages: [1] },
    ]);
  });

  test('where the signatures permit it, the file is amended; suspect before unsupported before amended', async () => {
    const leaf = await testLeaf(await testRoot({ name: 'precedence-root' }));
    const signed = signPdf(signedDocument({ docMdp: 2, contents: ROOM }), leaf);
    const ofAnotherKind = signedDocument({ docMdp: 2, contents: ROOM }).replace('CAdES.detached', 'CAdES.detachex');
    const outcomeOf = async (text: string) => (await inspectDocument(latin1Bytes(text))).outcome;
    const unsupported = signPdf(ofAnotherKind, leaf);
    expect(await outcomeOf(unsupported)).toBe('unsupported');
    expect(await outcomeOf(update(signed, { objects: filled }))).toBe('amended');
    expect(await outcomeOf(update(unsupported, { objects: filled }))).toBe('unsupported');
    const forbidden = [[6, streamText('', '(Forged) Tj')]] as const;
    expect(await outcomeOf(update(unsupported, { objects: forbidden }))).toBe('suspect');
  });
});

const codesOf = ({ problems, signatures }: Inspection) => [...problems, ...signatures.flatMap((one) => one.problems)];

describe('the practice corpus', () => {
  const folder = corpusFolder();
  if (folder === null) {
    console.warn('SKIPPED: no practice corpus (VINSEAL_CORPUS)');
    test.skip('no corpus', () => undefined);
    return;
  }

  test('no false accepts, and at most three false alarms', async () => {
    const falseAccepts: string[] = [];
    const falseAlarms: string[] = [];
    for (const label of readLabels(folder)) {
      const inspection = await inspectDocument(new Uint8Array(readFileSync(path.join(folder, 'files', label.file))));
      const { outcome } = inspection;
      const expected = expectationOf(label);
      if (expected === 'not-clean' && outcome === 'clean') falseAccepts.push(label.file);
      if (expected !== 'clean' || isRight(label, outcome)) continue;
      if (outcome === 'unsupported') console.warn(`unsupported: ${label.file}: ${codesOf(inspection).join(', ')}`);
      else falseAlarms.push(label.file);
    }
    expect(falseAccepts).toEqual([]);
    expect(falseAlarms.length).toBeLessThanOrEqual(3);
  });
});

test('a time-stamp in the signature lifts the level to B-T; one that does not name its certificate has none', async () => {
  const root = await testRoot({ name: 'inspected-root' });
  const leaf = await testLeaf(root, { serial: 31 });
  const tsa = await testTsa(root);
  const stamped: MakeCms = (signed) =>
    forgeCms({
      leaf,
      attributes: Object.values(goodAttributes(signed, leaf)),
      unsignedAttributes: (signature) => [
        attribute(OID.signatureTimeStamp, forgeTimeStamp({ tsa, stamped: signature })),
      ],
    });
  const levelOf = async (make?: MakeCms) => {
    const text = signPdf(signedDocument({ docMdp: 2, contents: ROOM }), leaf, make);
    const { outcome, signatures } = await inspectDocument(latin1Bytes(text));
    return [outcome, signatures[0]?.level];
  };
  expect(await levelOf()).toEqual(['clean', 'B-B']);
  expect(await levelOf(stamped)).toEqual(['clean', 'B-T']);
  const unnamed: MakeCms = (signed) => {
    const { signingCertificate: _ess, ...attributes } = goodAttributes(signed, leaf);
    return forgeCms({ leaf, attributes: Object.values(attributes) });
  };
  expect(await levelOf(unnamed)).toEqual(['clean', null]);
});
