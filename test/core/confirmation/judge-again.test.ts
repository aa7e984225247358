import { describe, expect, it } from '@jest/globals';
import type { LineStatus, RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import { deriveVerdict } from '#core/confirmation/derive-verdict.ts';
import type { Question, RegistryEvidence } from '#core/confirmation/evidence.ts';
import * as again from '#core/confirmation/judge-again.ts';
import type { TrustNow } from '#core/confirmation/judge-trust-again.ts';
import type { KeyStanding } from '#core/confirmation/rules/key-standing.ts';
import type { Verdict } from '#core/confirmation/verdict.ts';
import { MANUFACTURER, OTHER_VIN, PERFECT, RECORD, VIN } from '../../support/perfect-evidence.ts';

const ASKED: Question = { vin: VIN, destination: 'KZ', applicationDate: '2026-03-02' };
const OF_NO_VEHICLE: Question = { vin: null, destination: null, applicationDate: null };
const WITHDRAWN: LineStatus = {
  status: 'withdrawn',
  at: '2026-04-01T00:00:00.000Z',
  by: 'officer',
  reason: 'vehicle-changed',
};
const SUPERSEDED: LineStatus = {
  status: 'superseded',
  at: '2026-04-01T00:00:00.000Z',
  by: 'officer',
  supersededBy: 'ASC-XHM-2026-0000013I',
};

const IN_FORCE: KeyStanding = { standing: 'in-force', manufacturer: MANUFACTURER };
const AS_IT_WAS: TrustNow = {
  anchor: IN_FORCE,
  compromise: { kind: 'none-known' },
};

const judgeAgain = (verdict: Verdict, question: Question, registry: RegistryEvidence, trust = AS_IT_WAS) =>
  again.judgeAgain(verdict, question, { registry, trust });

const verdictOf = (question: Question, registry: RegistryEvidence = identical()) =>
  deriveVerdict({ ...PERFECT, question, registry });

/** The record with those vehicles standing so. */
function recordWith(standings: Readonly<Record<string, LineStatus>> = {}): RegisteredConfirmation {
  return {
    ...RECORD,
    lines: RECORD.lines.map((line) => ({ ...line, standing: standings[line.vin] ?? line.standing })),
  };
}

function identical(standings: Readonly<Record<string, LineStatus>> = {}, isUnconfirmed = false): RegistryEvidence {
  return { kind: 'identical', record: recordWith(standings), ...(isUnconfirmed ? { isUnconfirmed } : {}) };
}

describe('judgeAgain, the same question', () => {
  it.each([ASKED, OF_NO_VEHICLE])('is the same verdict where nothing changed', (question) => {
    expect(judgeAgain(verdictOf(question), question, identical())).toEqual(verdictOf(question));
  });

  it.each<readonly [string, RegistryEvidence, string, string]>([
    ['withdrawn', identical({ [VIN]: WITHDRAWN }), 'withdrawn', 'partly-withdrawn'],
    ['withdrawn whole', identical({ [VIN]: WITHDRAWN, [OTHER_VIN]: WITHDRAWN }), 'withdrawn', 'withdrawn'],
    ['superseded', identical({ [VIN]: SUPERSEDED, [OTHER_VIN]: SUPERSEDED }), 'withdrawn', 'superseded'],
    ['out of reach', { kind: 'unreachable', detail: 'down' }, 'undecided', 'undecided'],
    ['lost', { kind: 'lost' }, 'undecided', 'undecided'],
    ['unknown', { kind: 'unknown-number' }, 'not-valid', 'not-valid-not-issued'],
    ['of other bytes', { kind: 'different-bytes', record: RECORD }, 'not-valid', 'not-valid-not-issued'],
    ['not confirmed', identical({}, true), 'undecided', 'undecided'],
  ])('is what a check would say now: %s', (_name, registry, verdict, headline) => {
    const now = judgeAgain(verdictOf(OF_NO_VEHICLE), OF_NO_VEHICLE, registry);
    expect([now.verdict, now.headline]).toEqual([verdict, headline]);
    const fresh = verdictOf(OF_NO_VEHICLE, registry);
    expect([fresh.verdict, fresh.headline]).toEqual([verdict, headline]);
  });

  it('names the vehicles that ended since', () => {
    const now = judgeAgain(verdictOf(OF_NO_VEHICLE), OF_NO_VEHICLE, identical({ [OTHER_VIN]: WITHDRAWN }));
    expect(now.confirmation).toMatchObject({
      status: 'partly-withdrawn',
      ended: [{ vin: OTHER_VIN, status: 'withdrawn' }],
    });
  });

  it('is never better than it was: what was withdrawn stays so, whatever the registry says', () => {
    for (const question of [ASKED, OF_NO_VEHICLE]) {
      const then = verdictOf(question, identical({ [VIN]: WITHDRAWN }));
      for (const registry of [identical(), { kind: 'unreachable', detail: '' } as const, { kind: 'lost' } as const]) {
        const now = judgeAgain(then, question, registry);
        expect([now.verdict, now.checks.some(({ code }) => code === 'in-force')]).toEqual(['withdrawn', false]);
        expect(now.confirmation?.ended).toEqual([{ vin: VIN, status: 'withdrawn' }]);
      }
    }
  });

  it('is never better than it was: what the registry could not vouch for then needs the file', () => {
    const then = verdictOf(ASKED, { kind: 'unreachable', detail: 'down' });
    expect(then.verdict).toBe('undecided');
    expect(judgeAgain(then, ASKED, identical()).verdict).toBe('undecided');
    const unconfirmed = verdictOf(ASKED, identical({}, true));
    expect(judgeAgain(unconfirmed, ASKED, identical()).verdict).toBe('undecided');
  });

  it('of a file of which nothing is established changes nothing', () => {
    const altered = deriveVerdict({ ...PERFECT, trust: { kind: 'unknown-signer' } });
    expect(judgeAgain(altered, OF_NO_VEHICLE, identical())).toEqual(altered);
  });
});

describe('judgeAgain, another question', () => {
  it('compares another vehicle as a check would', () => {
    const other: Question = { vin: OTHER_VIN, destination: 'KG', applicationDate: null };
    for (const then of [verdictOf(ASKED), verdictOf({ ...ASKED, vin: 'LXHABC1200A000009' })])
      expect(judgeAgain(then, other, identical())).toEqual(verdictOf(other));
  });

  it.each<readonly [Partial<Question>, string]>([
    [{ vin: '1M8GDM9AXKP042788' }, 'not-valid-other-vehicle'],
    [{ destination: 'RU' }, 'not-valid-other-destination'],
  ])('says what does not fit: %j', (change, headline) => {
    const question = { ...ASKED, ...change };
    expect(judgeAgain(verdictOf(ASKED), question, identical()).headline).toBe(headline);
  });

  it('asks for the vehicle alone: another one of the document may be withdrawn', () => {
    const then = verdictOf(ASKED, identical({ [VIN]: WITHDRAWN }));
    expect(then.verdict).toBe('withdrawn');
    const other: Question = { vin: OTHER_VIN, destination: null, applicationDate: null };
    expect(judgeAgain(then, other, identical({ [VIN]: WITHDRAWN })).verdict).toBe('valid');
  });

  it('keeps every other doubt about the file', () => {
    const then = deriveVerdict({ ...PERFECT, revocation: { kind: 'unknown', detail: 'down' } });
    const other: Question = { vin: OTHER_VIN, destination: null, applicationDate: null };
    expect(judgeAgain(then, other, identical()).verdict).toBe('undecided');
  });
});

describe('judgeAgain, the trust list and the keys', () => {
  const since = '2026-02-01T00:00:00.000Z';
  const standing = (change: Partial<KeyStanding>): TrustNow => ({
    ...AS_IT_WAS,
    anchor: { ...IN_FORCE, ...change },
  });

  it.each<readonly [string, TrustNow, string]>([
    ['suspended', standing({ standing: 'suspended' }), 'anchor-suspended'],
    ['ended', standing({ standing: 'not-in-force' }), 'anchor-not-in-force'],
    ['removed', { ...AS_IT_WAS, anchor: null }, 'signer-unknown'],
    ['of others', standing({ manufacturer: null }), 'signer-not-manufacturer'],
    [
      'suspended for one',
      standing({ manufacturer: { ...MANUFACTURER, status: 'suspended' } }),
      'manufacturer-suspended',
    ],
    ['without listings', standing({ manufacturer: { ...MANUFACTURER, listings: [] } }), 'manufacturer-not-listed'],
    ['without WMIs', standing({ manufacturer: { ...MANUFACTURER, wmis: [] } }), 'manufacturer-not-entitled'],
    ['compromised', { ...AS_IT_WAS, compromise: { kind: 'compromised', since } }, 'key-compromised'],
  ])('is valid no more: %s', (_name, trust, code) => {
    const now = judgeAgain(verdictOf(ASKED), ASKED, identical(), trust);
    expect(now).toMatchObject({ verdict: 'not-valid', confirmation: null });
    expect(now.checks.filter(({ outcome }) => outcome === 'failed').map((check) => check.code)).toEqual([code]);
  });

  it('cannot be decided where the trust list cannot be asked', () => {
    const now = judgeAgain(verdictOf(ASKED), ASKED, identical(), { ...AS_IT_WAS, anchor: 'unknown' });
    expect(now.verdict).toBe('undecided');
    expect(now.checks.filter(({ outcome }) => outcome === 'undecided').map(({ code }) => code)).toEqual([
      'trust-unknown',
    ]);
  });

  it('cannot be decided where nobody can say whether the key is compromised', () => {
    const trust: TrustNow = { ...AS_IT_WAS, compromise: { kind: 'unknown', detail: 'unreadable' } };
    expect(judgeAgain(verdictOf(ASKED), ASKED, identical(), trust).verdict).toBe('undecided');
  });

  it('does not make good what was not', () => {
    const then = deriveVerdict({ ...PERFECT, compromise: { kind: 'unknown', detail: 'unreadable' } });
    expect(judgeAgain(then, PERFECT.question, identical()).verdict).toBe('undecided');
  });
});
