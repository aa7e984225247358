import { sign } from 'node:crypto';
import { readDer } from '#core/asn1/der.ts';
import { contextTag, nullValue, oid, sequence, tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { attribute, forgeCms, goodAttributes, signingCertificate, toBer } from '../../../support/cms.ts';
import { latin1Bytes } from '../../../support/pdf-writer.ts';
import type { TestCertificate } from '../../../support/pki.ts';
import { goodCms, type MakeCms, ROOM, signPdf } from '../../../support/sign-pdf.ts';
import { signedDocument } from '../../../support/signed-document.ts';
import { type AgreementDocument, documentsOf, type Row } from './agreement-document.ts';
import type { TestTrust } from './test-trust.ts';

type Attributes = ReturnType<typeof goodAttributes>;
type Case = readonly [name: string, what: string, make: MakeCms];

/** A CMS whose attributes are changed before they are signed. */
const withAttributes =
  (change: (attributes: Attributes, leaf: TestCertificate) => readonly Uint8Array[]): MakeCms =>
  (signed, leaf) =>
    forgeCms({ leaf, attributes: change(goodAttributes(signed, leaf), leaf) });

/** A CMS over good attributes, with something else about it. */
const withRecipe =
  (more: (signed: Uint8Array, leaf: TestCertificate) => Partial<Parameters<typeof forgeCms>[0]>): MakeCms =>
  (signed, leaf) =>
    forgeCms({ leaf, attributes: Object.values(goodAttributes(signed, leaf)), ...more(signed, leaf) });

const without = (name: keyof Attributes) =>
  withAttributes((attributes) => Object.entries(attributes).flatMap(([key, value]) => (key === name ? [] : [value])));

function cases({ tsa }: TestTrust): readonly Case[] {
  const sha1 = sequence(oid('1.3.14.3.2.26'));
  return [
    ['good', 'every attribute as it should be', goodCms],
    ['no-signing-certificate', 'no signing-certificate-v2', without('signingCertificate')],
    [
      'other-signing-certificate',
      "signing-certificate-v2 with another certificate's hash",
      withAttributes((all, leaf) => [
        ...Object.values({
          ...all,
          signingCertificate: attribute(OID.signingCertificateV2, signingCertificate(tsa, leaf)),
        }),
      ]),
    ],
    ['no-message-digest', 'no message-digest', without('messageDigest')],
    [
      'two-message-digests',
      'message-digest twice',
      withAttributes((all) => [...Object.values(all), all.messageDigest]),
    ],
    ['no-content-type', 'no content-type', without('contentType')],
    [
      'other-content-type',
      'content-type that is not that of the content',
      withAttributes((all) => Object.values({ ...all, contentType: attribute(OID.contentType, oid(OID.tstInfo)) })),
    ],
    [
      'signing-time',
      'signing-time, which PAdES forbids',
      withAttributes((all) => [
        ...Object.values(all),
        attribute(OID.signingTime, tlv(0x17, Buffer.from('260701080000Z'))),
      ]),
    ],
    [
      'other-protection',
      'CMSAlgorithmProtection that names another digest',
      withAttributes((all) =>
        Object.values({
          ...all,
          protection: attribute(
            OID.cmsAlgorithmProtection,
            sequence(sequence(oid(OID.sha512)), contextTag(1, oid(OID.ecdsaWithSha256))),
          ),
        }),
      ),
    ],
    ['unsorted', 'signed attributes that are not DER', withAttributesUnsorted],
    ['embedded-content', 'other content inside the CMS', withRecipe(() => ({ content: new Uint8Array([1, 2, 3]) }))],
    ['two-signers', 'the same SignerInfo twice', withRecipe(() => ({ signers: 2 }))],
    ['no-certificate', 'no certificate of the signer', withRecipe(() => ({ certificates: [] }))],
    ['announced-sha1', 'SHA-1 announced, SHA-256 used', withRecipe(() => ({ announcedDigest: sha1 }))],
    [
      'wrong-key',
      'signed by another key than the certificate holds',
      withRecipe(() => ({ makeSignature: (signed) => new Uint8Array(sign('sha256', signed, tsa.key)) })),
    ],
    [
      'algorithm-rsa',
      'an ECDSA value called RSA',
      withRecipe(() => ({ signatureAlgorithm: sequence(oid(OID.sha256WithRsa), nullValue()) })),
    ],
    ['ber', 'BER with indefinite lengths', (signed, leaf) => toBer(readDer(goodCms(signed, leaf)))],
    ['time-stamping-certificate', 'a certificate that is for time-stamps only', (signed) => goodCms(signed, tsa)],
  ];
}

/** Attributes in falling order of their bytes, signed as they stand. */
function withAttributesUnsorted(signed: Uint8Array, leaf: TestCertificate): Uint8Array {
  const attributes = Object.values(goodAttributes(signed, leaf)).toSorted((a, b) => Buffer.compare(b, a));
  return forgeCms({ leaf, attributes, unsorted: true });
}

/** One approval signature a file, over the same pages, each CMS with one thing about it. */
export function foreignCms(trust: TestTrust): readonly AgreementDocument[] {
  const text = signedDocument({ docMdp: null, contents: ROOM });
  const rows = cases(trust).map(
    ([name, what, make]): Row => [`cms-${name}`, what, latin1Bytes(signPdf(text, trust.leaf, make))],
  );
  return documentsOf('inspect', rows);
}
