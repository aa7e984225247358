import { describe, expect, test } from '@jest/globals';
import { inspectDocument } from '#core/validation/inspect-document.ts';
import { type Answers, attackBench, expectCaught, expectForeignCaught } from '../support/attack.ts';
import { foreignDocuments } from '../support/foreign.ts';
import { latin1Bytes } from '../support/pdf-writer.ts';
import { patched, type Target, withUpdate } from '../support/target.ts';

/**
 * Universal signature forgery (USF): the signature is made such that a reader finds nothing to verify, and shows the
 * document as signed all the same. What cannot be verified is no signature.
 */
const bench = attackBench();
const foreign = foreignDocuments();

const UNCLEAR: Answers = { verify: 'byte-range-invalid', inspect: 'byte-range-unclear' };

type Edit = (dictionary: string) => string;

/** Replaces one entry by another of the same length, so that nothing behind it moves. */
const entryOf =
  (key: string, value: RegExp, to: string): Edit =>
  (dictionary) =>
    dictionary.replace(new RegExp(`/${key}\\s*${value.source}`), (whole) => to.padEnd(whole.length));
const range = (to: string) => entryOf('ByteRange', /\[[^\]]*\]/, to);
const contents = (to: string) => entryOf('Contents', /<[0-9a-f]*>/, to);
const named = (key: string, to: string) => entryOf(key, /\/[\w.]+/, to);

/** Each change of the dictionary, from the papers and from what readers are known to accept. */
const CASES: readonly (readonly [string, Edit])[] = [
  ['no /ByteRange', range('')],
  ['an empty /ByteRange', range('/ByteRange []')],
  ['/ByteRange null', range('/ByteRange null')],
  ['a /ByteRange of one number', range('/ByteRange 0')],
  ['a /ByteRange of three numbers', range('/ByteRange [0 100 200]')],
  ['a /ByteRange of six numbers', range('/ByteRange [0 10 20 10 40 10]')],
  ['a /ByteRange of nulls', range('/ByteRange [null null null null]')],
  ['a /ByteRange of texts', range('/ByteRange [(0) (1) (2) (3)]')],
  ['a /ByteRange of zeros', range('/ByteRange [0 0 0 0]')],
  ['a /ByteRange by reference', range('/ByteRange 1 0 R')],
  ['a /ByteRange under another name', range('/ByteRang [0 1 2 3]')],
  ['no /Contents', contents('')],
  ['an empty /Contents', contents('/Contents <>')],
  ['/Contents null', contents('/Contents null')],
  ['/Contents of one zero', contents('/Contents <00>')],
  ['/Contents as a literal string', contents('/Contents (0)')],
  ['/Contents as an array', contents('/Contents [<00>]')],
  ['/Contents as a name', contents('/Contents /00')],
  ['/Contents by reference', contents('/Contents 1 0 R')],
];

describe('an update with another signature dictionary', () => {
  test.each(CASES)('%s', async (_name, edit) => {
    const { target } = bench;
    const changed = edit(target.body(target.signature));
    expect(changed).not.toBe(target.body(target.signature));
    await expectCaught(bench, withUpdate(target, [[target.signature, changed]]), UNCLEAR);
  });
});

describe('the dictionary itself, in place', () => {
  const inPlace = (target: Target, edit: Edit) => {
    const old = target.body(target.signature);
    return patched(target, old, edit(old));
  };
  test.each(CASES)('%s', async (_name, edit) => {
    await expectCaught(bench, inPlace(bench.target, edit), UNCLEAR);
  });

  test.each<[string, Answers, Edit]>([
    ['no /Type', { verify: 'content-altered', inspect: 'digest-mismatch' }, named('Type', '')],
    ['another /Type', { verify: 'content-altered', inspect: 'signature-type-mismatch' }, named('Type', '/Type/Sug')],
    ['no /SubFilter', { verify: 'content-altered', inspect: 'subfilter-unsupported' }, named('SubFilter', '')],
    [
      'an unknown /SubFilter',
      { verify: 'content-altered', inspect: 'subfilter-unsupported' },
      named('SubFilter', '/SubFilter/X'),
    ],
    [
      'a raw RSA signature',
      { verify: 'content-altered', inspect: 'subfilter-unsupported' },
      named('SubFilter', '/SubFilter/adbe.x509.rsa_sha1'),
    ],
    [
      'the looser profile',
      { verify: 'content-altered', inspect: 'digest-mismatch' },
      named('SubFilter', '/SubFilter/adbe.pkcs7.detached'),
    ],
    ['an unknown /Filter', { verify: 'content-altered', inspect: 'digest-mismatch' }, named('Filter', '/Filter/X')],
  ])('%s', async (_name, answers, edit) => {
    await expectCaught(bench, inPlace(bench.target, edit), answers);
  });
});

describe('a field whose value is none', () => {
  const field = ({ target }: { readonly target: Target }, value: string) => {
    const body = target.body(target.field).replace(`/V ${target.signature} 0 R`, value);
    return withUpdate(target, [[target.field, body]]);
  };
  test.each([
    ['no /V', ''],
    ['/V null', '/V null'],
    ['/V to nothing', '/V 9999 0 R'],
    ['/V to the field itself', '/V /Sig'],
  ])('%s', async (_name, value) => {
    await expectCaught(bench, field(bench, value), { verify: 'file-unsigned', inspect: 'signature-removed' });
  });

  test('/V that is a dictionary of nothing', async () => {
    await expectCaught(bench, field(bench, '/V<<>>'), UNCLEAR);
  });
});

test('/Contents of zeros', async () => {
  const { target } = bench;
  const zeros = `<${'0'.repeat(target.gap.to - target.gap.from - 2)}>`;
  const text = target.text.slice(0, target.gap.from) + zeros + target.text.slice(target.gap.to);
  const answers = { verify: 'signature-unreadable', inspect: 'signature-unreadable' } as const;
  await expectCaught(bench, latin1Bytes(text), answers);
});

describe('the same with documents of others', () => {
  test.each(CASES)('%s', async (_name, edit) => {
    const text = foreign.signed(2);
    const old = /\n5 0 obj\n([\s\S]*?)\nendobj/.exec(text)?.[1] ?? '';
    await expectForeignCaught(bench, text.replace(old, edit(old).padEnd(old.length)), 'byte-range-unclear');
  });

  test('untouched, they are clean', async () => {
    for (const docMdp of [1, 2, 3, null] as const)
      expect((await inspectDocument(latin1Bytes(foreign.signed(docMdp)))).outcome).toBe('clean');
  });
});
