import path from 'node:path';
import { expect, test } from '@jest/globals';
import { findImportFaults } from './find-import-faults.ts';

test('every import of server/ is allowed, and no files import each other in a circle', () => {
  expect(findImportFaults(path.join(import.meta.dirname, '../..'))).toEqual([]);
});
