import { LIST_QUERY } from './list-query.ts';
import type { Operation } from './operation.ts';

const NUMBER = '/confirmations/{number}';

export const CONFIRMATION_OPERATIONS: readonly Operation[] = [
  {
    id: 'issueConfirmation',
    method: 'post',
    path: '/confirmations',
    tag: 'confirmations',
    summary: 'Issue a confirmation',
    description:
      'Checks the whole request, reserves a number and every VIN, seals the PDF and registers it. All faults are told at once, each with a JSON pointer. Send an idempotency key: the same key with the same request issues once, and the answer is repeated with status 200.',
    access: 'token',
    idempotencyKey: true,
    body: { kind: 'json', schema: 'ConfirmationRequest' },
    answers: {
      201: { description: 'Issued', content: 'IssuedConfirmation', headers: ['Location'] },
      200: {
        description: 'Issued before under this idempotency key',
        content: 'IssuedConfirmation',
        headers: ['Location'],
      },
    },
  },
  {
    id: 'listConfirmations',
    method: 'get',
    path: '/confirmations',
    tag: 'confirmations',
    summary: 'List confirmations',
    description:
      'Those that all filters fit, newest first, a page at a time: give back `nextCursor` as `cursor` until it is null. A page may hold few or none although `nextCursor` names another.',
    access: 'token',
    query: LIST_QUERY,
    answers: { 200: { description: 'One page', content: 'ConfirmationList' } },
  },
  {
    id: 'readConfirmation',
    method: 'get',
    path: NUMBER,
    tag: 'confirmations',
    summary: 'Read a confirmation',
    description: 'Everything registered under one number, with the standing of each vehicle.',
    access: 'token',
    answers: { 200: { description: 'The confirmation', content: 'Confirmation' } },
  },
  {
    id: 'downloadConfirmation',
    method: 'get',
    path: `${NUMBER}/pdf`,
    tag: 'confirmations',
    summary: 'Download the sealed PDF',
    description: 'The sealed file, octet for octet as it was issued.',
    access: 'token',
    answers: {
      200: { description: 'The sealed file', content: 'pdf', headers: ['ETag', 'Content-Disposition'] },
    },
  },
  {
    id: 'downloadArchiveCopy',
    method: 'get',
    path: `${NUMBER}/archive`,
    tag: 'confirmations',
    summary: 'Download the archive copy',
    description:
      'The archive copy: the sealed file with later proofs. Acrobat reports it as changed after certification, as it does for every document time-stamp after P=1; EU DSS names it B-LTA.',
    access: 'token',
    answers: {
      200: { description: 'The archive copy', content: 'pdf', headers: ['ETag', 'Content-Disposition'] },
    },
  },
  {
    id: 'withdrawConfirmation',
    method: 'post',
    path: `${NUMBER}/withdrawal`,
    tag: 'confirmations',
    summary: 'Withdraw a confirmation or some of its vehicles',
    description: 'All of the vehicles named or, where one is wrong, none. A withdrawal is never undone.',
    access: 'token',
    body: { kind: 'json', schema: 'WithdrawalRequest' },
    answers: { 200: { description: 'The confirmation as it stands now', content: 'Confirmation' } },
  },
];
