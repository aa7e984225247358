/** Keys, certificates, lists, answers and signatures by openssl, in whole documents. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { octetString, oid, sequence, unsignedInteger } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { sm3 } from '#core/bytes/sm3.ts';
import { inspectWithin } from '#core/validation/inspect-document.ts';
import { attribute, forgeCms, signingCertificate } from '../support/cms.ts';
import { latin1Bytes } from '../support/pdf-writer.ts';
import { type TestCertificate, testKey } from '../support/pki.ts';
import { ROOM, signPdf } from '../support/sign-pdf.ts';
import { signedDocument } from '../support/signed-document.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) {
  console.warn('SKIPPED: test/interop/algorithms-openssl needs the openssl command, which this machine lacks');
}

const SM2_ID = 'distid:1234567812345678';
const CONFIG = `[ca]
default_ca = one
[one]
database = index.txt
serial = serial
new_certs_dir = .
default_md = default
default_crl_days = 30
unique_subject = no
policy = any
[any]
commonName = supplied
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[leaf]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,nonRepudiation
`;

type Case = {
  readonly name: string;
  readonly key: readonly string[];
  /** Of certificates, lists and answers. */
  readonly digest: readonly string[];
  /** Options that SM2 needs. */
  readonly sm2?: true;
  /** Null where `openssl cms` signs by itself. */
  readonly cms: { readonly digest: 'shake256' | 'sm3'; readonly algorithm: string } | null;
  readonly trust: 'trusted' | 'untrusted';
};

const curve = (name: string) => ['-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${name}`];
const rsa = (exponent: number) => [
  ...['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:3072', '-pkeyopt', `rsa_keygen_pubexp:${exponent}`],
];
const CASES: readonly Case[] = [
  ...['brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1', 'secp256k1'].map((name) => ({
    name: `ECDSA ${name} with SHA-256`,
    key: curve(name),
    digest: ['-sha256'],
    cms: null,
    trust: 'trusted' as const,
  })),
  { name: 'RSA-3072 with SHA-256', key: rsa(2 ** 30 + 3), digest: ['-sha256'], cms: null, trust: 'trusted' },
  // Small exponents are for the signatures of strangers alone, not for authorities.
  { name: 'RSA-3072 with SHA-256', key: rsa(3), digest: ['-sha256'], cms: null, trust: 'untrusted' },
  {
    name: 'Ed448',
    key: ['-algorithm', 'ED448'],
    digest: [],
    cms: { digest: 'shake256', algorithm: OID.ed448 },
    trust: 'trusted',
  },
  {
    name: 'SM2 with SM3',
    key: curve('SM2'),
    digest: ['-sm3'],
    sm2: true,
    cms: { digest: 'sm3', algorithm: OID.sm2WithSm3 },
    trust: 'trusted',
  },
];

(hasOpenssl ? describe : describe.skip).each(CASES)(
  'openssl with $name ($trust)',
  ({ name, key, digest, sm2, cms, trust }) => {
    const folder = mkdtempSync(join(tmpdir(), 'vinseal-algorithms-'));
    afterAll(() => rmSync(folder, { recursive: true }));
    const openssl = (...options: readonly string[]) => execFileSync('openssl', options, { cwd: folder, stdio: 'pipe' });
    const file = (relative: string) => new Uint8Array(readFileSync(join(folder, relative)));
    const derOf = (relative: string) => new Uint8Array(new X509Certificate(file(relative)).raw);
    const signing = sm2 ? ['-sigopt', SM2_ID] : [];
    const checking = sm2 ? ['-vfyopt', SM2_ID] : [];

    /** An authority, a leaf that it issued, its list and its answer. */
    function makeAuthority(): void {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'ca.cnf'), CONFIG);
      writeFileSync(join(folder, 'index.txt'), '');
      writeFileSync(join(folder, 'serial'), '1001\n');
      for (const holder of ['root', 'leaf']) openssl('genpkey', ...key, '-out', `${holder}.key`);
      const asRoot = ['-config', 'ca.cnf', '-keyfile', 'root.key', '-cert', 'root.pem', ...signing];
      const request = ['req', '-config', 'req.cnf', ...digest, ...signing];
      writeFileSync(join(folder, 'req.cnf'), `[req]\ndistinguished_name = name\n[name]\n${CONFIG}`);
      openssl(...request, '-x509', '-key', 'root.key', '-subj', '/CN=TEST', '-extensions', 'root', '-out', 'root.pem');
      openssl(...request, '-new', '-key', 'leaf.key', '-subj', '/CN=TEST leaf', '-out', 'leaf.csr');
      openssl('ca', '-batch', '-notext', ...asRoot, ...checking, ...of('-in', 'leaf.csr'), ...days, ...as('leaf.pem'));
      openssl('ca', '-gencrl', ...asRoot, ...as('list.pem'));
      openssl('crl', '-in', 'list.pem', '-outform', 'DER', ...as('list.der'));
      openssl(
        ...['ocsp', '-index', 'index.txt', '-CA', 'root.pem', '-rsigner', 'root.pem', '-rkey', 'root.key', '-noverify'],
        ...(sm2 ? ['-rmd', 'sm3', '-rsigopt', SM2_ID] : []),
        ...['-issuer', 'root.pem', '-cert', 'leaf.pem', '-ndays', '3', '-respout', 'answer.der'],
      );
    }
    const of = (option: string, value: string) => [option, value];
    const as = (output: string) => ['-out', output];
    const days = ['-days', '100', '-extensions', 'leaf'];

    function cmsOf(octets: Uint8Array): Uint8Array {
      writeFileSync(join(folder, 'document'), octets);
      if (cms !== null) return cmsByHand(octets, cms);
      const signer = ['-signer', 'leaf.pem', '-inkey', 'leaf.key', '-md', 'sha256'];
      openssl(
        'cms',
        '-sign',
        '-binary',
        '-cades',
        ...of('-in', 'document'),
        ...signer,
        '-outform',
        'DER',
        ...as('cms'),
      );
      return file('cms');
    }

    /** `openssl cms` of this version signs with neither: the value alone is by openssl. */
    function cmsByHand(octets: Uint8Array, by: NonNullable<Case['cms']>): Uint8Array {
      const leaf: TestCertificate = { der: derOf('leaf.pem'), key: testKey('p-256', 'stand-in') };
      const isSm3 = by.digest === 'sm3';
      const hash = isSm3 ? sm3(octets) : createHash('shake256', { outputLength: 64 }).update(octets).digest();
      const digestAlgorithm = isSm3
        ? sequence(oid(OID.sm3))
        : sequence(oid(OID.shake256Len), unsignedInteger(Uint8Array.of(2, 0)));
      return forgeCms({
        leaf,
        attributes: [
          attribute(OID.contentType, oid(OID.data)),
          attribute(OID.messageDigest, octetString(hash)),
          attribute(OID.signingCertificateV2, signingCertificate(leaf)),
        ],
        announcedDigest: digestAlgorithm,
        signerDigest: digestAlgorithm,
        signatureAlgorithm: sequence(oid(by.algorithm)),
        makeSignature: (signed) => {
          writeFileSync(join(folder, 'attributes'), signed);
          const options = isSm3 ? ['-digest', 'sm3', '-pkeyopt', SM2_ID] : [];
          openssl('pkeyutl', '-sign', '-rawin', '-inkey', 'leaf.key', ...options, '-in', 'attributes', ...as('value'));
          return file('value');
        },
      });
    }

    it(`makes a document that is clean, its signer ${trust}`, async () => {
      makeAuthority();
      const text = signPdf(signedDocument({ docMdp: 1, contents: ROOM }), unused, (octets) => cmsOf(octets));
      const anchors = [{ certificate: derOf('root.pem'), purposes: ['sealing'] as const }];
      const at = new Date().toISOString();
      const list = { crls: [file('list.der')], ocsps: [] };
      const answer = { crls: [], ocsps: [file('answer.der')] };
      for (const found of [list, answer]) {
        const { inspection } = await inspectWithin(latin1Bytes(text), { anchors, at, found });
        expect(inspection).toMatchObject({
          outcome: 'clean',
          signatures: [{ algorithm: name, intact: true, valid: true, trust, problems: [] }],
        });
      }
      const nothing = { anchors, at, found: { crls: [], ocsps: [] } };
      const { inspection: alone } = await inspectWithin(latin1Bytes(text), nothing);
      expect(alone.signatures[0]?.trust).not.toBe('trusted');
    });

    it('makes a document that is suspect once a byte of it is changed', async () => {
      const text = signPdf(signedDocument({ docMdp: 1, contents: ROOM }), unused, (octets) => cmsOf(octets));
      const changed = latin1Bytes(text.replace('(Signed text)', '(Signed test)'));
      const { inspection } = await inspectWithin(changed, { anchors: [], at: '2026-01-01T00:00:00Z', found: NOTHING });
      expect(inspection).toMatchObject({ outcome: 'suspect', signatures: [{ intact: false, valid: true }] });
    });
  },
);

const NOTHING = { crls: [], ocsps: [] };
/** `cmsOf` signs by itself. */
const unused: TestCertificate = { der: new Uint8Array(), key: testKey('p-256', 'stand-in') };
