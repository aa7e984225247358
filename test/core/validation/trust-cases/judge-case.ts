import { createHash } from 'node:crypto';
import { readTimeStampToken } from '#core/cms/timestamp/time-stamp-token.ts';
import { factsOf, isSoundEvidence } from '#core/validation/gather-validation-data.ts';
import { judgeSignatures } from '#core/validation/judge-signatures.ts';
import { LAYER } from '#core/validation/layers.ts';
import type { LayeredObject, SignedItem, SignerJudgement } from '#core/validation/validation.ts';
import { TEST_NOW } from '../../../support/pki.ts';
import { inStore, signatureItem } from '../../../support/signed-items.ts';
import { stampToken } from './stamp-token.ts';
import type { CaseStamp, TrustMaterial } from './trust-case.ts';

const STAMPED_OCTETS = new TextEncoder().encode('signature value');

/** Asks the judge about a case: the signer of one signature, as if a file had been read that holds the material. */
export async function judgeCase(material: TrustMaterial): Promise<SignerJudgement> {
  const { signer, others = [], stamps = [], archiveStamp } = material;
  const beside = await Promise.all(stamps.map((stamp) => stampItemOf(stamp, LAYER.besideSignature(0))));
  const over = archiveStamp === undefined ? [] : [await stampItemOf(archiveStamp, LAYER.ofSignature(1))];
  const items = [signatureItem([signer.der, ...others.map(({ der }) => der)], beside), ...over];
  const held = (ders: readonly Uint8Array[] = []): readonly LayeredObject[] => ders.map((der) => inStore(der, 0));
  const [judged] = await judgeSignatures(
    { items, certificates: [], crls: held(material.sealedCrls), ocsps: held(material.sealedOcsps) },
    {
      anchors: material.anchors,
      at: material.at ?? TEST_NOW,
      found: { crls: material.crls ?? [], ocsps: material.ocsps ?? [] },
    },
  );
  if (judged === undefined) throw new Error('nothing was judged');
  return judged;
}

async function stampItemOf(stamp: CaseStamp, layer: number): Promise<SignedItem> {
  const evidence = await readTimeStampToken(
    await stampToken(stamp, STAMPED_OCTETS),
    async (name) => new Uint8Array(createHash(name.replace('-', '')).update(STAMPED_OCTETS).digest()),
  );
  const facts = factsOf(evidence);
  const time = facts?.timeStamp ?? null;
  return {
    kind: 'timestamp',
    certificates: facts?.certificates ?? [],
    layer,
    sound: isSoundEvidence(evidence),
    time: time === null ? null : { genTime: Date.parse(time.genTime), accuracy: time.accuracyMs ?? 0 },
    stamps: [],
  };
}
