import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { InspectedSignature, Inspection } from '#core/validation/inspection.ts';
import type { RevocationMaterial } from '#core/validation/validation.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DocumentInspector } from '../../ports/document-inspector.ts';
import type { RevocationSource } from '../../ports/revocation-source.ts';
import type { TrustList } from '../../ports/trust-list.ts';
import { readWithRevocation } from '../proofs/read-with-revocation.ts';
import { validationAnchors } from '../proofs/validation-anchors.ts';
import { askTrust } from './ask-trust.ts';

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
 * readings. Never throws for what is in the bytes. Where the trust list cannot be asked, every signer says so.
 */
export async function inspectPdf(
  deps: InspectDependencies,
  pdf: Uint8Array,
  signal?: AbortSignal,
): Promise<Inspection> {
  const at = deps.clock.now();
  const trust = await askTrust(deps.trustList);
  if (trust.kind === 'unknown') return inspectWithoutTrust(deps.inspector, pdf, { at, signal });
  const anchors = validationAnchors(trust.anchors, at, { named: false });
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

async function inspectWithoutTrust(
  inspector: DocumentInspector,
  pdf: Uint8Array,
  { at, signal }: { readonly at: IsoInstant; readonly signal: AbortSignal | undefined },
): Promise<Inspection> {
  const found = { crls: [], ocsps: [] };
  const { inspection } = await inspector.inspect(pdf, { anchors: [], at, found }, signal);
  return { ...inspection, signatures: inspection.signatures.map(withoutTrust) };
}

/** Whose signature it is can be learnt later: nothing says that no path leads to an anchor (ETSI EN 319 102-1, table 6). */
function withoutTrust(signature: InspectedSignature): InspectedSignature {
  if (signature.signer === null) return signature;
  const subIndication =
    signature.subIndication === 'NO_CERTIFICATE_CHAIN_FOUND' ? 'TRY_LATER' : signature.subIndication;
  return { ...signature, trust: 'unavailable', subIndication };
}
