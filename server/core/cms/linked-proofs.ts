import { orNull } from '#core/asn1/malformed.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import type { SealedProofs } from '#core/pdf/additions/unsealed-document.ts';
import { readOcspResponse } from '#core/revocation/ocsp.ts';
import { openRevocationKnowledge, type RevocationKnowledge } from '#core/revocation/revocation-knowledge.ts';
import { type Certificate, readForeignCertificate } from '#core/x509/certificate.ts';
import { isIssuedBy } from '#core/x509/is-issued-by.ts';

/**
 * Whether each proof belongs to somebody who signed or stamped: a certificate that is one of theirs or issued one that
 * belongs here, a list or answer about one that belongs here, by who may speak of it. Only cryptography links them, whoever
 * is trusted and whatever the time is.
 * @param holders DER of the certificates of signer, time-stamps, and of what was added before
 */
export async function areProofsLinked(proofs: SealedProofs, holders: readonly Uint8Array[]): Promise<boolean> {
  const linked = holders.flatMap(certificateOf);
  const waiting = {
    certificates: proofs.certificates.filter((der) => !holders.some((holder) => equalBytes(holder, der))),
    statements: [...proofs.crls, ...proofs.ocsps],
  };
  const knowledge = openRevocationKnowledge({ crls: proofs.crls.map(unlayered), ocsps: proofs.ocsps.map(unlayered) });
  for (let before = -1; before !== linked.length; ) {
    before = linked.length;
    waiting.certificates = await withoutIssuers(waiting.certificates, linked);
    waiting.statements = await withoutStatements(waiting.statements, linked, knowledge);
    const answered = proofs.ocsps.filter((der) => !waiting.statements.includes(der));
    for (const responder of answered.flatMap(respondersOf)) addOnce(linked, responder);
  }
  return waiting.certificates.length + waiting.statements.length === 0;
}

const unlayered = (der: Uint8Array) => ({ der, layer: null });

function certificateOf(der: Uint8Array): readonly Certificate[] {
  const certificate = orNull(() => readForeignCertificate(der));
  return certificate === null ? [] : [certificate];
}

function respondersOf(answer: Uint8Array): readonly Certificate[] {
  const response = orNull(() => readOcspResponse(answer));
  return response?.kind === 'basic' ? response.certificates.flatMap(certificateOf) : [];
}

function addOnce(linked: Certificate[], certificate: Certificate): void {
  if (!linked.some(({ der }) => equalBytes(der, certificate.der))) linked.push(certificate);
}

/** Links those that issued a linked certificate; gives the others. */
async function withoutIssuers(waiting: readonly Uint8Array[], linked: Certificate[]): Promise<Uint8Array[]> {
  const others: Uint8Array[] = [];
  for (const der of waiting) {
    const [certificate] = certificateOf(der);
    if (certificate !== undefined && (await hasIssued(certificate, linked))) addOnce(linked, certificate);
    else others.push(der);
  }
  return others;
}

async function hasIssued(issuer: Certificate, linked: readonly Certificate[]): Promise<boolean> {
  for (const certificate of linked) if (await isIssuedBy(certificate, issuer)) return true;
  return false;
}

/** The lists and answers that say nothing about a linked certificate. */
async function withoutStatements(
  waiting: readonly Uint8Array[],
  linked: readonly Certificate[],
  knowledge: RevocationKnowledge,
): Promise<Uint8Array[]> {
  const spoken: Uint8Array[] = [];
  for (const certificate of linked) {
    for (const issuer of linked) {
      if (!(await isIssuedBy(certificate, issuer))) continue;
      for (const { der } of await knowledge.about(certificate, issuer)) spoken.push(der);
    }
  }
  return waiting.filter((der) => !spoken.some((one) => equalBytes(one, der)));
}
