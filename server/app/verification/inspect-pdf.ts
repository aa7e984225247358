import type { Inspection } from '#core/validation/inspection.ts';
import type { RevocationMaterial } from '#core/validation/validation.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DocumentInspector } from '../../ports/document-inspector.ts';
import type { RevocationSource } from '../../ports/revocation-source.ts';
import type { TrustList } from '../../ports/trust-list.ts';
import { readWithRevocation } from '../proofs/read-with-revocation.ts';
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
  const inspect = (found: RevocationMaterial) => deps.inspector.inspect(pdf, { anchors, at, found }, signal);
  const { reading } = await readWithRevocation(deps.revocation, at, {
    read: inspect,
    subjectsOf: ({ subjects }) => subjects,
    judgeAgain: (reading, found) => deps.inspector.judge(reading, { anchors, at, found }, signal),
    // An inspection has no word for "not known": it is refused as any other question to the store.
    withoutLists: (_reading, fault) => {
      throw fault;
    },
  });
  return reading.inspection;
}
