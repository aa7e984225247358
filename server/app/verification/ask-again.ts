import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { RegistryEvidence } from '#core/confirmation/evidence.ts';
import type { EvidenceNow } from '#core/confirmation/judge-again.ts';
import type { TrustNow } from '#core/confirmation/judge-trust-again.ts';
import { keyStanding } from '#core/confirmation/rules/key-standing.ts';
import type { VerifiedConfirmation } from '#core/confirmation/verdict.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CompromisedKeys } from '../../ports/compromised-keys.ts';
import type { TrustList } from '../../ports/trust-list.ts';
import { keyOf } from '../proofs/validation-anchors.ts';
import { askCompromiseOf } from './ask-compromise.ts';
import { askRegistry, type RegistryDependencies } from './ask-registry.ts';
import { askTrust } from './ask-trust.ts';

export type AskingDependencies = RegistryDependencies & {
  readonly clock: Clock;
  readonly trustList: TrustList;
  readonly compromisedKeys: CompromisedKeys;
};

/** Asks again what can be asked without the file. */
export type AskAgain = (confirmation: VerifiedConfirmation) => Promise<EvidenceNow>;

/** What registry, trust list and known compromises say now of a confirmation that was established before. */
export async function askAgain(deps: AskingDependencies, confirmation: VerifiedConfirmation): Promise<EvidenceNow> {
  // At once: where nobody answers, nobody waits for them one after the other.
  const [registry, trust] = await Promise.all([registryNow(deps, confirmation), trustNow(deps, confirmation)]);
  return { registry, trust };
}

/** What the registry did not hold then is nothing to ask it about. */
async function registryNow(
  deps: RegistryDependencies,
  { content, sealedSha256 }: VerifiedConfirmation,
): Promise<RegistryEvidence> {
  return sealedSha256 === null ? { kind: 'not-asked' } : askRegistry(deps, content.number, sealedSha256);
}

async function trustNow(
  { trustList, compromisedKeys, clock }: AskingDependencies,
  { basis, content }: VerifiedConfirmation,
): Promise<TrustNow> {
  const [anchor, compromise] = await Promise.all([
    anchorNow(trustList, { basis, content }, clock.now()),
    askCompromiseOf(compromisedKeys, () => Buffer.from(basis.signer, 'base64')),
  ]);
  return { anchor, compromise };
}

async function anchorNow(
  trustList: TrustList,
  { basis, content }: Pick<VerifiedConfirmation, 'basis' | 'content'>,
  now: IsoInstant,
): Promise<TrustNow['anchor']> {
  const trust = await askTrust(trustList);
  if (trust.kind === 'unknown') return 'unknown';
  const ofItsKey = trust.anchors.filter((one) => keyOf(one) === basis.anchor);
  return ofItsKey.length === 0 ? null : keyStanding(ofItsKey, content.manufacturer.uscc, basis.provenAt ?? now);
}
