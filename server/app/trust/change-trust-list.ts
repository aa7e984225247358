import { equalBytes } from '#core/bytes/bytes.ts';
import { type Problem, type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { basicConstraints } from '#core/x509/extensions.ts';
import type { AuditEntry, AuditLog } from '../../ports/audit-log.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TrustAnchor } from '../../ports/trust-list.ts';
import type { RegisteredAnchor, SuspensionTarget, TrustRegister } from '../../ports/trust-register.ts';

export type TrustChangeDependencies = {
  readonly register: TrustRegister;
  readonly auditLog: Pick<AuditLog, 'append'>;
  readonly clock: Clock;
};

/**
 * Adds anchors to this install's own trust list, all of them or none: no id and no certificate twice, and CAs only. The
 * audit log says so first, so that no anchor comes in unseen.
 */
export async function addTrustAnchors(
  deps: TrustChangeDependencies,
  anchors: readonly TrustAnchor[],
  by: string,
): Promise<Result<readonly TrustAnchor[]>> {
  const known: TrustAnchor[] = [...deps.register.all()];
  for (const anchor of anchors) {
    const problem = problemOf(anchor, known);
    if (problem !== null) return { ok: false, problem };
    known.push(anchor);
  }
  for (const anchor of anchors) {
    await record(deps, 'anchor-added', { anchor: anchor.id, manufacturer: null }, by);
    deps.register.add(anchor);
  }
  return succeed(anchors);
}

function problemOf(anchor: TrustAnchor, known: readonly TrustAnchor[]): Problem | null {
  const same = known.find(({ id, certificate }) => id === anchor.id || equalBytes(certificate, anchor.certificate));
  if (same !== undefined) return refuse('anchor-known', { anchor: same.id }).problem;
  if (basicConstraints(readCertificate(anchor.certificate).extensions).ca) return null;
  return refuse('anchor-not-a-ca', { anchor: anchor.id }).problem;
}

/** Suspends an anchor or one of its manufacturers, or lifts that. Gives the anchor as it stands then. */
export async function setSuspended(
  deps: TrustChangeDependencies,
  target: SuspensionTarget,
  isSuspended: boolean,
  by: string,
): Promise<Result<RegisteredAnchor>> {
  const find = () => deps.register.all().find(({ id }) => id === target.anchor);
  const anchor = find();
  if (anchor === undefined) return refuse('anchor-unknown', { anchor: target.anchor });
  const { manufacturer } = target;
  if (manufacturer !== null && !anchor.manufacturers.some(({ code }) => code === manufacturer))
    return refuse('anchor-without-manufacturer', { anchor: anchor.id, manufacturer });
  await record(deps, isSuspended ? 'trust-suspended' : 'trust-resumed', target, by);
  deps.register.setSuspended(target, isSuspended);
  return succeed(find() ?? anchor);
}

function record(
  { auditLog, clock }: TrustChangeDependencies,
  action: AuditEntry['action'],
  { anchor, manufacturer }: SuspensionTarget,
  by: string,
): Promise<void> {
  const detail = manufacturer === null ? { anchor } : { anchor, manufacturer };
  return auditLog.append({ at: clock.now(), by, action, number: null, detail });
}
