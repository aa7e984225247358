import type { ProblemCode } from '#core/confirmation/errors.ts';
import type { Words } from '../../i18n/words.ts';
import { type Example, exampleOf, hasExample } from './examples.ts';
import type { Answer, Operation } from './operation.ts';
import { refusalsOf } from './problems.ts';
import { schemaReference } from './schemas.ts';

const header = (name: string) => ({ $ref: `#/components/headers/${name}` });
const parameter = (name: string) => ({ $ref: `#/components/parameters/${name}` });
export const problemExampleName = (code: ProblemCode) => `problem-${code}`;

/** The operation as OpenAPI 3.1 has it. `words` are those of its problems. */
export function describeOperation(operation: Operation, words: Words) {
  const { id, tag, summary, description, access } = operation;
  const example: Example = hasExample(operation) ? exampleOf(id) : {};
  return {
    operationId: id,
    tags: [tag],
    summary,
    description,
    security: access === 'token' ? [{ bearer: [] }] : [],
    parameters: parametersOf(operation),
    ...(operation.body === undefined ? {} : { requestBody: bodyOf(operation.body, example.request) }),
    responses: { ...successes(operation, example.answer), ...refusals(operation, words) },
  };
}

function parametersOf({ path, query = [], idempotencyKey }: Operation) {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => parameter(name));
  const inQuery = query.map((one) => ({ ...one, in: 'query', required: false }));
  const keyed = idempotencyKey ? [parameter('IdempotencyKey')] : [];
  return [...inPath, ...inQuery, ...keyed, parameter('AcceptLanguage')];
}

function bodyOf({ kind, schema }: NonNullable<Operation['body']>, example: unknown) {
  const content = { schema: { $ref: schemaReference(schema) }, examples: { request: { value: example } } };
  return {
    required: true,
    content:
      kind === 'json'
        ? { 'application/json': content }
        : { 'multipart/form-data': { ...content, encoding: { file: { contentType: 'application/pdf' } } } },
  };
}

function successes({ answers, access }: Operation, example: unknown) {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, content, headers = [] }]) => [
      status,
      { description, headers: headersOf(access, headers), content: contentOf(content, example) },
    ]),
  );
}

function contentOf(content: Answer['content'], example: unknown) {
  if (content === 'pdf')
    return { 'application/pdf': { schema: { type: 'string', format: 'binary', contentMediaType: 'application/pdf' } } };
  return {
    'application/json': {
      schema: { $ref: schemaReference(content) },
      ...(example === undefined ? {} : { examples: { answer: { value: example } } }),
    },
  };
}

function headersOf(access: Operation['access'], further: readonly string[]) {
  const limited = access === 'everybody' ? ['RateLimit', 'RateLimit-Policy'] : [];
  return Object.fromEntries(['X-Request-Id', ...limited, ...further].map((name) => [name, header(name)]));
}

/** Each status with the codes that it can bear there. */
function refusals({ id, access }: Operation, words: Words) {
  return Object.fromEntries(refusalsOf(id).map(({ status, codes }) => [status, refusal(status, codes, access, words)]));
}

const FURTHER_HEADERS: Readonly<Record<number, readonly string[]>> = {
  401: ['WWW-Authenticate'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

function refusal(status: number, codes: readonly ProblemCode[], access: Operation['access'], words: Words) {
  const told = codes.map((code) => `- [\`${code}\`](/problems/${code}): ${words.outline(`errors.${code}.sentence`)}`);
  const examples = codes.map((code) => [code, { $ref: `#/components/examples/${problemExampleName(code)}` }] as const);
  const only = { type: 'object', properties: { status: { const: status }, code: { enum: codes } } };
  return {
    description: told.join('\n'),
    headers: headersOf(access, FURTHER_HEADERS[status] ?? []),
    content: {
      'application/problem+json': {
        schema: { allOf: [{ $ref: schemaReference('Problem') }, only] },
        examples: Object.fromEntries(examples),
      },
    },
  };
}
