import { equalBytes } from '#core/bytes/bytes.ts';
import { type Problem, type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { basicConstraints } from '#core/x509/extensions.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { TrustAnchor } from '../../ports/trust-list.ts';
import type { RegisteredAnchor, SuspensionTarget, TrustRegister } from '../../ports/trust-register.ts';
import { type ActDependencies, authorize, perform } from '../access/act.ts';

export type TrustChangeDependencies = ActDependencies & { readonly register: TrustRegister };

/**
 * Adds anchors to this install's own trust list, all of them or none: no id and no certificate twice, and CAs only. The
 * audit log says so before and after, so that no anchor comes in unseen.
 */
export async function addTrustAnchors(
  deps: TrustChangeDependencies,
  anchors: readonly TrustAnchor[],
  actor: Actor,
): Promise<Result<readonly TrustAnchor[]>> {
  for (const { id } of anchors) {
    const permitted = await authorize(deps, actor, 'add-anchor', anchorSubject(id));
    if (!permitted.ok) return permitted;
  }
  const known: TrustAnchor[] = [...deps.register.all()];
  for (const anchor of anchors) {
    const problem = problemOf(anchor, known);
    if (problem !== null) return { ok: false, problem };
    known.push(anchor);
  }
  for (const anchor of anchors) {
    const act = { stream: 'operator', actor, action: 'add-anchor', subject: anchorSubject(anchor.id) } as const;
    await perform(deps, act, async () => succeed(deps.register.add(anchor)));
  }
  return succeed(anchors);
}

function anchorSubject(id: string) {
  return { kind: 'anchor', id } as const;
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
  actor: Actor,
): Promise<Result<RegisteredAnchor>> {
  const action = isSuspended ? 'suspend-trust' : 'resume-trust';
  const subject = anchorSubject(target.anchor);
  const permitted = await authorize(deps, actor, action, subject);
  if (!permitted.ok) return permitted;
  const find = () => deps.register.all().find(({ id }) => id === target.anchor);
  const anchor = find();
  if (anchor === undefined) return refuse('anchor-unknown', { anchor: target.anchor });
  const { manufacturer } = target;
  if (manufacturer !== null && !anchor.manufacturers.some(({ code }) => code === manufacturer))
    return refuse('anchor-without-manufacturer', { anchor: anchor.id, manufacturer });
  const detail = manufacturer === null ? {} : { manufacturer };
  return perform(deps, { stream: 'operator', actor, action, subject, detail }, async () => {
    deps.register.setSuspended(target, isSuspended);
    return succeed(find() ?? anchor);
  });
}
