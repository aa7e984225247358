import { sign } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setOf } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { embedSignature } from '#core/pdf/additions/embed-signature.ts';
import { signedBytes } from '#core/pdf/document/signed-bytes.ts';
import type { ValidationAnchor } from '#core/validation/validation.ts';
import { stampToken } from '../../core/validation/trust-cases/stamp-token.ts';
import type { TrustCase, TrustMaterial } from '../../core/validation/trust-cases/trust-case.ts';
import { withDocumentTimeStamp } from '../../support/added-proofs.ts';
import { caseContent, makeCase } from '../../support/case-files.ts';
import { attribute, forgeCms, goodAttributes } from '../../support/cms.ts';
import { TEST_NOW, type TestCertificate } from '../../support/pki.ts';

const CMS_BYTES = 24_000;

/** Writes each case for other people's validators, as `judge.py` describes it; gives the folders in the order of the cases. */
export async function writeCases(into: string, cases: readonly TrustCase[]): Promise<readonly string[]> {
  rmSync(into, { recursive: true, force: true });
  const folders: string[] = [];
  for (const one of cases) {
    const folder = path.join(into, one.name);
    mkdirSync(folder, { recursive: true });
    await writeCase(folder, await one.make());
    folders.push(folder);
  }
  return folders;
}

async function writeCase(folder: string, material: TrustMaterial): Promise<void> {
  const write = (name: string, octets: Uint8Array | string) => writeFileSync(path.join(folder, name), octets);
  const { anchors, crls = [], ocsps = [], at = TEST_NOW } = material;
  write('document.pdf', await documentOf(material));
  write('case.json', JSON.stringify({ at, process: processOf(material) }));
  for (const [name, purpose] of [
    ['sealing', 'sealing'],
    ['stamping', 'time-stamping'],
  ] as const) {
    const relied = ({ purposes, isBarred }: ValidationAnchor) => isBarred !== true && purposes.includes(purpose);
    for (const [index, { certificate }] of anchors.filter(relied).entries()) write(`${name}-${index}.crt`, certificate);
  }
  for (const [index, der] of crls.entries()) write(`found-${index}.crl`, der);
  for (const [index, der] of ocsps.entries()) write(`found-${index}.ocsp`, der);
  for (const [index, der] of (material.sealedCrls ?? []).entries()) write(`sealed-${index}.crl`, der);
  for (const [index, der] of (material.sealedOcsps ?? []).entries()) write(`sealed-${index}.ocsp`, der);
}

/** Which process of EN 319 102-1 is meant, for a tool that wants to be told: 5.3, 5.5 or 5.6. */
function processOf({ stamps = [], archiveStamp }: TrustMaterial): 'basic' | 'time' | 'archive' {
  if (archiveStamp !== undefined) return 'archive';
  return stamps.length > 0 ? 'time' : 'basic';
}

/** Signed with whatever certificate, also with one that this product would not put into a signature. */
async function documentOf(material: TrustMaterial): Promise<Uint8Array> {
  const { signer, others = [], stamps = [], archiveStamp, sealedCrls = [], sealedOcsps = [] } = material;
  const proofs = { certificates: [], crls: sealedCrls, ocsps: sealedOcsps };
  const open = await makeCase(caseContent('ASC-TEST-2026-000001'), CMS_BYTES, proofs);
  const value = new Uint8Array(sign('sha256', signedSet(signedBytes(open.pdf, open.byteRange), signer), signer.key));
  const tokens = await Promise.all(stamps.map((stamp) => stampToken(stamp, value)));
  const cms = forgeCms({
    leaf: signer,
    attributes: Object.values(goodAttributes(signedBytes(open.pdf, open.byteRange), signer)),
    certificates: [signer.der, ...others.map(({ der }) => der)],
    makeSignature: () => value,
    ...(tokens.length === 0 ? {} : { unsignedAttributes: () => [attribute(OID.signatureTimeStamp, ...tokens)] }),
  });
  const pdf = embedSignature(open, cms);
  if (archiveStamp === undefined) return pdf;
  const { authority, at } = archiveStamp;
  return withDocumentTimeStamp(pdf, { tsa: authority, root: authority }, { at, certificates: [authority.der] });
}

function signedSet(document: Uint8Array, signer: TestCertificate): Uint8Array {
  return setOf(Object.values(goodAttributes(document, signer)));
}
