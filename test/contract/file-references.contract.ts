import { describe, expect, test } from '@jest/globals';
import type { MakeFixture } from './store-fixture.ts';
import {
  issue,
  LATER,
  numberOf,
  sampleContent,
  samplePdf,
  sampleRequest,
  sha256Hex,
  someone,
} from './store-samples.ts';
import { useStores } from './use-stores.ts';

/** The suite of `FileReferences`: every file that a record names, and no other. */
export function fileReferencesContract(name: string, makeFixture: MakeFixture): void {
  describe(`${name}: file references`, () => {
    const { store, another } = useStores(makeFixture);
    const isReferenced = (sha256: string) => store().fileReferences.isReferenced(sha256);

    test('a file is named from the moment on that its confirmation is complete', async () => {
      const request = sampleRequest();
      const number = numberOf(await store().reservations.reserve(request));
      const sha256 = sha256Hex(samplePdf(number));
      await store().reservations.intend({ number, content: sampleContent(number, request), at: request.at });
      expect(await isReferenced(sha256)).toBe(false);
      const completion = { number, sha256, keyId: 'key-1', sealVersion: 1, by: someone('officer-1'), at: LATER };
      await store().reservations.complete(completion);
      expect(await (await another()).fileReferences.isReferenced(sha256)).toBe(true);
    });

    test('archive copies are named, former ones too', async () => {
      const number = await issue(store());
      const [first, second, refused] = ['a', 'b', 'c'].map((letter) => letter.repeat(64));
      const keep = (sha256 = '', replaces: string | null = null) =>
        store().archive.keep({
          number,
          copy: { sha256, level: 'B-LTA', renewedAt: LATER, dueAt: LATER },
          replaces,
          by: someone('archive'),
        });
      expect([await keep(first), await keep(second, first), await keep(refused, first)]).toEqual([true, true, false]);
      expect(await isReferenced(first ?? '')).toBe(true);
      expect(await isReferenced(second ?? '')).toBe(true);
      expect(await isReferenced(refused ?? '')).toBe(false);
      expect(await isReferenced(sha256Hex(samplePdf(number)))).toBe(true);
    });
  });
}
