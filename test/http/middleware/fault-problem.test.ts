import { expect, test } from '@jest/globals';
import { faultProblem } from '../../../server/http/middleware/fault-problem.ts';
import { DocumentFileFault } from '../../../server/ports/document-files.ts';
import { MongoUnusable } from '../../../server/stores/mongo/mongo-fault.ts';

test.each([
  [new MongoUnusable('store-unreachable'), 'store-busy'],
  [new MongoUnusable('store-newer'), 'store-corrupt'],
  [new MongoUnusable('store-not-migrated'), 'internal-error'],
  [new DocumentFileFault('file-too-large', 'a file'), 'document-too-large'],
  [new DocumentFileFault('file-store-unusable', 'a file'), 'file-store-unusable'],
])('%s is told to clients as %s', (fault, code) => {
  expect(faultProblem(fault).code).toBe(code);
});
