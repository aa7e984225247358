import { describe, expect, test } from '@jest/globals';
import { establish } from '#core/confirmation/checks/established.ts';
import { judgedFrom } from '#core/confirmation/checks/judged.ts';
import type { Evidence } from '#core/confirmation/evidence.ts';
import {
  asking,
  CONTENT,
  MANUFACTURER,
  OTHER_VIN,
  PERFECT,
  RECORD,
  SIGNATURE,
  withContent,
  withDocument,
  withField,
  withSignature,
} from '../../support/perfect-evidence.ts';

describe('what the evidence establishes', () => {
  test('of a perfect document: its signer, its content, its record, which copy, and the vehicle asked for', () => {
    const signer = { certificate: SIGNATURE.signer, manufacturer: MANUFACTURER };
    expect(establish(PERFECT)).toMatchObject({
      signer,
      document: {
        signer,
        content: CONTENT,
        asked: [CONTENT.vehicles[0]],
        registered: { record: RECORD, copy: 'original' },
      },
    });
  });

  test('is what the checks are given', () => {
    expect(judgedFrom(PERFECT).established).toEqual(establish(PERFECT));
  });

  test.each<[string, (evidence: Evidence) => Evidence]>([
    ['another digest', (e) => withSignature(e, { intact: false })],
    ['a wrong value', (e) => withSignature(e, { valid: false })],
    ['a problem of the CMS', (e) => withSignature(e, { problems: ['cms-not-as-built'] })],
    ['an algorithm that does not protect', (e) => withSignature(e, { algorithm: { name: '', policy: 'refused' } })],
    ['another format', (e) => withField(e, { subFilter: 'adbe.pkcs7.detached' })],
    ['bytes after the seal', (e) => withField(e, { bytesAfter: 1 })],
    ['a part of the file only', (e) => withField(e, { coverage: 'entire-revision' })],
    ['two readings', (e) => withDocument(e, { findings: ['xref-broken'] })],
    ['two signatures', (e) => withDocument(e, { signatures: 2 })],
    ['a signer nobody knows', (e) => ({ ...e, trust: { kind: 'unknown-signer' } })],
    [
      'an anchor that is suspended',
      (e) => (e.trust.kind === 'trusted' ? { ...e, trust: { ...e.trust, standing: 'suspended' } } : e),
    ],
    ['no signature', (e) => ({ ...e, document: { kind: 'unsigned', findings: [] } })],
  ])('%s: nothing', (_what, spoil) => {
    expect(establish(spoil(PERFECT))).toMatchObject({ signer: null, document: null });
  });

  test('of data that make no sense: the signer alone', () => {
    expect(establish(withContent(PERFECT, { vehicles: [] }))).toMatchObject({ signer: {}, document: null });
  });

  test.each<[string, (evidence: Evidence) => Evidence]>([
    ['the registry is away', (e) => ({ ...e, registry: { kind: 'unreachable', detail: '' } })],
    ['the record is of other bytes', (e) => ({ ...e, file: { ...e.file, sha256: '00'.repeat(32) } })],
    ['the record is of another number', (e) => withContent(e, { number: 'ASC-XHM-2026-0000013H' })],
  ])('%s: a document that is not registered', (_what, spoil) => {
    expect(establish(spoil(PERFECT)).document).toMatchObject({ registered: null });
  });

  test.each([
    [null, 0],
    [OTHER_VIN, 1],
    ['1M8GDM9AXKP042788', 0],
  ])('the vehicle asked for, %s: %d lines', (vin, count) => {
    expect(establish(asking(PERFECT, { vin })).document?.asked).toHaveLength(count);
  });
});
