import type { EmbeddedRevocation, PdfSignatureEvidence, TimeStampFacts } from '#core/cms/pdf-signature-evidence.ts';
import type { SecurityStoreAddition } from '#core/pdf/document/security-store.ts';
import { LAYER } from './layers.ts';
import type { LayeredObject, SignedItem, ValidationData } from './validation.ts';

/** What is known of one signature or document time-stamp of a file. */
export type GatheredSignature = {
  readonly kind: SignedItem['kind'];
  /** The revision that it ends; null while that is not clear. */
  readonly revision: number | null;
  readonly sound: boolean;
  /** DER, the signer's first; none where it could not be read. */
  readonly certificates: readonly Uint8Array[];
  readonly timeStamp: TimeStampFacts | null;
  readonly stamps: readonly PdfSignatureEvidence[];
  readonly revocation: EmbeddedRevocation | null;
};

/** Lays out what a file holds for the judgement of its signers: each object in the layer that says what proves it. */
export function gatherValidationData(
  signatures: readonly GatheredSignature[],
  store: readonly SecurityStoreAddition[],
): ValidationData {
  return {
    items: signatures.map(itemOf),
    certificates: [
      ...store.flatMap(({ certificates }) => certificates),
      ...signatures.flatMap(({ stamps }) => stamps.flatMap((stamp) => factsOf(stamp)?.certificates ?? [])),
    ],
    crls: objectsOf('crls', signatures, store),
    ocsps: objectsOf('ocsps', signatures, store),
  };
}

/** What lies in no clear revision lies above every time-stamp: nothing proves it. */
const NOWHERE = Number.MAX_SAFE_INTEGER;

function itemOf({ kind, revision, sound, certificates, timeStamp, stamps }: GatheredSignature): SignedItem {
  const beside = revision === null ? NOWHERE : LAYER.besideSignature(revision);
  return {
    kind,
    certificates,
    layer: revision === null ? NOWHERE : LAYER.ofSignature(revision),
    sound: sound && revision !== null,
    time: timeOf(timeStamp),
    stamps: stamps.map((stamp) => ({
      kind: 'timestamp',
      certificates: factsOf(stamp)?.certificates ?? [],
      layer: beside,
      sound: isSoundEvidence(stamp),
      time: timeOf(factsOf(stamp)?.timeStamp ?? null),
      stamps: [],
    })),
  };
}

function timeOf(facts: TimeStampFacts | null): SignedItem['time'] {
  return facts === null ? null : { genTime: Date.parse(facts.genTime), accuracy: facts.accuracyMs ?? 0 };
}

function objectsOf(
  kind: 'crls' | 'ocsps',
  signatures: readonly GatheredSignature[],
  store: readonly SecurityStoreAddition[],
): readonly LayeredObject[] {
  const inStore = store.flatMap((addition) =>
    addition[kind].map((der) => ({ der, layer: LAYER.ofData(addition.revision) })),
  );
  const inSignatures = signatures.flatMap(({ revision, revocation, stamps }) => {
    const beside = revision === null ? NOWHERE : LAYER.besideSignature(revision);
    const signed = revision === null ? NOWHERE : LAYER.ofSignature(revision);
    const ofStamps = stamps.map((stamp) => factsOf(stamp)?.revocation).filter((one) => one !== undefined);
    return [
      ...(revocation?.signed[kind] ?? []).map((der) => ({ der, layer: signed })),
      ...(revocation?.beside[kind] ?? []).map((der) => ({ der, layer: beside })),
      ...ofStamps.flatMap((one) => [...one.signed[kind], ...one.beside[kind]].map((der) => ({ der, layer: beside }))),
    ];
  });
  return [...inStore, ...inSignatures];
}

/** What a signature tells, where it could be taken apart. */
export function factsOf(evidence: PdfSignatureEvidence) {
  if (evidence.kind === 'unreadable') return null;
  return evidence.kind === 'read' ? evidence : evidence.facts;
}

/** Intact, valid, and nothing wrong with it. */
export function isSoundEvidence(evidence: PdfSignatureEvidence): boolean {
  return (
    evidence.kind === 'read' && evidence.intact === true && evidence.valid === true && evidence.problems.length === 0
  );
}
