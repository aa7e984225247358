import { certificatesOfPem } from '#core/asn1/pem.ts';
import { entriesOf, KEY_RECORDS } from '../keys/key-index.ts';
import { openRevocationLists } from '../outbound/revocation/given-lists.ts';
import type { RevocationLists } from '../ports/revocation-lists.ts';
import type { SharedRecords } from '../ports/shared-records.ts';
import { createTrustRegister } from '../stores/trust/trust-register.ts';

/** The operator's revocation lists, held against the authorities that trust list and keys name. */
export function openInstallLists(shared: SharedRecords, shipped: string): RevocationLists {
  return openRevocationLists(shared, async () => [
    ...(await orNone(() => anchorsOf(shared, shipped))),
    ...(await orNone(() => authoritiesOfKeys(shared))),
  ]);
}

async function anchorsOf(shared: SharedRecords, shipped: string): Promise<readonly Uint8Array[]> {
  const anchors = await createTrustRegister({ shipped, shared }).all();
  return anchors.map(({ certificate }) => certificate);
}

async function authoritiesOfKeys(shared: SharedRecords): Promise<readonly Uint8Array[]> {
  const { records } = await shared.read(KEY_RECORDS);
  return entriesOf(records).flatMap(({ chain }) => chain.flatMap(certificatesOfPem));
}

/** A trust list or an index that cannot be read must not keep out what revokes: doctor and health tell of it. */
async function orNone(ask: () => Promise<readonly Uint8Array[]>): Promise<readonly Uint8Array[]> {
  return ask().catch(() => []);
}
