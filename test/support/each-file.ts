/** Runs before each test file (`setupFilesAfterEnv` of Jest). */
import { afterAll } from '@jest/globals';
import { endComes, endFile } from './end-of-file.ts';

endComes();
afterAll(endFile);
