import { requestListSchema } from '../../app/requests/list-requests.ts';
import type { Operation } from './operation.ts';
import { queryOf } from './query-of.ts';

export const REQUEST_OPERATIONS: readonly Operation[] = [
  {
    id: 'createRequest',
    method: 'post',
    path: '/requests',
    tag: 'requests',
    summary: 'Ask a manufacturer for confirmations',
    description:
      'For the access key of an exporter with the role `requester`. The vehicles are held against the rules by which they will be issued, and the request is submitted at once, or nothing is stored: the faults of all vehicles are told together, each with a JSON pointer. A warning is refused as `warning-not-accepted` until it is accepted: its code stands in `suggestions`, and goes with a reason into `accepted` of its vehicle.',
    access: 'token',
    idempotencyKey: true,
    body: { kind: 'json', schema: 'NewRequest' },
    answers: {
      201: { description: 'Submitted', content: 'VehicleRequest', headers: ['Location'] },
      200: {
        description: 'Submitted before under this idempotency key',
        content: 'VehicleRequest',
        headers: ['Location'],
      },
    },
  },
  {
    id: 'listRequests',
    method: 'get',
    path: '/requests',
    tag: 'requests',
    summary: 'List requests',
    description:
      'An exporter’s own, or those to a manufacturer; newest first, twenty a page: give back `nextCursor` as `cursor` until it is null.',
    access: 'token',
    query: queryOf(requestListSchema.shape),
    answers: { 200: { description: 'One page', content: 'VehicleRequestList' } },
  },
  {
    id: 'readRequest',
    method: 'get',
    path: '/requests/{id}',
    tag: 'requests',
    summary: 'Read a request and its vehicles',
    description:
      'How the request stands, and what became of each vehicle: its confirmation is downloaded by its number.',
    access: 'token',
    answers: { 200: { description: 'The request', content: 'VehicleRequest' } },
  },
  {
    id: 'cancelRequest',
    method: 'post',
    path: '/requests/{id}/cancellation',
    tag: 'requests',
    summary: 'Take a request back',
    description:
      'Not while some of it is about to be issued, and not once it is closed; what was issued stays. Once more changes nothing.',
    access: 'token',
    body: { kind: 'json', schema: 'RequestCancellation' },
    answers: { 200: { description: 'The request, cancelled', content: 'VehicleRequest' } },
  },
];
