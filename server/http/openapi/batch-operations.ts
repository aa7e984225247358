import { batchListSchema, rowListSchema } from '../../app/batches/read-batches.ts';
import type { Operation } from './operation.ts';
import { queryOf } from './query-of.ts';

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
    query: queryOf(batchListSchema.shape, { most: 100, usual: 20 }),
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
    query: queryOf(rowListSchema.shape, { most: 1_000, usual: 100 }),
    answers: { 200: { description: 'One page', content: 'BatchRowList' } },
  },
];
