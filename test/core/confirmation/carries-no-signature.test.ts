import { expect, test } from '@jest/globals';
import { carriesNoSignature } from '#core/confirmation/carries-no-signature.ts';
import { deriveVerdict } from '#core/confirmation/derive-verdict.ts';
import type { Evidence } from '#core/confirmation/evidence.ts';
import { PERFECT } from '../../support/perfect-evidence.ts';

test.each<[string, boolean, (evidence: Evidence) => Evidence]>([
  ['a confirmation', false, (e) => e],
  ['a picture', true, (e) => ({ ...e, document: { kind: 'unreadable', code: 'not-a-pdf', detail: '' } })],
  ['a print saved as PDF', true, (e) => ({ ...e, document: { kind: 'unsigned', findings: [] } })],
  [
    'a PDF that is broken',
    false,
    (e) => ({ ...e, document: { kind: 'unreadable', code: 'file-malformed', detail: '' } }),
  ],
  ['a reader that died', false, (e) => ({ ...e, document: { kind: 'undecided', code: 'reader-failed', detail: '' } })],
  ['an unknown signer', false, (e) => ({ ...e, trust: { kind: 'unknown-signer' } })],
])('%s: %s', (_name, wanted, spoil) => {
  expect(carriesNoSignature(deriveVerdict(spoil(PERFECT)))).toBe(wanted);
});
