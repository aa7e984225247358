import type { Operation } from './operation.ts';

export const KEY_OPERATIONS: readonly Operation[] = [
  {
    id: 'listKeys',
    method: 'get',
    path: '/keys',
    tag: 'keys',
    summary: 'List signing keys',
    description: 'Every signing key, its state and its certificate. No private key is ever told.',
    access: 'token',
    answers: { 200: { description: 'Every signing key and where it stands', content: 'KeyList' } },
  },
  {
    id: 'suspendKey',
    method: 'post',
    path: '/keys/{id}/suspension',
    tag: 'keys',
    summary: 'Suspend a signing key',
    description: 'It signs nothing until it is activated again. What it signed stays good.',
    access: 'token',
    answers: { 200: { description: 'The key as it stands now', content: 'Key' } },
  },
  {
    id: 'activateKey',
    method: 'post',
    path: '/keys/{id}/activation',
    tag: 'keys',
    summary: 'Activate a signing key',
    description: 'Its manufacturer signs with it from now on; also the way back from a suspension.',
    access: 'token',
    answers: { 200: { description: 'The key as it stands now', content: 'Key' } },
  },
  {
    id: 'markKeyCompromised',
    method: 'post',
    path: '/keys/{id}/compromise',
    tag: 'keys',
    summary: 'Mark a signing key as compromised',
    description:
      'Since that instant somebody else may have signed with it. It never signs again; only what is proven to be older stays good. The instant can be moved back later, never forward. Tell the certification authority as well.',
    access: 'token',
    body: { kind: 'json', schema: 'CompromiseRequest' },
    answers: { 200: { description: 'The key as it stands now', content: 'Key' } },
  },
];
