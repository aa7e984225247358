import { expect, test } from '@jest/globals';
import { deriveVerdict } from '#core/confirmation/derive-verdict.ts';
import type { Evidence } from '#core/confirmation/evidence.ts';
import { needsInspection } from '#core/confirmation/needs-inspection.ts';
import { PERFECT, withDocument } from '../../support/perfect-evidence.ts';

test.each<[string, boolean, (evidence: Evidence) => Evidence]>([
  ['a confirmation', false, (e) => e],
  ['one that was asked about another vehicle', false, (e) => ({ ...e, question: { ...e.question, vin: 'X' } })],
  ['an unknown signer', true, (e) => ({ ...e, trust: { kind: 'unknown-signer' } })],
  ['two signatures', true, (e) => withDocument(e, { signatures: 2 })],
  ['no data of a confirmation', true, (e) => withDocument(e, { content: { kind: 'missing' } })],
  ['no signature', false, (e) => ({ ...e, document: { kind: 'unsigned', findings: [] } })],
  ['no PDF', false, (e) => ({ ...e, document: { kind: 'unreadable', code: 'not-a-pdf', detail: '' } })],
  ['a reader that died', false, (e) => ({ ...e, document: { kind: 'undecided', code: 'reader-failed', detail: '' } })],
  ['a revocation that is unknown', false, (e) => ({ ...e, revocation: { kind: 'unknown', detail: '' } })],
])('%s: %s', (_name, wanted, spoil) => {
  expect(needsInspection(deriveVerdict(spoil(PERFECT)))).toBe(wanted);
});
