import { describe, expect, test } from '@jest/globals';
import { isSealOf, lastSeal, type SealVersion, sealInForce } from '../../../server/model/seals/seal.ts';
import { approveSealVersion, retireSealVersion } from '../../../server/model/seals/seal-steps.ts';
import { AT, sampleManufacturer, sampleSeal, someone } from '../../contract/store-samples.ts';

const approved = (version: number, from: string, until: string | null = null): SealVersion =>
  sampleSeal({ version, from, until, state: 'approved', approvedBy: someone('li'), approvedAt: AT });
const by = (name: string) => ({ by: someone(name), at: AT });
const codeOf = (result: ReturnType<typeof approveSealVersion>) =>
  result.ok ? result.value.state : result.problem.code;

describe('the seal in force', () => {
  const first = approved(1, '2026-01-01');
  const second = approved(2, '2026-06-01', '2026-06-30');

  test.each([
    ['2025-12-31', undefined],
    ['2026-01-01', 1],
    ['2026-05-31', 1],
    ['2026-06-01', 2],
    ['2026-06-30', 2],
    ['2026-07-01', 1],
  ])('where intervals overlap, the newest that holds %s: %s', (on, version) => {
    for (const versions of [
      [first, second],
      [second, first],
    ])
      expect(sealInForce(versions, on)?.version).toBe(version);
  });

  test.each(['proposed', 'retired'] as const)('is never one that is %s', (state) => {
    expect(sealInForce([first, { ...second, state }], '2026-06-15')?.version).toBe(1);
    expect(sealInForce([{ ...second, state }], '2026-06-15')).toBeNull();
  });

  test('is not there where there are no versions', () => expect(sealInForce([], '2026-06-15')).toBeNull());
});

describe('the seal with which sealing ends', () => {
  const spring = approved(1, '2026-01-01', '2026-05-31');
  const summer = approved(2, '2026-06-01', '2026-08-31');
  const within = approved(3, '2026-02-01', '2026-03-31');
  const autumn = approved(4, '2026-09-02', '2026-11-30');

  test.each<[string, readonly SealVersion[], string, number | undefined]>([
    ['is the one in force', [spring], '2026-05-01', 1],
    ['is the one that follows it without a gap', [summer, within, spring], '2026-03-01', 2],
    ['is not one that follows after a gap', [spring, summer, autumn], '2026-03-01', 2],
    ['is not one within another, though it is newer', [spring, within], '2026-03-01', 1],
    ['is the one without an end', [spring, approved(5, '2026-04-01'), summer], '2026-05-01', 5],
    ['is the one that ended last, where none is in force', [summer, spring, autumn], '2026-09-01', 2],
    ['is none where none was ever in force', [autumn], '2026-09-01', undefined],
    ['is not one that waits for approval', [spring, { ...summer, state: 'proposed' }], '2026-05-01', 1],
    ['is not one that was retired', [spring, { ...summer, state: 'retired' }], '2026-07-01', 1],
  ])('%s', (_what, versions, on, version) => {
    expect(lastSeal(versions, on)?.version).toBe(version);
    expect(lastSeal(versions.toReversed(), on)?.version).toBe(version);
  });
});

test('a seal is of one manufacturer, under its name, TEST or not', () => {
  const manufacturer = sampleManufacturer();
  expect(isSealOf(sampleSeal(), manufacturer)).toBe(true);
  for (const changed of [{ id: 'maker-2' }, { nameZh: '另一测试汽车有限公司' }, { test: false }])
    expect(isSealOf(sampleSeal(), { ...manufacturer, ...changed })).toBe(false);
});

describe('the life of a version', () => {
  test('another person approves it', () => {
    expect(approveSealVersion(sampleSeal(), by('li'))).toEqual({
      ok: true,
      value: sampleSeal({ state: 'approved', approvedBy: someone('li'), approvedAt: AT }),
    });
  });

  test.each(['zhang', ' Zhang ', 'ZHANG', 'ｚｈａｎｇ', 'zh\u200bang', 'zhang\ufe0f', 'zh\u034fang', 'zhang\u3164'])(
    'whoever proposed it does not, as “%s” either',
    (name) => {
      expect(codeOf(approveSealVersion(sampleSeal(), by(name)))).toBe('seal-approved-by-proposer');
    },
  );

  test('it is approved once, and never after it was retired', () => {
    const retired = sampleSeal({ state: 'retired', retiredBy: someone('li'), retiredAt: AT });
    for (const seal of [approved(1, '2026-01-01'), retired])
      expect(codeOf(approveSealVersion(seal, by('wang')))).toBe('seal-state-wrong');
    expect(codeOf(retireSealVersion(retired, by('wang')))).toBe('seal-state-wrong');
  });

  test('it is retired by anyone, from a proposal too, and keeps who approved it', () => {
    expect(codeOf(retireSealVersion(sampleSeal(), by('zhang')))).toBe('retired');
    const retired = retireSealVersion(approved(1, '2026-01-01'), by('zhang'));
    expect(retired).toMatchObject({
      value: { state: 'retired', approvedBy: someone('li'), retiredBy: someone('zhang'), retiredAt: AT },
    });
  });
});
