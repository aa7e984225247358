/** Sealed documents of the registry by any signer of the test PKI, whatever the product itself would seal with. */
import { createHash, sign } from 'node:crypto';
import { OID } from '#core/asn1/oids.ts';
import { buildSignedAttributes } from '#core/cms/build-signed-attributes.ts';
import { buildSignedData, signatureValue, signedDataSize } from '#core/cms/build-signed-data.ts';
import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import { embedSignature } from '#core/pdf/additions/embed-signature.ts';
import type { SealedProofs } from '#core/pdf/additions/unsealed-document.ts';
import { signedBytes } from '#core/pdf/document/signed-bytes.ts';
import type { ValidationAnchor } from '#core/validation/validation.ts';
import { buildContent } from '../../server/app/confirmations/build-content.ts';
import { dataPaths } from '../../server/compose/install-options.ts';
import { sampleRequest } from '../../server/development/sample-request.ts';
import { TEST_MANUFACTURER, TEST_OUTLETS } from '../../server/development/test-manufacturer.ts';
import { actorRef, operatorActor } from '../../server/model/access/actor.ts';
import { makeDocument } from '../../server/sealing/make-document.ts';
import { openFolderFiles } from '../../server/stores/files/folder-files.ts';
import { openSqliteStore } from '../../server/stores/sqlite/open-store.ts';
import { TEST_NOW, TEST_SUBJECT, type TestCertificate } from './pki.ts';
import { seededRandom } from './seeded-random.ts';
import { dropLists, putLists } from './stored-lists.ts';
import { putOnlyAnchors, trustAnchor } from './trust.ts';

/** Who seals: the company that the signers of the test PKI name. */
const NAME = TEST_SUBJECT[OID.organization] ?? '';
const USCC = (TEST_SUBJECT[OID.organizationIdentifier] ?? '').replace('NTRCN-', '');
const LISTINGS = TEST_MANUFACTURER.listings.map((listing) => ({ ...listing, nameZh: NAME }));
const MAKER = { ...TEST_MANUFACTURER, nameZh: NAME, uscc: USCC, listings: LISTINGS };
const SEAL = {
  form: 'limited-liability',
  nameZh: NAME,
  recordCode: '0000000000001',
  test: true,
  picture: null,
} as const;
/** When the documents say that they were issued, before any stamp of a case. */
const ISSUED = '2026-02-05T00:00:00.000Z';
const TOKEN_BYTES = 4096;

export type SealedBy = {
  readonly signer: TestCertificate;
  readonly others: readonly TestCertificate[];
  readonly proofs: SealedProofs;
  /** The token over the signature value; null for none. */
  readonly stamp: ((signature: Uint8Array) => Promise<Uint8Array>) | null;
};

/** Seals one vehicle's confirmation under that number, in exactly the form of this product. */
export async function sealCase(content: ConfirmationContent, by: SealedBy): Promise<Uint8Array> {
  const { signer, proofs, stamp } = by;
  const algorithm = signer.key.asymmetricKeyType === 'rsa' ? 'rsa-pkcs1-sha256' : 'ecdsa-p256-sha256';
  const certificate = signer.der;
  const chain = by.others.map(({ der }) => der);
  const signatureBytes = signedDataSize(
    { algorithm, certificate, chain },
    { timestampBytes: stamp === null ? 0 : TOKEN_BYTES },
  );
  const document = await makeCase(content, signatureBytes, proofs);
  const digest = new Uint8Array(createHash('sha256').update(signedBytes(document.pdf, document.byteRange)).digest());
  const signedAttributes = await buildSignedAttributes({ digest, certificate, algorithm });
  const signature = signatureValue(new Uint8Array(sign('sha256', signedAttributes, signer.key)), algorithm);
  const timeStamp = stamp === null ? {} : { timeStamp: await stamp(signature) };
  return embedSignature(
    document,
    buildSignedData({ signedAttributes, signature, algorithm, certificate, chain, ...timeStamp }),
  );
}

/** What a document of one vehicle says, under that number; the same vehicle for the same seed. */
export function caseContent(number: string, seed = 0): ConfirmationContent {
  const [listing] = LISTINGS;
  if (listing === undefined) throw new Error('no listing');
  const outlets = TEST_OUTLETS.filter(({ country }) => country === 'KZ');
  const checked = { request: requestOf(seed), manufacturer: MAKER, listing, outlets, warnings: [] };
  return buildContent(checked, { number, issuedAt: ISSUED, publicUrl: 'https://check.example' });
}

function requestOf(seed: number) {
  const next = seededRandom(9000 + seed);
  const random = (below: number) => Math.floor(next() * below);
  return sampleRequest({ vehicles: 1, destination: 'KZ', today: ISSUED.slice(0, 10), random });
}

/** The document without its signature. */
export function makeCase(content: ConfirmationContent, signatureBytes: number, proofs: SealedProofs) {
  return makeDocument({ content, seal: SEAL, signatureBytes, proofs });
}

/** Registers a document in the store of an install, as issuing it would have. */
export async function registerCase(
  folder: string,
  index: number,
  seal: (content: ConfirmationContent) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const paths = dataPaths(folder);
  // The clock of the install: its heartbeat releases what is leased until an instant before its own.
  const store = openSqliteStore({ file: paths.store, now: () => TEST_NOW });
  try {
    const by = actorRef(operatorActor('case'));
    const vins = requestOf(index).vehicles.map(({ vin }) => vin);
    const reserved = await store.reservations.reserve({
      ...{ manufacturerId: MAKER.id, makerCode: MAKER.code, year: 2026, supersedes: null, idempotencyKey: null },
      ...{ vins, requestHash: 'a'.repeat(64), by, at: ISSUED },
    });
    if (reserved.kind !== 'reserved') throw new Error(reserved.kind);
    const { number } = reserved;
    const content = caseContent(number, index);
    await store.reservations.intend({ number, content, at: ISSUED });
    const pdf = await seal(content);
    const sha256 = await openFolderFiles(paths.files).put(pdf);
    await store.reservations.complete({ number, sha256, keyId: 'case', sealVersion: 1, by, at: ISSUED });
    return pdf;
  } finally {
    store.close();
  }
}

/** Makes anchors and lists the only ones of an install, which may be open. */
export async function trustOnly(
  folder: string,
  anchors: readonly ValidationAnchor[],
  crls: readonly Uint8Array[],
): Promise<void> {
  const { code, nameZh, uscc, test, wmis } = MAKER;
  const manufacturer = {
    code,
    nameZh,
    uscc,
    test,
    wmis,
    listings: LISTINGS,
    status: 'active',
    registry: 'here',
  } as const;
  const own = anchors.map(({ certificate, purposes, isBarred = false }, index) =>
    trustAnchor(`case-${index}`, certificate, {
      ...{ status: isBarred ? 'suspended' : 'active', timeStamping: purposes.includes('time-stamping') },
      manufacturers: isBarred || purposes.includes('sealing') ? [manufacturer] : [],
    }),
  );
  await putOnlyAnchors(folder, own);
  await dropLists(folder);
  await putLists(folder, Object.fromEntries(crls.map((der, index) => [`case-${index}`, der])));
}
