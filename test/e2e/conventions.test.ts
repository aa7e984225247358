/**
 * Each way in which authorities name a company, from the trust list to a verdict: by the terminal, and over HTTP. The
 * authority certifies what the request of the key asks for, so request and convention agree.
 */
import { createPublicKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Express } from 'express';
import * as pkijs from 'pkijs';
import request from 'supertest';
import { OID } from '#core/asn1/oids.ts';
import { completeUscc } from '#core/confirmation/uscc.ts';
import {
  type IdentityConvention,
  SHIPPED_CONVENTIONS,
  shippedConvention,
} from '#core/x509/identity/identity-convention.ts';
import { TEST_MANUFACTURER } from '../../server/development/test-manufacturer.ts';
import { tokenOf } from '../support/actors.ts';
import { cliInProcess } from '../support/cli-in-process.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, seededRequest, type TestInstall } from '../support/install.ts';
import {
  issueCrl,
  LEAF_EXTENSIONS,
  pem,
  type TestCertificate,
  testKey,
  testLeaf,
  testName,
  testRoot,
} from '../support/pki.ts';
import { putLists } from '../support/stored-lists.ts';
import { anchorOf, putAnchors } from '../support/trust.ts';

const MAKER = TEST_MANUFACTURER.id;
const CUSTOM = { parts: [{ attribute: 'OU', template: '{name}/{uscc}/{number}' }], absent: ['O'] };
/** Not that of the root, which bears the same issuer's name. */
const SERIAL = 8101;
const DAY_MS = 86_400_000;

let install: TestInstall;
let app: Express;
let token: string;
beforeAll(async () => {
  install = await openTestInstall();
  app = testApp(install);
  token = await tokenOf(install);
});
afterAll(() => install.dispose());

const file = (name: string) => path.join(install.folder, name);
const run = (...args: readonly string[]) => cliInProcess([...args, '--data', install.folder, '--json']);
async function done(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(...args);
  if (code !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  return stdout;
}
async function refused(...args: readonly string[]) {
  const { code, stderr } = await run(...args);
  expect(code).toBe(1);
  return JSON.parse(stderr) as { code: string; detail: string; errors: { pointer: string; code: string }[] };
}

function conventionOf(id: string): IdentityConvention {
  const found = shippedConvention(id);
  if (found === null) throw new Error(`no rule ${id}`);
  return found;
}

/** An anchor's file that vouches for the TEST manufacturer as the install's own does. */
function writeAnchor(id: string, certificate: Uint8Array, more: object): string {
  const { manufacturers } = anchorOf(install.folder);
  writeFileSync(
    file(`${id}.json`),
    JSON.stringify({ id, certificate: pem('CERTIFICATE', certificate), manufacturers, ...more }),
  );
  return file(`${id}.json`);
}

async function newAuthority(name: string): Promise<TestCertificate> {
  const root = await testRoot({ name });
  const [thisUpdate, nextUpdate] = [-1, 6].map((days) => new Date(Date.now() + days * DAY_MS).toISOString());
  const crl = await issueCrl({ signer: root, thisUpdate: thisUpdate as string, nextUpdate: nextUpdate as string });
  await putLists(install.folder, { [name]: crl });
  return root;
}

/** What an authority makes of a request that it takes at its word. */
async function certify(
  csr: string,
  root: TestCertificate,
  subject?: Readonly<Record<string, string>>,
): Promise<TestCertificate> {
  const der = Buffer.from(readFileSync(csr, 'utf8').replace(/-----[^-]+-----/g, ''), 'base64');
  const asked = pkijs.CertificationRequest.fromBER(new Uint8Array(der));
  expect(await asked.verify()).toBe(true);
  const spki = Buffer.from(asked.subjectPublicKeyInfo.toSchema().toBER(false));
  const wanted = asked.attributes?.find(({ type }) => type === OID.extensionRequest)?.values[0];
  const { extensions = [] } = wanted === undefined ? {} : new pkijs.Extensions({ schema: wanted });
  return testLeaf(root, {
    key: createPublicKey({ key: spki, format: 'der', type: 'spki' }),
    rawSubject: new Uint8Array((subject === undefined ? asked.subject : testName(subject)).toSchema().toBER(false)),
    notBefore: new Date(Date.now() - 60_000).toISOString(),
    serial: SERIAL,
    extensions: [
      ...LEAF_EXTENSIONS,
      ...extensions.map(({ extnID, parsedValue, extnValue }) => ({
        oid: extnID,
        critical: false,
        value: parsedValue ?? { toBER: () => extnValue.valueBlock.valueHexView.slice().buffer },
      })),
    ],
  });
}

async function newKey(keyId: string, ...options: readonly string[]): Promise<string> {
  const out = file(`${keyId}.csr`);
  const algorithm = ['--algorithm', 'ecdsa-p256-sha256'];
  await done('keys', 'create', keyId, '--manufacturer', MAKER, ...algorithm, ...options, '--out', out);
  return out;
}

function saved(name: string, ...certificates: readonly TestCertificate[]): string {
  writeFileSync(file(name), certificates.map(({ der }) => pem('CERTIFICATE', der)).join(''));
  return file(name);
}

/** Issues by the terminal and verifies over HTTP, then the other way round. Gives the file. */
async function expectValid(seed: number): Promise<string> {
  const out = file(`${seed}.pdf`);
  writeFileSync(file(`${seed}.json`), JSON.stringify(seededRequest(seed)));
  await done('issue', file(`${seed}.json`), '--out', out);
  expect(await done('verify', out)).toContain('"valid"');
  expect(await verdictOf(out)).toEqual(['valid', []]);
  const auth = { Authorization: `Bearer ${token}` };
  const issued = await request(app)
    .post('/api/v1/confirmations')
    .set(auth)
    .send(seededRequest(seed + 1));
  expect(issued.status).toBe(201);
  const pdf = await request(app)
    .get(`/api/v1/confirmations/${issued.body.number}/pdf`)
    .set(auth)
    .buffer()
    .responseType('blob');
  writeFileSync(file(`${seed + 1}.pdf`), pdf.body);
  expect(await done('verify', file(`${seed + 1}.pdf`))).toContain('"valid"');
  return out;
}

async function verdictOf(pdf: string): Promise<readonly [string, readonly string[]]> {
  const answer = await request(app).post('/api/v1/verifications').attach('file', readFileSync(pdf), 'document.pdf');
  const [{ verdict, checks }] = answer.body.files;
  return [
    verdict,
    checks.flatMap((check: { outcome: string; code: string }) => (check.outcome === 'failed' ? [check.code] : [])),
  ];
}

describe.each([...SHIPPED_CONVENTIONS.map(({ id }) => [id, id] as const), ['custom', CUSTOM] as const])(
  '%s',
  (id, identity) => {
    const seed = 8100 + 10 * ['etsi-organization', 'cfca', 'code-before-name', 'cn-name', 'custom'].indexOf(id);
    let root: TestCertificate;
    beforeAll(async () => {
      root = await newAuthority(`convention-${id}`);
    });

    test('is shown by the trust list', async () => {
      const shown = JSON.parse(await done('trust', 'add', writeAnchor(`ca-${id}`, root.der, { identity })));
      expect(shown).toMatchObject({ id: `ca-${id}`, pinned: false, identity: { id, text: expect.any(String) } });
      const listed = await cliInProcess(['trust', 'list', '--data', install.folder]);
      expect(listed.stdout).toContain(`  ${id}: `);
    });

    test('issues and verifies, by the terminal and over HTTP', async () => {
      const csr = await newKey(`key-${id}`, '--anchor', `ca-${id}`);
      const leaf = await certify(csr, root);
      await done('keys', 'import-certificate', `key-${id}`, saved(`${id}.pem`, leaf, root));
      await done('keys', 'rotate', `key-${id}`);
      const pdf = await expectValid(seed);
      const page = await request(app).post('/en/verify').redirects(1).attach('file', readFileSync(pdf), 'document.pdf');
      expect(page.text).toContain(TEST_MANUFACTURER.nameZh);
      expect(page.text).not.toContain('CFCA');
    });

    test('a certificate that names by another convention is refused', async () => {
      const other = id === 'cfca' ? 'code-before-name' : 'cfca';
      const csr = await newKey(`wrong-${id}`, '--identity', other);
      const leaf = await certify(csr, root);
      const problem = await refused('keys', 'import-certificate', `wrong-${id}`, saved('wrong.pem', leaf, root));
      expect(problem.code).toBe('certificate-not-identified');
    });
  },
);

test('what a document said under one rule says nothing under another', async () => {
  const pdf = file('8110.pdf');
  const former = anchorOf(install.folder, 'ca-cfca');
  await putAnchors(install.folder, { ...former, identity: conventionOf('code-before-name') });
  expect(await verdictOf(pdf)).toEqual(['not-valid', expect.arrayContaining(['signer-not-identified'])]);
  await putAnchors(install.folder, former);
  expect(await verdictOf(pdf)).toEqual(['valid', []]);
});

describe('a name borrowed where the authority does not vouch for it', () => {
  const other = { name: '别家汽车（测试）有限公司', uscc: completeUscc('91350200M0000TEX2') };
  /** O and organizationIdentifier are those of the manufacturer; CN, which this authority checks, names another. */
  const borrowed = (root: TestCertificate, csr: string) =>
    certify(csr, root, {
      [OID.organization]: TEST_MANUFACTURER.nameZh,
      [OID.organizationIdentifier]: `NTRCN-${TEST_MANUFACTURER.uscc}`,
      [OID.commonName]: `051@${other.name}@N${other.uscc}@1`,
    });

  test('is not imported, and a document sealed with it is not valid', async () => {
    const root = await newAuthority('borrowing');
    await done('trust', 'add', writeAnchor('borrowing', root.der, { identity: 'cfca' }));
    const leaf = await borrowed(root, await newKey('borrowed'));
    const files = saved('borrowed.pem', leaf, root);
    expect(await refused('keys', 'import-certificate', 'borrowed', files)).toMatchObject({
      code: 'certificate-names-another',
      errors: [
        { pointer: '/name', code: 'certificate-name-differs', detail: expect.stringContaining(other.name) },
        { pointer: '/uscc', code: 'certificate-uscc-differs', detail: expect.stringContaining(other.uscc) },
      ],
    });
    // Whoever forges has the own install read the attributes that suit.
    const honest = anchorOf(install.folder, 'borrowing');
    await putAnchors(install.folder, { ...honest, identity: conventionOf('etsi-organization') });
    await done('keys', 'import-certificate', 'borrowed', files);
    await done('keys', 'rotate', 'borrowed');
    const pdf = await expectValid(8190);
    await putAnchors(install.folder, honest);
    expect(await verdictOf(pdf)).toEqual(['not-valid', ['signer-not-manufacturer']]);
  });
});

describe('pinned', () => {
  let root: TestCertificate;
  let leaf: TestCertificate;
  let pdf: string;
  beforeAll(async () => {
    root = await newAuthority('pinned-issuer');
    const csr = await newKey('pinned', '--identity', 'cfca');
    leaf = await certify(csr, root);
    saved('pinned.pem', leaf, root);
  });

  test('nobody vouches for it before, and no CA is accepted as pinned', async () => {
    const problem = await refused('keys', 'import-certificate', 'pinned', file('pinned.pem'));
    expect(problem.code).toBe('certificate-not-trusted');
    const ca = await refused('trust', 'add', writeAnchor('pinned-ca', root.der, { pinned: true }));
    expect(ca.code).toBe('anchor-pinned-cannot-seal');
    const unsaid = await refused('trust', 'add', writeAnchor('unsaid', leaf.der, {}));
    expect(unsaid.code).toBe('anchor-not-a-ca');
  });

  test('issues and verifies, by the terminal and over HTTP', async () => {
    const shown = JSON.parse(await done('trust', 'add', writeAnchor('our-seal', leaf.der, { pinned: true })));
    expect(shown).toMatchObject({ id: 'our-seal', pinned: true, identity: null });
    await done('keys', 'import-certificate', 'pinned', file('pinned.pem'));
    await done('keys', 'rotate', 'pinned');
    pdf = await expectValid(8200);
  });

  test('suspended, it is named as such; resumed, it is good again', async () => {
    await done('trust', 'suspend', 'our-seal');
    expect(await verdictOf(pdf)).toEqual(['not-valid', ['anchor-suspended']]);
    writeFileSync(file('refused.json'), JSON.stringify(seededRequest(8210)));
    const problem = await refused('issue', file('refused.json'), '--out', file('refused.pdf'));
    expect(problem.code).toBe('anchor-suspended');
    await done('trust', 'resume', 'our-seal');
    expect(await verdictOf(pdf)).toEqual(['valid', []]);
  });

  test('its archive copy is made, and is good', async () => {
    writeFileSync(file('archived.json'), JSON.stringify(seededRequest(8220)));
    const { number } = JSON.parse(await done('issue', file('archived.json'), '--out', file('archived.pdf')));
    // The time-stamp is accurate to a second and answers count whole seconds: those made two seconds later follow it.
    await setTimeout(2_100);
    await done('renew', number);
    await done('download', number, '--archive', '--out', file('archive.pdf'));
    expect(JSON.parse(await done('verify', file('archive.pdf')))).toMatchObject({ verdict: 'valid', level: 'B-LTA' });
  });

  test('its issuer may still revoke it', async () => {
    const at = new Date(Date.now() - 3_600_000).toISOString();
    const revoked = [{ serial: SERIAL, at, reason: 1 }];
    const [thisUpdate, nextUpdate] = [at, new Date(Date.now() + DAY_MS).toISOString()];
    const crl = await issueCrl({ signer: root, thisUpdate, nextUpdate, revoked });
    await putLists(install.folder, { 'pinned-issuer': crl });
    expect(await verdictOf(pdf)).toEqual(['not-valid', ['certificate-revoked']]);
  });
});

test.each([
  ['identity-template-ambiguous', { identity: { parts: [{ attribute: 'CN', template: '{name}{uscc}{number}' }] } }],
  ['identity-part-missing', { identity: { parts: [{ attribute: 'CN', template: '{name}' }] } }],
  ['identity-extension-not-usable', { identity: { parts: [{ extensions: ['2.5.29.14'], template: '{name}{uscc}' }] } }],
  ['identity', { identity: 'whatever' }],
  ['identity', { identity: { parts: [], absent: [] } }],
  ['pinned-manufacturers', { pinned: true, manufacturers: [], timeStamping: true }],
  ['pinned-time-stamping', { pinned: true, timeStamping: true }],
  ['identity-not-asked', { pinned: true, identity: 'cfca' }],
])('trust add refuses a file with its code: %s', async (code, more) => {
  const { der } = await testRoot({ name: 'convention-refused', key: testKey('p-256', 'convention-refused') });
  const problem = await refused('trust', 'add', writeAnchor('refused', der, { timeStamping: false, ...more }));
  expect(problem.code).toBe('anchor-file-not-valid');
  expect(problem.detail).toContain(code);
});

test('a key of two rules is refused', async () => {
  const { der } = await testRoot({ name: 'convention-cfca', notAfter: '2036-01-01T00:00:00Z' });
  const problem = await refused('trust', 'add', writeAnchor('cfca-again', der, { identity: 'cn-name' }));
  expect(problem.code).toBe('anchor-identity-differs');
});

test('keys create refuses a convention and an anchor that are not there', async () => {
  const create = ['keys', 'create', 'nobody', '--manufacturer', MAKER];
  expect((await refused(...create, '--identity', 'whatever')).code).toBe('identity-convention-unknown');
  expect((await refused(...create, '--anchor', 'whatever')).code).toBe('anchor-unknown');
  expect((await run(...create, '--anchor', 'ca-cfca', '--identity', 'cfca')).code).toBe(64);
});
