import { describe, expect, test } from '@jest/globals';
import { inspectDocument } from '#core/validation/inspect-document.ts';
import { foreignDocuments, unsignedValue, withAnnotations, withFields } from '../support/foreign.ts';
import { latin1Bytes } from '../support/pdf-writer.ts';
import { BODIES } from '../support/signed-document.ts';

/** MuPDF marks a signature field as long as it waits, also where it says of no place on the page: a mark that goes or comes is seen. */
const foreign = foreignDocuments();

const said = async (text: string) => {
  const { outcome, problems, changes } = await inspectDocument(latin1Bytes(text));
  return [outcome, ...problems, ...changes.map(({ place }) => place)];
};

const field = (more: string) => `<</FT/Sig/Type/Annot/Subtype/Widget/T(Third)/P 3 0 R${more}>>`;
/** The page and the form with the field 40. */
const SHOWN = {
  3: `<<${BODIES.page}/Annots[${BODIES.annots} 40 0 R]>>`,
  9: `<</Fields[${BODIES.fields} 40 0 R]/SigFlags 3>>`,
};

describe('a widget that waits', () => {
  test.each<[string, readonly string[]]>([
    ['/F 132/Rect[0 0 0 0]', ['clean']],
    ['/F 2', ['clean']],
    ['/F 4', ['amended', 'signature-look']],
    ['', ['amended', 'signature-look']],
  ])('and is signed: %j', async (more, outcome) => {
    const text = foreign.signed(null, { bodies: { ...SHOWN, 40: field(more) } });
    const objects = [
      [40, field(`${more}/V 41 0 R`)],
      [41, unsignedValue()],
    ] as const;
    expect(await said(foreign.signedAgain(text, { objects }))).toEqual(outcome);
  });

  test.each<[string, readonly string[]]>([
    ['/F 132/Rect[0 0 0 0]', ['clean']],
    ['/F 4', ['amended', 'field-added']],
  ])('and is new: %j', async (more, outcome) => {
    const objects = [withAnnotations('40 0 R'), withFields('40 0 R'), [40, field(more)]] as const;
    expect(await said(foreign.updated(null, { objects }))).toEqual(outcome);
  });
});

describe('a widget that its field does not hold', () => {
  const shown = (own: string) => ({
    3: `<<${BODIES.page}/Annots[${BODIES.annots} 42 0 R]>>`,
    9: `<</Fields[${BODIES.fields} 40 0 R]/SigFlags 3>>`,
    40: field('/F 132/Rect[0 0 0 0]'),
    42: `<</Type/Annot/Subtype/Widget/Parent 40 0 R/Rect[20 20 90 90]/F 4${own}>>`,
  });
  test.each(['', '/FT/Sig', '/AP<</N 12 0 R>>'])('and that shows its signature all the same: %j', async (own) => {
    const objects = [
      [40, field('/F 132/Rect[0 0 0 0]/V 41 0 R')],
      [41, unsignedValue()],
    ] as const;
    const text = foreign.signedAgain(foreign.signed(null, { bodies: shown(own) }), { objects });
    expect(await said(text)).toEqual(['amended', 'signature-look']);
  });
});
