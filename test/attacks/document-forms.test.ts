import { expect, test } from '@jest/globals';
import { expectRefused } from '../support/attack.ts';
import { documentForms } from '../support/document-forms.ts';
import { judgeFile } from '../support/judge-file.ts';

/** Documents circulate for decades: what was valid in the form of its time stays so, whatever the code writes today. */
const forms = documentForms();

test('the forms that there were', () => {
  expect(forms.map(({ name }) => name)).toEqual(['form-1', 'form-2']);
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

test('form 2: an archive copy is known by its bytes, wherever it was made', async () => {
  const form = forms.find(({ name }) => name === 'form-2');
  if (form?.judging.record == null) throw new Error('no form 2');
  const { archive, judging } = form;
  const unstored = { ...judging, record: { ...form.judging.record, archive: null } };
  expect(await judgeFile(archive, unstored)).toMatchObject({ verdict: 'valid', confirmation: { copy: 'archive' } });
  const alone = await judgeFile(archive, { ...judging, record: null });
  expect(alone).toMatchObject({ verdict: 'undecided', level: 'B-LTA', inside: null });
  expect(alone.checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
});

test('form 1: an archive copy that another took the place of stays valid', async () => {
  const [{ archive, judging } = { archive: new Uint8Array(), judging: null }] = forms;
  if (judging?.record?.archive == null) throw new Error('no form 1');
  const former = { archive: null, formerCopies: [judging.record.archive.sha256] };
  const known = await judgeFile(archive, { ...judging, record: { ...judging.record, ...former } });
  expect(known).toMatchObject({ verdict: 'valid', confirmation: { copy: 'archive' } });
});

test('form 1: an archive copy that the registry does not store is refused', async () => {
  const [{ archive, judging } = { archive: new Uint8Array(), judging: null }] = forms;
  if (judging?.record == null) throw new Error('no form 1');
  expectRefused(await judgeFile(archive, { ...judging, record: null }), 'bytes-after-signature');
  const unstored = { ...judging, record: { ...judging.record, archive: null } };
  expectRefused(await judgeFile(archive, unstored), 'bytes-after-signature');
});
