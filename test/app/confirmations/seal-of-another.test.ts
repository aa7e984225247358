/** A seal is used with its own manufacturer's key only: these try to pair it with another's. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sealDocument } from '../../../server/app/confirmations/seal-document.ts';
import { faceOf, usableSeal } from '../../../server/app/seals/usable-seal.ts';
import { dataPaths } from '../../../server/compose/install-options.ts';
import { TEST_MANUFACTURER } from '../../../server/development/test-manufacturer.ts';
import { prepareSignature } from '../../../server/model/sealing/prepared-signature.ts';
import type { SealVersion } from '../../../server/model/seals/seal.ts';
import type { SigningKey } from '../../../server/ports/signing-keys.ts';
import { makeCheckedDocument } from '../../../server/sealing/make-checked-document.ts';
import { sampleSeal, someone } from '../../contract/store-samples.ts';
import { copyInstall } from '../../support/install.ts';
import { openKeys } from '../../support/keys.ts';
import { SAMPLE, SAMPLE_SEAL } from '../../support/typeset-content.ts';

const AT = '2026-03-02T01:02:03.004Z';
const MAKER = TEST_MANUFACTURER.id;
let copy: ReturnType<typeof copyInstall>;
let key: SigningKey;
beforeAll(async () => {
  copy = copyInstall();
  const found = await openKeys(dataPaths(copy.folder).keys).activeKey(MAKER);
  if (found === null) throw new Error('the test maker has no key');
  key = found;
});
afterAll(() => copy.remove());

test('a key signs nothing that was prepared with the seal of another', async () => {
  const prepared = prepareSignature({
    number: 'ASC-TEST',
    manufacturerId: 'maker-2',
    documentDigest: '00',
    signedAttributes: new Uint8Array([0x31, 0]),
  });
  await expect(key.sign(prepared)).rejects.toThrow('of another manufacturer');
});

test('a document that bears the seal of another is not signed', async () => {
  const nothing = async () => ({ crls: [], ocsps: [] });
  const deps = {
    maker: { make: makeCheckedDocument },
    revocation: { find: nothing, kept: nothing },
    trustList: { anchors: async () => [] },
    timeStamps: null,
  };
  const policy = { level: 'B-B', embedRevocation: false, withoutProof: 'refuse' } as const;
  const seal = (manufacturerId: string) =>
    sealDocument(deps, {
      content: SAMPLE,
      seal: { manufacturerId, version: 1, face: SAMPLE_SEAL },
      key,
      policy,
      at: AT,
    });
  await expect(seal('maker-2')).rejects.toThrow('of another manufacturer');
  expect(await seal(MAKER)).toMatchObject({ ok: true });
});

test.each<[string, Partial<SealVersion>]>([
  ['of another manufacturer', { manufacturerId: 'maker-2' }],
  ['under another name', { data: { ...sampleSeal().data, nameZh: '另一测试汽车有限公司' } }],
  [
    'for true documents of a TEST maker',
    { data: { ...sampleSeal().data, nameZh: TEST_MANUFACTURER.nameZh, test: false } },
  ],
])('a register that gives a seal %s makes nothing be issued', async (_what, changes) => {
  const own = { ...sampleSeal().data, nameZh: TEST_MANUFACTURER.nameZh };
  const approved = sampleSeal({
    manufacturerId: MAKER,
    data: own,
    state: 'approved',
    approvedBy: someone('li'),
    approvedAt: AT,
  });
  const usable = (seal: SealVersion) =>
    usableSeal({ seals: { list: async () => [seal], picture: async () => null } }, TEST_MANUFACTURER, AT);
  expect(await usable(approved)).toMatchObject({ ok: true, value: { manufacturerId: MAKER, version: 1 } });
  expect(await usable({ ...approved, ...changes })).toMatchObject({ problem: { code: 'seal-names-another' } });
});

const AT_MARCH_2 = '2026-03-02T02:00:00.000Z';

test('the day of issue is the one in Shanghai', async () => {
  const own = { ...sampleSeal().data, nameZh: TEST_MANUFACTURER.nameZh };
  const approved = {
    manufacturerId: MAKER,
    data: own,
    state: 'approved',
    approvedBy: someone('li'),
    approvedAt: AT,
  } as const;
  const seals = {
    list: async () => [sampleSeal({ ...approved, from: '2026-03-03', until: '2026-03-03' })],
    picture: async () => null,
  };
  const outcome = async (at: string) => (await usableSeal({ seals }, TEST_MANUFACTURER, at)).ok;
  expect(await outcome('2026-03-02T15:59:59.999Z')).toBe(false);
  expect(await outcome('2026-03-02T16:00:00.000Z')).toBe(true);
  expect(await outcome('2026-03-03T15:59:59.999Z')).toBe(true);
  expect(await outcome('2026-03-03T16:00:00.000Z')).toBe(false);
});

test('some approved seal must be in force for the days of the margin, the day of issue being the first', async () => {
  const own = { ...sampleSeal().data, nameZh: TEST_MANUFACTURER.nameZh };
  const approved = { data: own, state: 'approved', approvedBy: someone('li'), approvedAt: AT } as const;
  const seal = (version: number, from: string, until: string) =>
    sampleSeal({ ...approved, manufacturerId: MAKER, version, from, until });
  const first = seal(1, '2026-03-01', '2026-03-03');
  const outcome = (days: number, ...versions: readonly SealVersion[]) =>
    usableSeal(
      { seals: { list: async () => versions, picture: async () => null } },
      TEST_MANUFACTURER,
      AT_MARCH_2,
      days,
    );
  expect(await outcome(2, first)).toMatchObject({ ok: true });
  expect(await outcome(3, first)).toMatchObject({
    problem: { code: 'seal-ends-too-soon', data: { date: '2026-03-04' } },
  });
  expect(await outcome(3, first, seal(2, '2026-03-04', '2026-12-31'))).toMatchObject({
    ok: true,
    value: { version: 1 },
  });
});

test('nothing is drawn in the place of a picture that is gone', async () => {
  await expect(faceOf({ picture: async () => null }, sampleSeal({ picture: 'svg' }))).rejects.toThrow('picture');
});
