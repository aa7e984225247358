import { z } from 'zod';
import { listRequestSchema, MAX_LISTED, USUALLY_LISTED } from '../../app/confirmations/list-confirmations.ts';
import type { QueryParameter } from './operation.ts';

const LIMIT = { type: 'integer', minimum: 1, maximum: MAX_LISTED, default: USUALLY_LISTED };

/** What a list of confirmations is asked for with, as its schema has it. In a query every value is text; the limit is a number there, too. */
export const LIST_QUERY: readonly QueryParameter[] = Object.entries(listRequestSchema.shape).map(([name, shape]) => {
  const { $schema: _, description = '', ...schema } = z.toJSONSchema(shape, { io: 'input' });
  return { name, description, schema: name === 'limit' ? LIMIT : schema };
});
