import { OID } from '#core/asn1/oids.ts';
import { LAYER } from '#core/validation/layers.ts';
import type { LayeredObject, SignedItem } from '#core/validation/validation.ts';
import { LEAF_EXTENSIONS, purposeExtension, type TestCertificate, testLeaf } from './pki.ts';

/** What a file holds, laid out for the judgement of its signers. */

/** The signature of the first revision: certificates in DER, the signer's first. */
export function signatureItem(certificates: readonly Uint8Array[], stamps: readonly SignedItem[] = []): SignedItem {
  return { kind: 'signature', certificates, layer: LAYER.ofSignature(0), sound: true, time: null, stamps };
}

/** A time-stamp, good to the instant. */
export function stampItem(tsa: TestCertificate, time: string, layer: number): SignedItem {
  const certificates = [tsa.der];
  return {
    ...{ kind: 'timestamp', certificates, layer, sound: true, stamps: [] },
    time: { genTime: Date.parse(time), accuracy: 0 },
  };
}

/** A list or answer in the security store of a revision. */
export function inStore(der: Uint8Array, revision = 0): LayeredObject {
  return { der, layer: LAYER.ofData(revision) };
}

/** The certificate of a time-stamp authority. */
export function timeStampLeaf(issuer: TestCertificate, serial: number): Promise<TestCertificate> {
  const purpose = { ...purposeExtension(OID.timeStamping), critical: true };
  return testLeaf(issuer, { serial, extensions: [...LEAF_EXTENSIONS, purpose] });
}
