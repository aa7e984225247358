import { z } from 'zod';
import type { QueryParameter } from './operation.ts';

/** What a list is asked for with, as its schema has it. In a query every value is text; a limit is a number there, too. */
export function queryOf(
  shape: z.ZodRawShape,
  limits: { readonly most: number; readonly usual: number } | null = null,
): readonly QueryParameter[] {
  const limit = { type: 'integer', minimum: 1, maximum: limits?.most, default: limits?.usual };
  return Object.entries(shape).map(([name, field]) => {
    const { $schema: _, description = '', ...schema } = z.toJSONSchema(field as z.ZodType, { io: 'input' });
    return { name, description, schema: name === 'limit' ? limit : schema };
  });
}
