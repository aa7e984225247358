import { beforeAll, describe, expect, test } from '@jest/globals';
import { type AttackedFile, ISSUED_SAMPLES, sampleFiles } from '../support/attacked-files.ts';
import { attackFile, USUAL_ATTACKS } from '../support/exact-attacks.ts';

/** Documents as they are issued today, attacked as the fixtures are (`exact-bytes.test.ts`). */
let files: readonly AttackedFile[];
beforeAll(async () => {
  files = await sampleFiles();
});

describe('seeded changes of every sample, a part of `npm run attacks`', () => {
  test.each(ISSUED_SAMPLES.flatMap((kind) => [`${kind} sealed`, `${kind} archive`]))(
    '%s',
    async (wanted) => {
      const file = files.find(({ name }) => name === wanted);
      if (file === undefined) throw new Error(`no file ${wanted}`);
      expect(await attackFile(file.pdf, file.judging, { seed: 20_261_130, ...USUAL_ATTACKS })).toEqual([]);
    },
    600_000,
  );
});
