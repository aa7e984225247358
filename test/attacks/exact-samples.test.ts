import { beforeAll, describe, expect, test } from '@jest/globals';
import { type AttackedFile, ISSUED_SAMPLES, sampleFiles } from '../support/attacked-files.ts';
import { attackFile } from '../support/exact-attacks.ts';

/** Documents as they are issued today, attacked as the fixtures are (`exact-bytes.test.ts`). */
let files: readonly AttackedFile[];
beforeAll(async () => {
  files = await sampleFiles();
});

describe('seeded changes of every sample, a tenth of `npm run attacks`', () => {
  const TENTH = { seed: 20_261_130, mutations: 500, updates: 200 };
  test.each(ISSUED_SAMPLES.flatMap((kind) => [`${kind} sealed`, `${kind} archive`]))(
    '%s',
    async (wanted) => {
      const file = files.find(({ name }) => name === wanted);
      if (file === undefined) throw new Error(`no file ${wanted}`);
      expect(await attackFile(file.pdf, file.judging, TENTH)).toEqual([]);
    },
    600_000,
  );
});
