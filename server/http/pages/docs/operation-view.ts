import type { Words } from '../../../i18n/words.ts';
import { type Example, exampleOf, hasExample } from '../../openapi/examples.ts';
import type { Operation, QueryParameter } from '../../openapi/operation.ts';
import { PARAMETERS } from '../../openapi/parameters.ts';
import { refusalsOf } from '../../openapi/problems.ts';
import { type SchemaType, schemaType } from './schema-view.ts';
import { type TextPart, withCode } from './text-parts.ts';

/** An operation as the page shows it. */
export function operationView(operation: Operation, words: Words) {
  const { id, method, path, summary, description, access, body, answers } = operation;
  const example: Example = hasExample(operation) ? exampleOf(id) : {};
  return {
    id,
    method: method.toUpperCase(),
    path,
    summary,
    description: withCode(description),
    access,
    parameters: parametersOf(operation),
    body: body === undefined ? null : { ...body, example: printed(example.request) },
    answers: Object.entries(answers).map(([status, answer]) => ({ status, ...answer })),
    example: printed(example.answer),
    refusals: refusalsOf(id).map(({ status, codes }) => ({
      status,
      codes: codes.map((code) => ({ code, text: words.outline(`errors.${code}.sentence`) })),
    })),
  };
}

type ParameterView = {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly type: readonly SchemaType[];
  readonly description: readonly TextPart[];
};

function parametersOf({ path, query = [], idempotencyKey }: Operation): readonly ParameterView[] {
  const inPath = (['number', 'id', 'version'] as const).filter((name) => path.includes(`{${name}}`));
  const shared = [...inPath, ...(idempotencyKey ? (['IdempotencyKey'] as const) : []), 'AcceptLanguage' as const];
  const inQuery = query.map((parameter) => ({ ...parameter, in: 'query', required: false }));
  return [...inQuery, ...shared.map((name) => PARAMETERS[name])].map(parameterView);
}

function parameterView(parameter: QueryParameter & { readonly in: string; readonly required: boolean }): ParameterView {
  const { name, in: place, required, schema, description } = parameter;
  return { name, in: place, required, type: schemaType(schema), description: withCode(description) };
}

function printed(example: unknown): string | null {
  return example === undefined ? null : JSON.stringify(example, null, 2);
}
