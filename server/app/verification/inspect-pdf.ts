import type { Inspection } from '#core/validation/inspection.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DocumentInspector } from '../../ports/document-inspector.ts';
import type { RevocationSource } from '../../ports/revocation-source.ts';
import type { TrustList } from '../../ports/trust-list.ts';
import { bringsMore, findRevocation, keptRevocation } from '../proofs/find-revocation.ts';
import { validationAnchors } from '../proofs/validation-anchors.ts';

export type InspectDependencies = {
  readonly clock: Clock;
  readonly inspector: DocumentInspector;
  readonly trustList: TrustList;
  readonly revocation: RevocationSource;
};

/** Says what any PDF is worth by itself. Rejects with the reason of `signal` when that is aborted first. */
export type Inspect = (pdf: Uint8Array, signal?: AbortSignal) => Promise<Inspection>;

/**
 * Says what the signatures of any PDF are worth, and whom the trust list says they are by. Reading never uses the
 * network: where a path leads to an anchor, what is known of its certificates' revocation is asked for between two
 * readings. Never throws for what is in the bytes.
 */
export async function inspectPdf(
  deps: InspectDependencies,
  pdf: Uint8Array,
  signal?: AbortSignal,
): Promise<Inspection> {
  const at = deps.clock.now();
  const anchors = validationAnchors(await deps.trustList.anchors(), at, { named: false });
  const kept = await keptRevocation(deps.revocation);
  const first = await deps.inspector.inspect(pdf, { anchors, at, found: kept }, signal);
  if (first.subjects.length === 0) return first.inspection;
  const found = await findRevocation(deps.revocation, first.subjects, at);
  if (!bringsMore(found, kept)) return first.inspection;
  return (await deps.inspector.inspect(pdf, { anchors, at, found }, signal)).inspection;
}
