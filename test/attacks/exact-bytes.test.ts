import { beforeAll, describe, expect, test } from '@jest/globals';
import { operatorActor } from '../../server/model/access/actor.ts';
import { expectDone } from '../support/actors.ts';
import {
  hoursFromNow,
  type TestAuthority,
  testAuthority,
  trustAuthority,
  withDocumentTimeStamp,
  withSecurityStore,
} from '../support/added-proofs.ts';
import { attackBench, concat, expectRefused } from '../support/attack.ts';
import { formFiles } from '../support/attacked-files.ts';
import { attackFile, USUAL_ATTACKS } from '../support/exact-attacks.ts';
import { findingsFile } from '../support/findings.ts';
import { judgeFile } from '../support/judge-file.ts';
import { judgingOf, sealedPart } from '../support/sealed-files.ts';
import { updatedDocument } from '../support/updated-document.ts';

/** Nothing may follow a seal but what this product wrote: neither with the registry at hand, nor with the anchor alone. */
const bench = attackBench();
let authority: TestAuthority;
beforeAll(async () => {
  authority = await testAuthority();
  await trustAuthority(bench.install.folder, authority);
});

describe('files whose update once passed for proofs', () => {
  test.each([
    'A1-verify-valid-forged-chrome-mupdf-poppler',
    'A3-verify-valid-no-seal-chrome-firefox',
    'A6-verify-valid-empty-page-chrome-mupdf-poppler',
  ])('%s', async (name) => {
    const pdf = findingsFile(`attacks/${name}.pdf`);
    if (pdf === null) return;
    const judging = judgingOf(pdf, { at: '2026-11-29T10:00:00.000Z' });
    expect(await judgeFile(sealedPart(pdf), judging)).toMatchObject({ verdict: 'valid' });
    const known = await judgeFile(pdf, judging);
    expectRefused(known, 'bytes-after-signature');
    expect(known.inside).toMatchObject({ verdict: 'valid', confirmation: { copy: 'original' }, inside: null });
    const alone = await judgeFile(pdf, { ...judging, record: null });
    expectRefused(alone, 'bytes-after-signature');
    expect(alone.inside).toMatchObject({ verdict: 'undecided', headline: 'undecided' });
  });
});

describe('seeded changes of every form, a part of `npm run attacks`', () => {
  test.each(formFiles())(
    '$name',
    async ({ pdf, judging }) => {
      expect(await attackFile(pdf, judging, { seed: 20_261_129, ...USUAL_ATTACKS })).toEqual([]);
    },
    600_000,
  );
});

describe('an update by anybody else', () => {
  const material = () => ({ Certs: [authority.tsa.der, authority.root.der], CRLs: [authority.crl] });
  test.each<[string, (genuine: Uint8Array) => Uint8Array]>([
    ['validation data', (genuine) => withSecurityStore(genuine, material())],
    ['a time-stamp', (genuine) => withDocumentTimeStamp(genuine, authority, { at: hoursFromNow(0) })],
    [
      'both',
      (genuine) => withDocumentTimeStamp(withSecurityStore(genuine, material()), authority, { at: hoursFromNow(0) }),
    ],
    ['nothing', (genuine) => updatedDocument(genuine, [])],
    ['an end of line', (genuine) => concat(genuine, '\n')],
    ['a blank', (genuine) => concat(genuine, ' ')],
    ['a comment', (genuine) => concat(genuine, '%')],
  ])('%s', async (_what, make) => {
    const pdf = make(bench.genuine);
    expect((await bench.judge(pdf)).verdict).toBe('not-valid');
    expectRefused(await bench.judgeWithoutRegistry(pdf), 'bytes-after-signature');
  });
});

test('the archive copy that the registry stores is valid, and one octet after it is not', async () => {
  const { number } = bench.install.sample('valid');
  const report = expectDone(await bench.install.renew({ numbers: [number], by: operatorActor('test') }));
  expect(report).toMatchObject({ renewed: 1 });
  const copy = await bench.install.archivePdf(number, operatorActor());
  if (!copy.ok) throw new Error(copy.problem.code);
  expect(await bench.judge(copy.value.pdf)).toMatchObject({ verdict: 'valid', confirmation: { copy: 'archive' } });
  expect(await bench.judge(concat(copy.value.pdf, '\n'))).toMatchObject({ verdict: 'not-valid', confirmation: null });
});
