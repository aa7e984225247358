import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CHECKS } from '#core/confirmation/checks/list.ts';
import { deriveVerdict } from '#core/confirmation/derive-verdict.ts';
import { CHECK_CODES, CHECK_IDS } from '#core/confirmation/errors.ts';
import type { Evidence } from '#core/confirmation/evidence.ts';
import { HEADLINES, type Headline, VERDICTS } from '#core/confirmation/verdict.ts';
import {
  asking,
  CONTENT,
  OTHER_VIN,
  PERFECT,
  pagesOf,
  VIN,
  withContent,
  withDocument,
  withField,
  withManufacturer,
  withSignature,
  withSigner,
} from '../../support/perfect-evidence.ts';
import { HARMLESS, SPOILINGS } from './spoiled-evidence.ts';

// A row that asserts nothing proves nothing.
beforeEach(() => expect.hasAssertions());

test.each([...SPOILINGS, ...HARMLESS].filter(({ name }) => name !== 'nothing'))(
  'the row “$name” changes the evidence',
  (row) => {
    expect(row.spoil(PERFECT)).not.toEqual(PERFECT);
  },
);

describe('the verdict', () => {
  test('runs every check once, in the permanent order', () => {
    expect(CHECKS.map((check) => check.id)).toEqual(CHECK_IDS);
    expect(deriveVerdict(PERFECT).checks.map((check) => check.id)).toEqual(CHECK_IDS);
  });

  test('of perfect evidence is valid, with the content, its signer and its status', () => {
    const verdict = deriveVerdict(PERFECT);
    expect(verdict).toMatchObject({ verdict: 'valid', headline: 'valid-matched', vehicle: 'matched', test: false });
    expect(verdict.checks.every((check) => check.outcome === 'passed')).toBe(true);
    expect(verdict.confirmation).toMatchObject({ content: CONTENT, status: 'live' });
  });

  test.each(SPOILINGS)('$name → $verdict, $code', ({ spoil, verdict, headline, check, code }) => {
    const judged = deriveVerdict(spoil(PERFECT));
    const open = code === 'not-reached' ? 'skipped' : 'undecided';
    expect(judged).toMatchObject({ verdict, headline });
    const outcome = verdict === 'undecided' ? open : 'failed';
    expect(judged.checks.find(({ id }) => id === check)).toMatchObject({ code, outcome });
  });

  test.each(HARMLESS)('$name → still valid, $code', ({ spoil, headline, check, code }) => {
    const judged = deriveVerdict(spoil(PERFECT));
    expect(judged).toMatchObject({ verdict: 'valid', headline });
    expect(judged.checks.find(({ id }) => id === check)).toMatchObject({ code });
  });

  test.each<[string, Headline, (evidence: Evidence) => Evidence]>([
    ['a stranger’s sound signature', 'not-valid-not-a-confirmation', (evidence) => evidence],
    ['a stranger’s over other bytes', 'not-valid-altered', (evidence) => withSignature(evidence, { intact: false })],
    ['a stranger’s of a wrong value', 'not-valid-altered', (evidence) => withSignature(evidence, { valid: false })],
  ])('written in another way tells of a change only where a trusted signer sealed: %s', (_what, headline, spoil) => {
    const rewritten = spoil({ ...withField(PERFECT, { contentsCase: 'upper' }), trust: { kind: 'unknown-signer' } });
    expect(deriveVerdict(rewritten)).toMatchObject({ verdict: 'not-valid', headline, confirmation: null });
  });

  test('every code and headline is reached by some evidence', () => {
    const verdicts = everyEvidence().map(deriveVerdict);
    const codes = new Set(verdicts.flatMap(({ checks }) => checks.map(({ code }) => code)));
    expect([...codes].sort()).toEqual([...CHECK_CODES].sort());
    expect(new Set(verdicts.map(({ headline }) => headline))).toEqual(new Set(HEADLINES));
  });

  test('no combination of spoiled facts comes out valid, and the worst one decides', () => {
    const combination = fc.subarray([...SPOILINGS], { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(combination, (spoilings) => {
        const evidence = spoilings.reduce((spoiled, { spoil }) => spoil(spoiled), PERFECT);
        expect(deriveVerdict(evidence).verdict).not.toBe('valid');
      }),
      { seed: 20260101, numRuns: 3000 },
    );
  });

  test('precedence: not-valid before withdrawn before undecided', () => {
    const one = (word: string) => SPOILINGS.find(({ verdict, check }) => verdict === word && check !== 'file-readable');
    const spoil = (...words: readonly string[]) =>
      words.reduce((evidence, word) => one(word)?.spoil(evidence) ?? evidence, PERFECT);
    expect(deriveVerdict(spoil('withdrawn', 'not-valid')).verdict).toBe('not-valid');
    expect(deriveVerdict(withDocument(spoil('withdrawn'), { text: { kind: 'not-read' } })).verdict).toBe('withdrawn');
    expect(VERDICTS).toEqual(['not-valid', 'withdrawn', 'undecided', 'valid']);
  });
});

describe('what the verdict repeats of the file', () => {
  const CLAIM = '伪造';
  const names = { organization: CLAIM, organizationIdentifier: CLAIM, commonName: CLAIM, issuer: CLAIM };
  const claiming = withField(withSigner(PERFECT, names), { name: CLAIM, claimedTime: CLAIM });
  const forged = withContent(claiming, {
    number: CLAIM,
    manufacturer: { ...CONTENT.manufacturer, nameZh: CLAIM, nameEn: CLAIM },
    exporter: { name: CLAIM, uscc: CLAIM },
    vehicles: CONTENT.vehicles.map((vehicle) => ({ ...vehicle, brand: CLAIM, model: CLAIM })),
  });

  const INTEGRITY: readonly string[] = [
    'file-readable',
    'file-signed',
    'file-unambiguous',
    'whole-file-signed',
    'content-unchanged',
    'signature-value',
    'algorithm-accepted',
    'signer-trusted',
  ];

  test.each(SPOILINGS.filter(({ check }) => INTEGRITY.includes(check)))('$name: no claim of the file at all', (row) => {
    const verdict = deriveVerdict(row.spoil(forged));
    expect(JSON.stringify(verdict)).not.toContain(CLAIM);
    expect(verdict).toMatchObject({ confirmation: null, vehicle: 'not-compared', test: false });
  });

  test.each(SPOILINGS)('$name: what the document says is $content', ({ spoil, content }) => {
    const { confirmation } = deriveVerdict(spoil(PERFECT));
    if (content === 'withheld') expect(confirmation).toBeNull();
    else expect(confirmation).toMatchObject({ content: { number: CONTENT.number } });
  });
});

describe('the details of single checks', () => {
  const dataOf = (evidence: typeof PERFECT, id: string) =>
    deriveVerdict(evidence).checks.find((check) => check.id === id)?.data;

  test('a slip in the VIN is shown at its place', () => {
    const typed = `${VIN.slice(0, 15)}10`;
    expect(dataOf(asking(PERFECT, { vin: typed }), 'vehicle-matches')).toMatchObject({
      vin: typed,
      nearest: VIN,
      count: 2,
    });
  });

  test('a character left out, or one too many, is shown as a dash', () => {
    const shown = (vin: string) => dataOf(asking(PERFECT, { vin }), 'vehicle-matches');
    expect(shown(VIN.replace('TA', 'T'))).toMatchObject({ differences: ['11: – → A'] });
    expect(shown(VIN.replace('TA', 'TAX'))).toMatchObject({ differences: ['12: X → –'] });
  });

  test('a difference of the pages says on which side the text stands alone', () => {
    const kind = (from: string, to: string) => {
      const pages = pagesOf(CONTENT).map((page) => page.replaceAll(from, to));
      const evidence = withDocument({ ...PERFECT, registry: { kind: 'not-asked' } }, { text: { kind: 'read', pages } });
      return dataOf(evidence, 'pages-match-data');
    };
    expect(kind('Almaty', 'Astana')).toMatchObject({ kind: 'missing', fact: 'outlet_name', line: 0, found: '' });
    expect(kind('二、', `${OTHER_VIN} 二、`)).toMatchObject({
      kind: 'extra',
      fact: 'vin',
      expected: '',
      found: OTHER_VIN,
    });
    expect(kind('2026-0000012K', '2026-0000013H')).toMatchObject({ kind: 'different', fact: 'number' });
  });

  test('the reason for the need is that of the one vehicle asked for', () => {
    expect(dataOf(PERFECT, 'confirmation-needed')).toMatchObject({ reason: 'within_threshold', count: 1, total: 1 });
    expect(dataOf(asking(PERFECT, { vin: null }), 'confirmation-needed')).toMatchObject({ reason: 'several' });
  });

  test('a withdrawal says when, why, and which VINs, and names nobody', () => {
    const row = SPOILINGS.find(({ code }) => code === 'partly-withdrawn');
    expect(dataOf(row?.spoil(PERFECT) ?? PERFECT, 'still-in-force')).toEqual({
      number: CONTENT.number,
      vins: [OTHER_VIN],
      count: 1,
      total: 2,
      by: 'somebody',
      date: '2026-02-10',
      reason: 'issued_in_error',
      replacedBy: 'none',
    });
  });

  test('documents of a TEST issuer are marked, by the trust list or by their own word', () => {
    expect(deriveVerdict(withManufacturer(PERFECT, { test: true })).test).toBe(true);
    expect(deriveVerdict(withContent(PERFECT, { test: true })).test).toBe(true);
  });

  test('identical bytes need no second look at the pages', () => {
    const evidence = withDocument(PERFECT, { text: { kind: 'not-read' } });
    expect(deriveVerdict(evidence).checks.find(({ id }) => id === 'pages-match-data')?.code).toBe(
      'pages-compared-at-issue',
    );
  });

  test('the need is counted over all vehicles when no VIN is asked', () => {
    const evidence = asking(PERFECT, { vin: null, applicationDate: '2026-07-02' });
    expect(dataOf(evidence, 'confirmation-needed')).toMatchObject({ count: 1, total: 2, lastDay: '2026-07-04' });
  });
});

function everyEvidence() {
  const pagesAgree = { ...PERFECT, registry: { kind: 'unreachable', detail: '' } as const };
  return [pagesAgree, ...[...SPOILINGS, ...HARMLESS].map(({ spoil }) => spoil(PERFECT))];
}
