import { z } from 'zod';
import { batchListSchema, rowListSchema } from '../../app/batches/read-batches.ts';
import type { Operation, QueryParameter } from './operation.ts';

/** As its schema has it. In a query every value is text; the limit is a number there, too. */
function queryOf(shape: z.ZodRawShape, most: number, usual: number): readonly QueryParameter[] {
  const limit = { type: 'integer', minimum: 1, maximum: most, default: usual };
  return Object.entries(shape).map(([name, field]) => {
    const { $schema: _, description = '', ...schema } = z.toJSONSchema(field as z.ZodType, { io: 'input' });
    return { name, description, schema: name === 'limit' ? limit : schema };
  });
}

export const BATCH_OPERATIONS: readonly Operation[] = [
  {
    id: 'proposeBatch',
    method: 'post',
    path: '/batches',
    tag: 'batches',
    summary: 'Propose confirmations for approval',
    description:
      'Holds every row against the rules by which it will be issued; the faults of all rows are told at once, each with a JSON pointer. Nothing is numbered or sealed until another person, who is signed in, has looked at the documents and approved them.',
    access: 'token',
    idempotencyKey: true,
    body: { kind: 'json', schema: 'BatchProposal' },
    answers: {
      201: { description: 'Proposed', content: 'Batch', headers: ['Location'] },
      200: { description: 'Proposed before under this idempotency key', content: 'Batch', headers: ['Location'] },
    },
  },
  {
    id: 'listBatches',
    method: 'get',
    path: '/batches',
    tag: 'batches',
    summary: 'List batches',
    description: 'Newest first, a page at a time: give back `nextCursor` as `cursor` until it is null.',
    access: 'token',
    query: queryOf(batchListSchema.shape, 100, 20),
    answers: { 200: { description: 'One page', content: 'BatchList' } },
  },
  {
    id: 'readBatch',
    method: 'get',
    path: '/batches/{id}',
    tag: 'batches',
    summary: 'Read a batch and its progress',
    description: 'How the batch stands, and how many of its rows stand how.',
    access: 'token',
    answers: { 200: { description: 'The batch', content: 'BatchProgress' } },
  },
  {
    id: 'listBatchRows',
    method: 'get',
    path: '/batches/{id}/rows',
    tag: 'batches',
    summary: 'List the rows of a batch',
    description: 'In the order in which they were proposed, each with its number or with what went wrong.',
    access: 'token',
    query: queryOf(rowListSchema.shape, 1_000, 100),
    answers: { 200: { description: 'One page', content: 'BatchRowList' } },
  },
];
