import type { Operation } from './operation.ts';

export const CHECK_OPERATIONS: readonly Operation[] = [
  {
    id: 'verifyDocuments',
    method: 'post',
    path: '/verifications',
    tag: 'checks',
    summary: 'Check confirmations',
    description:
      'A verdict for each file, with every check that led to it. A bad document is a verdict and no error. For example: `curl -F file=@confirmation.pdf -F vin=1M8GDM9AXKP042788 …/api/v1/verifications`.',
    access: 'everybody',
    body: { kind: 'form', schema: 'VerificationForm' },
    answers: { 200: { description: 'A verdict for each file', content: 'Verification' } },
  },
  {
    id: 'inspectDocuments',
    method: 'post',
    path: '/inspections',
    tag: 'checks',
    summary: 'Inspect signed PDFs of anybody',
    description: 'What the signatures of any PDF are worth by themselves, and what was changed after each of them.',
    access: 'everybody',
    body: { kind: 'form', schema: 'InspectionForm' },
    answers: { 200: { description: 'What each file is worth by itself', content: 'Inspection' } },
  },
  {
    id: 'lookUpConfirmation',
    method: 'post',
    path: '/lookups',
    tag: 'checks',
    summary: 'Look up one vehicle of a confirmation',
    description:
      'How the vehicle stands, for whoever knows the number and the end of the VIN; with the whole VIN everything registered of it, to compare paper with. `confirmation-not-found`: no such confirmation is registered here, do not rely on it. `number-mistyped` at `/number`: no confirmation can have that number, and nothing was looked up.',
    access: 'everybody',
    body: { kind: 'json', schema: 'LookUpRequest' },
    answers: { 200: { description: 'How that vehicle stands', content: 'LookUp' } },
  },
];
