import { PROBLEM_CODES } from '#core/confirmation/errors.ts';
import type { Words } from '../../i18n/words.ts';
import { problemExample } from '../problem.ts';
import { BATCH_OPERATIONS } from './batch-operations.ts';
import { CHECK_OPERATIONS } from './check-operations.ts';
import { CONFIRMATION_OPERATIONS } from './confirmation-operations.ts';
import { describeOperation, problemExampleName } from './describe-operation.ts';
import { HEADERS } from './headers.ts';
import { KEY_OPERATIONS } from './key-operations.ts';
import { MANUFACTURER_OPERATIONS } from './manufacturer-operations.ts';
import { type Operation, TAGS } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import { operationsRefusing } from './problems.ts';
import { REQUEST_OPERATIONS } from './request-operations.ts';
import { namedSchemas } from './schemas.ts';

export const OPERATIONS: readonly Operation[] = [
  ...CONFIRMATION_OPERATIONS,
  ...REQUEST_OPERATIONS,
  ...BATCH_OPERATIONS,
  ...CHECK_OPERATIONS,
  ...KEY_OPERATIONS,
  ...MANUFACTURER_OPERATIONS,
];

/** Where the API lies: its major version changes when a client would have to. */
export const API_BASE = '/api/v1';

const DESCRIPTION = `Issue, check and withdraw sealed after-sales maintenance service confirmations.

Refusals are problem documents ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)) with a permanent \`code\`; [/problems](/problems) explains each. Words are in the language that \`Accept-Language\` asks for: zh-CN, en or ru. A bad document is never an error: it is a verdict.`;

/**
 * The API as OpenAPI 3.1, made from the schemas that judge requests and that tests hold answers against.
 * `words` are those of the problems.
 */
export function openApiDocument(words: Words) {
  const paths = Map.groupBy(OPERATIONS, ({ path }) => path);
  return {
    openapi: '3.1.0',
    info: {
      title: 'vinseal',
      version: '1',
      summary: 'Sealed after-sales service confirmations for vehicle exports',
      description: DESCRIPTION,
      license: { name: 'All rights reserved', identifier: 'LicenseRef-All-Rights-Reserved' },
    },
    servers: [{ url: API_BASE }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    security: [{ bearer: [] }],
    paths: Object.fromEntries([...paths].map(([path, operations]) => [path, methodsOf(operations, words)])),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An access token of the operator (RFC 6750)' },
      },
      schemas: namedSchemas(),
      parameters: PARAMETERS,
      headers: HEADERS,
      examples: problemExamples(words),
    },
  };
}

export type OpenApiDocument = ReturnType<typeof openApiDocument>;

function methodsOf(operations: readonly Operation[], words: Words) {
  return Object.fromEntries(operations.map((operation) => [operation.method, describeOperation(operation, words)]));
}

function problemExamples(words: Words) {
  const documented = PROBLEM_CODES.filter((code) => operationsRefusing(code).length > 0);
  return Object.fromEntries(
    documented.map((code) => [
      problemExampleName(code),
      { summary: words.outline(`errors.${code}.sentence`), value: problemExample(code, words) },
    ]),
  );
}
