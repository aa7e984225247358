import { beforeAll, describe, expect, test } from '@jest/globals';
import { inspectDocument } from '#core/validation/inspect-document.ts';
import {
  hiddenFromOldReaders,
  hoursFromNow,
  type StampedForm,
  type TestAuthority,
  testAuthority,
  trustAuthority,
  withDocumentTimeStamp,
  withSecurityStore,
} from '../support/added-proofs.ts';
import { attackBench, expectRefused } from '../support/attack.ts';
import { latin1Text } from '../support/pdf-writer.ts';
import { streamText } from '../support/signed-document.ts';
import { targetOf } from '../support/target.ts';

/** What a revision of proofs might bring along: things that a viewer shows, and things that some writers add. */
const bench = attackBench();
let authority: TestAuthority;
let genuine: Uint8Array;
beforeAll(async () => {
  authority = await testAuthority();
  await trustAuthority(bench.install.folder, authority);
  genuine = bench.genuine;
});

const judge = (pdf: Uint8Array) => bench.judgeWithoutRegistry(pdf);

const look = streamText('/Type/XObject/Subtype/Form/BBox[0 0 500 500]', '0 0 500 500 re f');
const stamped = (form: StampedForm) => withDocumentTimeStamp(genuine, authority, { at: hoursFromNow(0), form });
/** The page with one annotation more. */
const annotated = (number: number) => {
  const { page, body } = targetOf(genuine);
  return [page, body(page).replace(/(\/Annots\s*\[[^\]]*)\]/, `$1 ${number} 0 R]`)] as const;
};

describe('the field of a time-stamp', () => {
  test('without a look, on its page', async () => {
    expectRefused(await judge(stamped({ more: (_free, field) => [annotated(field)] })), 'bytes-after-signature');
  });

  test('as pyHanko and PDFBox write it: with a name, and a look that draws nothing', async () => {
    const widget = (value: number, free: number) =>
      `<</FT/Sig/Type/Annot/Subtype/Widget/T(Stamp)/TU(Timestamp)/F 132/Rect[0 0 0 0]/AP<</N ${free} 0 R>>/V ${value} 0 R>>`;
    const blank = streamText('/Type/XObject/Subtype/Form/BBox[0 0 0 0]', '');
    expectRefused(
      await judge(stamped({ widget, more: (free, field) => [[free, blank], annotated(field)] })),
      'bytes-after-signature',
    );
  });

  test.each<[string, StampedForm]>([
    [
      'a field of widgets that is itself shown',
      {
        widget: (value, free) =>
          `<</FT/Sig/Type/Annot/Subtype/Widget/T(Stamp)/F 4/Rect[0 0 500 500]/AP<</N ${free + 1} 0 R>>/V ${value} 0 R/Kids[${free} 0 R]>>`,
        more: (free, field) => [
          [free, `<</Type/Annot/Subtype/Widget/Parent ${field} 0 R/F 132/Rect[0 0 0 0]>>`],
          [free + 1, look],
          annotated(field),
        ],
      },
    ],
    [
      'hidden, with a look',
      {
        widget: (value, free) =>
          `<</FT/Sig/Type/Annot/Subtype/Widget/T(Stamp)/F 6/Rect[0 0 500 500]/AP<</N ${free} 0 R>>/V ${value} 0 R>>`,
        more: (free, field) => [[free, look], annotated(field)],
      },
    ],
    [
      'as narrow as nothing, with a look',
      {
        widget: (value, free) =>
          `<</FT/Sig/Type/Annot/Subtype/Widget/T(Stamp)/F 132/Rect[0 0 500 0]/AP<</N ${free} 0 R>>/V ${value} 0 R>>`,
        more: (free, field) => [[free, look], annotated(field)],
      },
    ],
    [
      'with a rectangle that is none',
      {
        widget: (value, free) =>
          `<</FT/Sig/Type/Annot/Subtype/Widget/T(Stamp)/F 4/Rect 7/AP<</N ${free} 0 R>>/V ${value} 0 R>>`,
        more: (free, field) => [[free, look], annotated(field)],
      },
    ],
    [
      'with a border that is wider than itself',
      {
        widget: (value) =>
          `<</FT/Sig/Type/Annot/Subtype/Widget/T(Stamp)/BS<</W 900>>/F 132/Rect[0 0 0 0]/V ${value} 0 R>>`,
      },
    ],
    [
      'with a border in the older way',
      {
        widget: (value) =>
          `<</FT/Sig/Type/Annot/Subtype/Widget/T(Stamp)/Border[0 0 900]/F 132/Rect[0 0 0 0]/V ${value} 0 R>>`,
      },
    ],
    ['with a reason to tell', { inValue: '/Reason(Valid for KE, too)' }],
    [
      'with a caption',
      {
        widget: (value) =>
          `<</FT/Sig/Type/Annot/Subtype/Widget/T(Stamp)/MK<</CA(Valid for KE, too)>>/F 132/Rect[0 0 0 0]/V ${value} 0 R>>`,
      },
    ],
  ])('%s', async (_what, form) => {
    expectRefused(await judge(stamped(form)), 'bytes-after-signature');
  });
});

describe('what belongs to which signature', () => {
  const key = 'A'.repeat(40);
  const information = (value: string) => {
    const first = withSecurityStore(genuine, { CRLs: [authority.crl] });
    const inStore = `/VRI<</${key} ${value}>>`;
    return withSecurityStore(first, {}, () => [], { inStore });
  };
  test('may not be said later, of data that are there', async () => {
    expectRefused(await judge(information(`<</CRL[${targetOf(genuine).free} 0 R]>>`)), 'bytes-after-signature');
  });
  test.each(['<<>>', '<</CRL[]>>', '<</X 1>>'])('%s says nothing', async (value) => {
    expectRefused(await judge(information(value)), 'bytes-after-signature');
  });
});

describe('beside the validation data', () => {
  const material = () => ({ Certs: [authority.tsa.der], CRLs: [authority.crl] });
  const withCatalog = (entries: string) => withSecurityStore(genuine, material(), () => [], { inCatalog: entries });
  test('not an extension of the catalog, which writers of such data announce', async () => {
    const announced = withCatalog('/Extensions<</ESIC<</BaseVersion/1.7/ExtensionLevel 5>>>>');
    expectRefused(await judge(announced), 'bytes-after-signature');
  });

  test.each<[string, () => Uint8Array]>([
    ['an action', () => withCatalog('/AA<</WC<</S/URI/URI(x)>>>>')],
    ['a destination to open', () => withCatalog('/OpenAction[3 0 R/Fit]')],
    [
      'an element of the structure that speaks for the field',
      () => {
        const tree = Number(/\/StructTreeRoot (\d+) 0 R/.exec(latin1Text(genuine))?.[1]);
        const { body } = targetOf(genuine);
        return stamped({
          more: (free, field) => [
            annotated(field),
            [free, `<</Type/StructElem/S/Form/P ${tree} 0 R/Alt(Valid for KE, too)/K<</Type/OBJR/Obj ${field} 0 R>>>>`],
            [tree, body(tree).replace(/\/K\s*\[?([^\]/]*)\]?/, `/K[$1 ${free} 0 R]`)],
          ],
        });
      },
    ],
    [
      'the content of the page under its own number',
      () => withSecurityStore(genuine, material(), () => [[targetOf(genuine).content, look]]),
    ],
  ])('%s', async (_what, make) => {
    expectRefused(await judge(make()), 'bytes-after-signature');
  });
});

test('no table frees for old readers what new ones still find', async () => {
  const { content } = targetOf(genuine);
  const pdf = hiddenFromOldReaders(withSecurityStore(genuine, { CRLs: [authority.crl] }), content);
  expectRefused(await judge(pdf), 'file-ambiguous');
  expect(await inspectDocument(pdf)).toMatchObject({ problems: ['hybrid-conflict'] });
});
