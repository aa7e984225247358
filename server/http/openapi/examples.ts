import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Operation } from './operation.ts';
import type { OperationId } from './problems.ts';

/** What may be sent to an operation, and what it answered to it with its first success. */
export type Example = { readonly request?: unknown; readonly answer?: unknown };

/** The example of an operation, from `examples/<operation>.json`; the tests hold each against its schema. */
export function exampleOf(id: OperationId): Example {
  return JSON.parse(readFileSync(path.join(import.meta.dirname, 'examples', `${id}.json`), 'utf8'));
}

/** Whether there is JSON to show: an operation that takes nothing and answers with a PDF has none. */
export function hasExample({ body, answers }: Operation): boolean {
  return body !== undefined || Object.values(answers).some(({ content }) => content !== 'pdf');
}
