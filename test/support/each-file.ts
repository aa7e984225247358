/** Runs before each test file (`setupFilesAfterEnv` of Jest). */
import { afterAll, expect } from '@jest/globals';
import { endComes, endFile } from './end-of-file.ts';
import { equalBytes } from './equal-bytes.ts';

expect.addEqualityTesters([equalBytes]);
endComes();
afterAll(endFile);
