import { tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import {
  caExtension,
  derExtension,
  issueCertificate,
  issueCrl,
  issueOcsp,
  purposeExtension,
  type TestCertificate,
  testKey,
  testLeaf,
  testRoot,
  usageExtension,
} from '../../../support/pki.ts';
import {
  barred,
  between,
  bothAnchors,
  ca,
  chainOf,
  deep,
  leaf,
  list,
  root,
  SIGNER,
  saved,
  sealing,
  signed,
  signedBelow,
  stamping,
  stampRoot,
  tsa,
} from './standard-material.ts';
import { BROKEN_PATH, NO_PATH, PASSED, REVOKED, trustCases, UNKNOWN } from './trust-case.ts';

const BY_KEY = 'an anchor is its key: one that is suspended or not in force signs nothing at any place of a path';
/** The anchor of somebody else, for a key of ours. */
const anchorOf = ({ key }: TestCertificate, more: { readonly compressedPoint?: boolean } = {}) =>
  testRoot({ name: 'cases-other-anchor', key, ...more });
const lists = async () => [await list(), await issueCrl({ signer: await between() })];
/** The root as another file has it, with other dates. */
const formerRoot = () => testRoot({ name: 'cases-root', notAfter: '2026-01-31T00:00:00Z', serial: 4712 });
const laterRoot = () => testRoot({ name: 'cases-root', notBefore: '2026-03-02T00:00:00Z', serial: 4713 });

/** Whom the trust list relies on, by their keys (ADR 27). */
export const ANCHORS = trustCases([
  [
    'anchors-none',
    'no anchor',
    'EN 319 102-1 5.2.6.4',
    NO_PATH,
    async () => signed({ anchors: [], crls: [await list()] }),
  ],
  [
    'anchor-for-stamps-only',
    'an anchor that vouches for time-stamps only',
    'EN 319 102-1 5.2.6.4',
    NO_PATH,
    async () => signed({ anchors: [stamping(await root())], crls: [await list()] }),
  ],
  [
    'anchor-two-files',
    'two files of one key, the first ended',
    'ADR 27',
    PASSED,
    async () => signed({ anchors: [sealing(await formerRoot()), sealing(await root())], crls: [await list()] }),
  ],
  [
    'anchor-two-files-turned',
    'the same, the first in force',
    'ADR 27',
    PASSED,
    async () => signed({ anchors: [sealing(await root()), sealing(await formerRoot())], crls: [await list()] }),
  ],
  [
    'anchor-two-files-ended',
    'two files of one key, neither in force',
    'ADR 27',
    BROKEN_PATH,
    async () => signed({ anchors: [sealing(await formerRoot()), sealing(await laterRoot())], crls: [await list()] }),
  ],
  [
    'anchor-begins-later',
    'an anchor whose certificate begins later',
    'RFC 5280 6.1.1 d',
    BROKEN_PATH,
    async () => signed({ anchors: [sealing(await laterRoot())], crls: [await list()] }),
    'the dates of an anchor are asked like those of any CA',
  ],
  [
    'anchor-purposes-joined',
    'two files of one key, one for sealers and one for time-stamps',
    'ADR 27',
    PASSED,
    async () =>
      saved({}, { anchors: [sealing(await root()), sealing(await stampRoot()), stamping(await stampRoot())] }),
  ],
  [
    'anchor-below-anchor',
    'a CA between that is an anchor itself',
    'RFC 5280 6.1',
    PASSED,
    async () => signedBelow({ anchors: [...(await bothAnchors()), sealing(await between())], crls: await lists() }),
  ],
  [
    'anchor-compressed',
    'an anchor whose point is written compressed',
    'RFC 5480 2.2',
    PASSED,
    () => chainOf({ anchor: { compressedPoint: true }, between: [] }),
  ],
  [
    'barred-root',
    'the anchor itself suspended',
    'ADR 27',
    NO_PATH,
    async () => signed({ anchors: [barred(await root()), stamping(await stampRoot())], crls: [await list()] }),
  ],
  [
    'barred-between',
    'as a CA between, certified by another anchor',
    'ADR 27',
    NO_PATH,
    async () => signedBelow({ anchors: [...(await bothAnchors()), barred(await between())], crls: await lists() }),
    BY_KEY,
  ],
  [
    'barred-between-renewed',
    'the same under a renewed certificate',
    'ADR 27',
    NO_PATH,
    async () =>
      signedBelow({
        others: [await between(), await ca('between', await root(), { serial: 620 })],
        anchors: [...(await bothAnchors()), barred(await anchorOf(await between()))],
        crls: await lists(),
      }),
    BY_KEY,
  ],
  [
    'barred-between-compressed',
    'the same with the point of the key written compressed',
    'ADR 27',
    NO_PATH,
    async () =>
      signedBelow({
        anchors: [...(await bothAnchors()), barred(await anchorOf(await between(), { compressedPoint: true }))],
        crls: await lists(),
      }),
    BY_KEY,
  ],
  [
    'barred-signer',
    'as a signer',
    'ADR 27',
    BROKEN_PATH,
    async () =>
      signed({ anchors: [...(await bothAnchors()), barred(await anchorOf(await leaf()))], crls: [await list()] }),
    BY_KEY,
  ],
  [
    'barred-signer-compressed',
    'as a signer whose point is written compressed',
    'ADR 27',
    BROKEN_PATH,
    async () => {
      const signer = await testLeaf(await root(), { serial: SIGNER, compressedPoint: true });
      return signed({
        signer,
        anchors: [...(await bothAnchors()), barred(await anchorOf(signer))],
        crls: [await list()],
      });
    },
    BY_KEY,
  ],
  [
    'barred-responder',
    'as a responder',
    'ADR 27',
    UNKNOWN,
    async () => {
      const responder = await issueCertificate({
        key: testKey('p-256', 'cases-responder'),
        commonName: 'TEST cases-responder',
        issuer: await root(),
        extensions: [
          caExtension(false),
          usageExtension('digitalSignature'),
          purposeExtension(OID.ocspSigning),
          derExtension(OID.ocspNoCheck, false, tlv(0x05)),
        ],
      });
      const ocsps = [
        issueOcsp({ responder, issuer: await root(), certificate: await leaf(), certificates: [responder] }),
      ];
      return signed({ anchors: [...(await bothAnchors()), barred(await anchorOf(responder))], ocsps });
    },
    BY_KEY,
  ],
  [
    'barred-tsa',
    'as a time-stamp authority',
    'ADR 27',
    REVOKED,
    async () => saved({}, { anchors: [...(await bothAnchors()), barred(await anchorOf(await tsa()))] }),
    BY_KEY,
  ],
  [
    'barred-tsa-root',
    'the anchor of the time-stamps suspended',
    'ADR 27',
    REVOKED,
    async () => saved({}, { anchors: [sealing(await root()), barred(await stampRoot())] }),
  ],
  [
    'barred-stranger',
    'somebody else suspended',
    'ADR 27',
    PASSED,
    async () =>
      signedBelow({
        signer: await deep(),
        anchors: [barred(await testRoot({ name: 'cases-suspended-root' })), ...(await bothAnchors())],
        crls: await lists(),
      }),
  ],
]);
