import type { RequestHandler } from 'express';
import type { Words } from '../../../i18n/words.ts';
import { API_BASE, OPERATIONS } from '../../openapi/document.ts';
import { TAGS } from '../../openapi/operation.ts';
import { namedSchemas } from '../../openapi/schemas.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { operationView } from './operation-view.ts';
import { schemaView } from './schema-view.ts';

/** Describes the API for people, from what `/openapi.json` is made of. Its own descriptions are in English everywhere. */
export function docsPage(words: Words, render: PageRenderer): RequestHandler {
  let described: ReturnType<typeof describe> | null = null;
  const describe = () => ({
    tags: Object.entries(TAGS).map(([name, description]) => ({
      name,
      description,
      operations: OPERATIONS.filter(({ tag }) => tag === name).map((operation) => operationView(operation, words)),
    })),
    schemas: Object.entries(namedSchemas()).map(([name, schema]) => schemaView(name, schema)),
  });
  return (_request, response) => {
    described ??= describe();
    render(response, words, 'docs', {
      title: words.text('pages.docs.title'),
      path: 'docs',
      base: API_BASE,
      ...described,
    });
  };
}
