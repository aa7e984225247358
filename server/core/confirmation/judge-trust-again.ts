import type { CompromiseEvidence } from '#core/confirmation/evidence.ts';
import { failed, undecided } from './checks/check.ts';
import { judgeCompromise } from './checks/key-not-compromised.ts';
import { judgeEntitlement } from './checks/manufacturer-entitled.ts';
import { judgeManufacturer } from './checks/signer-is-manufacturer.ts';
import { judgeStanding } from './checks/signer-trusted.ts';
import type { KeyStanding } from './rules/key-standing.ts';
import type { CheckResult, VerifiedConfirmation } from './verdict.ts';

/** What this install says now of the keys by which a signer was trusted. */
export type TrustNow = {
  /** Null where the trust list has no such anchor any more, `unknown` where it could not be asked. */
  readonly anchor: KeyStanding | null | 'unknown';
  readonly compromise: CompromiseEvidence;
};

/**
 * A check of the signer again, without the file: what passed passes no more where the trust list or the known compromises
 * say otherwise since. What did not pass stays as it was found.
 */
export function judgeTrustAgain(check: CheckResult, confirmation: VerifiedConfirmation, now: TrustNow): CheckResult {
  if (check.outcome !== 'passed') return check;
  const again = judged(check, confirmation, now);
  return again.outcome === 'passed' ? check : again;
}

function judged(check: CheckResult, { content, signer, basis }: VerifiedConfirmation, now: TrustNow): CheckResult {
  const { anchor, compromise } = now;
  if (check.id === 'key-not-compromised') return judgeCompromise(compromise, basis.provenAt);
  if (check.id === 'signer-trusted') {
    if (anchor === 'unknown') return undecided(check.id, 'trust-unknown');
    if (anchor === null) return failed(check.id, 'signer-unknown', { certificate: signer.sha256 });
    return judgeStanding(anchor.standing, String(check.data.authority));
  }
  // Of an anchor that is not relied on, the check above tells.
  if (anchor === 'unknown' || anchor?.standing !== 'in-force') return check;
  const { manufacturer } = anchor;
  // The certificate named the manufacturer of the content: the check passed.
  const { nameZh: name, uscc } = content.manufacturer;
  if (check.id === 'signer-is-manufacturer')
    return judgeManufacturer(content, { identity: { kind: 'read', name, uscc }, manufacturer });
  if (check.id === 'manufacturer-entitled' && manufacturer !== null) return judgeEntitlement(content, manufacturer);
  return check;
}
