import { expect, test } from '@jest/globals';
import { PROBLEM_CODES } from '#core/confirmation/errors.ts';
import { openApiDocument } from '../../server/http/openapi.ts';
import { PROBLEM_STATUS } from '../../server/http/problem.ts';

test('the description names every address of the API, with a refusal for each', () => {
  const { openapi, paths } = openApiDocument();
  expect(openapi).toBe('3.1.0');
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
  );
  expect(operations.map(({ name }) => name)).toEqual([
    'post /confirmations',
    'get /confirmations',
    'get /confirmations/{number}',
    'get /confirmations/{number}/pdf',
    'get /confirmations/{number}/archive',
    'post /confirmations/{number}/withdrawal',
    'get /keys',
    'post /keys/{id}/suspension',
    'post /keys/{id}/activation',
    'post /keys/{id}/compromise',
    'get /manufacturers/{id}/sealing',
    'put /manufacturers/{id}/sealing',
    'delete /manufacturers/{id}/sealing',
    'get /manufacturers/{id}/seals',
    'post /manufacturers/{id}/seals',
    'post /manufacturers/{id}/seals/{version}/approval',
    'post /manufacturers/{id}/seals/{version}/retirement',
    'get /manufacturers/{id}/seals/{version}/preview',
    'post /verifications',
    'post /inspections',
    'post /lookups',
  ]);
  for (const { operation } of operations) expect(operation.responses).toHaveProperty('default');
});

test('the request schema is the one that judges requests', () => {
  const text = JSON.stringify(openApiDocument());
  for (const field of ['firstRegistration', 'idempotencyKey', 'supersedes']) expect(text).toContain(`"${field}"`);
  expect(text).toContain('"maxItems":1000');
});

test('every problem has a status of its kind', () => {
  for (const code of PROBLEM_CODES) expect(PROBLEM_STATUS[code]).toBeGreaterThanOrEqual(400);
});
