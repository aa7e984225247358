import { expect, test } from '@jest/globals';
import type { RegisteredOutlet } from '#core/confirmation/outlet.ts';
import { saveManufacturer } from '../../../server/app/save-manufacturer.ts';
import { TEST_MANUFACTURER, TEST_OUTLETS } from '../../../server/development/test-manufacturer.ts';
import type { Manufacturer } from '../../../server/model/manufacturers/manufacturer.ts';
import { unprintableCharacters } from '../../../server/sealing/typeset/unprintable-text.ts';

/** The answer, and whether anything was saved. */
async function save(manufacturer: Manufacturer, outlets: readonly RegisteredOutlet[]) {
  const saved: unknown[] = [];
  const directory = { save: async (...what: unknown[]) => void saved.push(what) };
  const result = await saveManufacturer({ directory, unprintable: unprintableCharacters }, manufacturer, outlets);
  const fields = result.ok ? [] : result.problem.fields.map(({ pointer, code }) => `${pointer} ${code}`);
  return { saved: saved.length, fields };
}

test('what documents can show is saved', async () => {
  expect(await save(TEST_MANUFACTURER, TEST_OUTLETS)).toEqual({ saved: 1, fields: [] });
});

test('every text that no document can show is named, and nothing is saved', async () => {
  const [first, second, ...others] = TEST_OUTLETS;
  if (first === undefined || second === undefined) throw new Error('too few outlets');
  const outlets = [{ ...first, address: 'ประเทศไทย' }, { ...second, provider: 'of 1M8GDM9AXKP042788' }, ...others];
  expect(await save({ ...TEST_MANUFACTURER, nameEn: 'a\u202eb' }, outlets)).toEqual({
    saved: 0,
    fields: [
      '/nameEn text-not-printable',
      '/outlets/0/address text-not-printable',
      '/outlets/1/provider text-holds-identifier',
    ],
  });
});
