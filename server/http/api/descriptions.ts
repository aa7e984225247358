import express from 'express';
import { CONFIRMATION_SCHEMA_FILE, confirmationJsonSchema } from '#core/confirmation/confirmation-json-schema.ts';
import { methodNotAllowed } from '../middleware/method-not-allowed.ts';
import { openApiDocument } from '../openapi.ts';

/** What programs read about this service: `/openapi.json`, and the JSON Schema of a confirmation's data. For everybody. */
export function descriptionsRouter(): express.Router {
  const router = express.Router();
  const schema = `/schemas/${CONFIRMATION_SCHEMA_FILE}`;
  router.get(schema, (_request, response) => {
    response.type('application/schema+json').json(confirmationJsonSchema());
  });
  router.get('/openapi.json', (_request, response) => void response.json(openApiDocument()));
  router.all([schema, '/openapi.json'], methodNotAllowed('GET', 'HEAD'));
  return router;
}
