import express from 'express';
import { CONFIRMATION_SCHEMA_FILE, confirmationJsonSchema } from '#core/confirmation/confirmation-json-schema.ts';
import type { WordsByLocale } from '../middleware/locale.ts';
import { methodNotAllowed } from '../middleware/method-not-allowed.ts';
import { type OpenApiDocument, openApiDocument } from '../openapi/document.ts';

/** What programs read about this service: `/openapi.json`, and the JSON Schema of a confirmation's data. For everybody. */
export function descriptionsRouter(words: WordsByLocale): express.Router {
  const router = express.Router();
  let document: OpenApiDocument | null = null;
  const schema = `/schemas/${CONFIRMATION_SCHEMA_FILE}`;
  router.get(schema, (_request, response) => {
    response.type('application/schema+json').json(confirmationJsonSchema());
  });
  router.get('/openapi.json', (_request, response) => {
    document ??= openApiDocument(words.en);
    response.json(document);
  });
  router.all([schema, '/openapi.json'], methodNotAllowed('GET', 'HEAD'));
  return router;
}
