import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { hex } from '#core/bytes/bytes.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { dataPaths } from '../../../../server/compose/install-options.ts';
import { openInstall } from '../../../../server/compose/open-install.ts';
import { operatorActor } from '../../../../server/model/access/actor.ts';
import { readSampleOf, seededRequest, testOptions } from '../../../support/install.ts';
import { revokeDevelopmentCertificate } from '../../../support/revoke-development-certificate.ts';
import { refreshRevocationList } from '../../../support/stored-lists.ts';
import { addKey, authorityOf, hoursFromNow } from './add-key.ts';
import { type AgreementDocument, documentsOf } from './agreement-document.ts';

type Life = { readonly from: number; readonly until: number; readonly signedAt: number };

/** Sound signatures of signers that are worth nothing, or not this. Must run last: it changes the keys of the install. */
export async function trustAttacks(data: string): Promise<readonly AgreementDocument[]> {
  const expired = await sealWithNewKey(data, 'expired', { from: -3, until: -1, signedAt: -2 });
  // Before the second of the time-stamp: validators differ over a certificate that is revoked within it.
  const at = new Date(Date.now() - 60_000).toISOString();
  const revoked = await sealWithNewKey(data, 'revoked', { from: -1, until: 24, signedAt: 0 });
  const authority = authorityOf(data);
  revokeDevelopmentCertificate(authority, { serialNumber: revoked.serialNumber, at, reason: 1 });
  // The list that revokes is newer, by a whole second, than the answer that was sealed in.
  await setTimeout(1_100);
  await refreshRevocationList(data, new Date().toISOString());
  return documentsOf('verify', [
    ['signer-unknown', 'another authority with exactly the same names', readSampleOf(data, 'unknown-issuer').pdf],
    [
      'signer-not-entitled',
      "the true maker, for another maker's vehicle",
      readSampleOf(data, 'other-manufacturer').pdf,
    ],
    ['signer-revoked', 'a certificate that the list revokes', revoked.pdf],
    ['signer-expired', 'a certificate that has expired since; a time-stamp proves that it was good', expired.pdf],
  ]);
}

/** Seals with a key of its own, whose certificate lives so many hours from now. */
async function sealWithNewKey(data: string, keyId: string, life: Life) {
  const { from, until } = life;
  const certificate = await addKey(data, { keyId, algorithm: 'ecdsa-p256-sha256', from, until });
  const clock = { now: () => hoursFromNow(life.signedAt) };
  if (life.signedAt < 0) makeRecordsOlder(data, -life.signedAt + 1);
  const install = await openInstall(testOptions(data, { clock, issueMarginDays: 0 }));
  try {
    const issued = await install.issue(seededRequest(600 + keyId.charCodeAt(0)), {
      by: operatorActor('interop'),
      algorithm: 'ecdsa-p256-sha256',
    });
    if (!issued.ok) throw new Error(JSON.stringify(issued.problem));
    const found = await install.pdf(issued.value.confirmation.number, operatorActor());
    if (!found.ok) throw new Error(found.problem.code);
    return { pdf: found.value.pdf, serialNumber: hex(readCertificate(certificate).serial).toUpperCase() };
  } finally {
    await install.close();
  }
}

/** Hours earlier, as far as the order of issue goes: a service whose clock is behind its newest record issues nothing. */
function makeRecordsOlder(data: string, hours: number): void {
  const database = new DatabaseSync(dataPaths(data).store);
  database.prepare('UPDATE confirmations SET issued_ms = issued_ms - ?').run(hours * 3_600_000);
  database.close();
}
