import { orNull } from '#core/asn1/malformed.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import type { RevocationKnowledge } from '#core/revocation/revocation-knowledge.ts';
import { validUntil } from '#core/revocation/revocation-statement.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { issuerAmong } from '#core/x509/is-issued-by.ts';
import { coveredLayer } from './layers.ts';
import type { PadesLevel, SignedItem, ValidationAnchor, ValidationData } from './validation.ts';

export type Material = {
  readonly data: ValidationData;
  readonly knowledge: RevocationKnowledge;
  readonly anchors: readonly ValidationAnchor[];
};

export type MaterialLevel = { readonly level: PadesLevel | null; readonly embeddedRevocation: boolean };

const MAX_CERTIFICATES = 6;

/**
 * The PAdES level by what is in the file (EN 319 142-1, 6.3), whoever trusts it: a sound time-stamp makes B-T; genuine
 * revocation data for the chains of the signer and of that time-stamp, of a time when they mattered, make B-LT where they
 * were added after the signature; a document time-stamp over all of that makes B-LTA. What lay in the file before it was
 * signed is `embeddedRevocation`, and makes no other level: that is how validators name it that look for a later DSS. The
 * level is null for a time-stamp and for what is not sound.
 */
export async function materialLevel(material: Material, item: SignedItem): Promise<MaterialLevel> {
  if (item.kind === 'timestamp' || !item.sound) return { level: null, embeddedRevocation: false };
  const above = material.data.items.filter(
    (other) => other.kind === 'timestamp' && other.sound && coveredLayer(other) >= item.layer,
  );
  const own = item.stamps.filter(({ sound }) => sound);
  const stamps = own.length > 0 ? own : above.slice(0, 1);
  const needed = [item, ...stamps];
  const moment = Math.min(...stamps.map(({ time }) => time?.genTime ?? Number.POSITIVE_INFINITY));
  const covered = (top: number) => allCovered(material, needed, { moment, above: item.layer, top });
  const embeddedRevocation =
    !isPinned(material, item.certificates[0]) && (await allCovered(material, [item], anywhere(moment)));
  if (stamps.length === 0) return { level: 'B-B', embeddedRevocation };
  for (const stamp of above) if (await covered(coveredLayer(stamp))) return { level: 'B-LTA', embeddedRevocation };
  return { level: (await covered(Number.POSITIVE_INFINITY)) ? 'B-LT' : 'B-T', embeddedRevocation };
}

/** When the data must have mattered, and the layers that they may lie in. */
type Bounds = { readonly moment: number; readonly above: number; readonly top: number };

function anywhere(moment: number): Bounds {
  return { moment, above: Number.NEGATIVE_INFINITY, top: Number.POSITIVE_INFINITY };
}

async function allCovered(material: Material, items: readonly SignedItem[], bounds: Bounds): Promise<boolean> {
  for (const item of items) if (!(await isCovered(material, item, bounds))) return false;
  return true;
}

/** Whether it is an anchor by itself: nothing is asked about it, so no data are missing. */
function isPinned({ anchors }: Material, signer: Uint8Array | undefined): boolean {
  return signer !== undefined && anchors.some((one) => one.isPinned === true && equalBytes(one.certificate, signer));
}

/** Whether every certificate of the chain, but for its root, has its revocation data in the file. */
async function isCovered(material: Material, item: SignedItem, bounds: Bounds): Promise<boolean> {
  if (isPinned(material, item.certificates[0])) return true;
  const [signer, ...pool] = [
    ...item.certificates,
    ...material.data.certificates,
    ...material.anchors.map(({ certificate }) => certificate),
  ].flatMap((der) => orNull(() => readCertificate(der)) ?? []);
  let certificate = signer;
  for (let depth = 0; depth < MAX_CERTIFICATES && certificate !== undefined; depth += 1) {
    const below = certificate;
    if (equalBytes(below.subject, below.issuer)) return depth > 0;
    const issuer = await issuerAmong(below, pool);
    if (issuer === null) return false;
    const statements = await material.knowledge.about(below, issuer);
    const covers = statements.some(
      (one) =>
        one.layer !== null &&
        bounds.above < one.layer &&
        one.layer <= bounds.top &&
        (!Number.isFinite(bounds.moment) || bounds.moment <= validUntil(one)),
    );
    if (!covers) return false;
    if (material.anchors.some((anchor) => equalBytes(anchor.certificate, issuer.der))) return true;
    certificate = issuer;
  }
  return false;
}
