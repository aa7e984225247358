import { expect, test } from '@jest/globals';
import { expectRefused } from '../support/attack.ts';
import { documentForms } from '../support/document-forms.ts';
import { judgeFile } from '../support/judge-file.ts';

/** Documents circulate for decades: what was valid in the form of its time stays so, whatever the code writes today. */
const forms = documentForms();

test('the forms that there were', () => {
  expect(forms.map(({ name }) => name)).toEqual(['form-1']);
});

test.each(forms)('$name: the sealed file', async ({ sealed, judging }) => {
  const known = await judgeFile(sealed, judging);
  expect(known).toMatchObject({ verdict: 'valid', level: 'B-T', confirmation: { copy: 'original' } });
  const alone = await judgeFile(sealed, { ...judging, record: null });
  expect(alone).toMatchObject({ verdict: 'undecided', confirmation: { copy: null } });
  expect(alone.checks.filter(({ outcome }) => outcome === 'undecided')).toMatchObject([
    { code: 'registry-unreachable' },
  ]);
});

test.each(forms)('$name: the archive copy', async ({ archive, judging }) => {
  const known = await judgeFile(archive, judging);
  expect(known).toMatchObject({ verdict: 'valid', level: 'B-LTA', confirmation: { copy: 'archive' } });
});

test('form 1: an archive copy that the registry does not store is refused', async () => {
  const [{ archive, judging } = { archive: new Uint8Array(), judging: null }] = forms;
  if (judging?.record == null) throw new Error('no form 1');
  expectRefused(await judgeFile(archive, { ...judging, record: null }), 'bytes-after-signature');
  const unstored = { ...judging, record: { ...judging.record, archive: null } };
  expectRefused(await judgeFile(archive, unstored), 'bytes-after-signature');
});
