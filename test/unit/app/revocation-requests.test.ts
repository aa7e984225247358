/** How often a certificate's responder is asked while documents are issued: counted at a real server on the loopback. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dataPaths, openInstall } from '../../../server/compose.ts';
import { TEST_MANUFACTURER } from '../../../server/demonstration/test-manufacturer.ts';
import { addFileKey } from '../../../server/keys/add-file-key.ts';
import { saveTrustAnchor } from '../../../server/keys/trust-file.ts';
import { OID } from '../../../server/pki/oids.ts';
import { copyInstall, seededRequest, testOptions } from '../../support/install.ts';
import { revocationExtensions } from '../../support/path-extensions.ts';
import {
  CA_EXTENSIONS,
  issueCrl,
  issueOcsp,
  LEAF_EXTENSIONS,
  type TestCertificate,
  testKey,
  testLeaf,
  testRoot,
} from '../../support/pki.ts';
import { openWebServer, type WebAnswer, type WebServer } from '../../support/web-server.ts';

const HOUR_MS = 3_600_000;
const YEARS = { notBefore: '2020-01-01T00:00:00Z', notAfter: '2049-01-01T00:00:00Z' };
const SUBJECT = {
  [OID.organization]: TEST_MANUFACTURER.nameZh,
  [OID.organizationIdentifier]: `NTRCN-${TEST_MANUFACTURER.uscc}`,
};

type Chain = { readonly root: TestCertificate; readonly sub: TestCertificate; readonly seal: TestCertificate };
let copy: ReturnType<typeof copyInstall>;
let server: WebServer;
let chain: Chain;
let offset = 0;
/** The responders answer; where they do not, the lists do. */
let hasResponder = true;
const now = () => new Date(Date.now() + offset).toISOString();

beforeAll(async () => {
  copy = copyInstall();
  server = await openWebServer(async ({ path }) => {
    // Long enough for others to ask meanwhile, if they did.
    await new Promise((resolve) => setTimeout(resolve, 20));
    return answerAt(path);
  });
  chain = await makeChain();
  sealWith(chain);
});
afterAll(async () => {
  await server.close();
  copy.remove();
});

/** A seal certificate under a CA between: both say where their responder and their list are. */
async function makeChain(): Promise<Chain> {
  const at = (path: string) => [`http://${server.host}${path}`];
  const root = await testRoot({ name: 'counted-root', ...YEARS });
  const sub = await testLeaf(root, {
    ...{ key: testKey('p-256', 'counted-sub'), commonName: 'TEST counted sub', subject: {}, serial: 21, ...YEARS },
    extensions: [...CA_EXTENSIONS, ...revocationExtensions({ ocsp: at('/ocsp/sub'), crl: at('/crl/sub') })],
  });
  const seal = await testLeaf(sub, {
    ...{ key: testKey('p-256', 'counted-seal'), subject: SUBJECT, serial: 22, ...YEARS },
    extensions: [...LEAF_EXTENSIONS, ...revocationExtensions({ ocsp: at('/ocsp/seal'), crl: at('/crl/seal') })],
  });
  return { root, sub, seal };
}

function sealWith({ root, sub, seal }: Chain): void {
  const paths = dataPaths(copy.folder);
  const key = {
    ...{ manufacturerId: TEST_MANUFACTURER.id, keyId: 'counted', algorithm: 'ecdsa-p256-sha256' as const },
    ...{ privateKey: seal.key, certificate: seal.der, chain: [sub.der, root.der] },
  };
  addFileKey(paths.keys, key, (count) => new Uint8Array(randomBytes(count)));
  const { code, nameZh, uscc, test: isTest, listings, wmis } = TEST_MANUFACTURER;
  saveTrustAnchor(paths.trust, {
    ...{ id: 'counted', certificate: root.der, timeStamping: false, status: 'active', from: null, until: null },
    manufacturers: [{ code, nameZh, uscc, test: isTest, listings, wmis, status: 'active', registry: 'here' }],
  });
}

/** Answers and lists of the moment, good for an hour. */
async function answerAt(path: string): Promise<WebAnswer> {
  const [, kind, name] = path.split('/');
  const issuer = name === 'sub' ? chain.root : chain.sub;
  const certificate = name === 'sub' ? chain.sub : chain.seal;
  const until = new Date(Date.parse(now()) + HOUR_MS).toISOString();
  if (kind === 'crl') return octets(await issueCrl({ signer: issuer, thisUpdate: now(), nextUpdate: until }));
  if (!hasResponder) return { status: 404, octets: new Uint8Array() };
  const times = { thisUpdate: generalized(now()), nextUpdate: generalized(until) };
  return octets(issueOcsp({ responder: issuer, issuer, certificate, ...times }));
}

const octets = (bytes: Uint8Array): WebAnswer => ({ status: 200, octets: bytes });
const generalized = (instant: string) => `${instant.slice(0, 19).replace(/[-:T]/g, '')}Z`;

/** Issues in a process of its own, as far as memory goes: so many documents in a row, then as many at once. */
async function issueBatch(seed: number, count: number): Promise<readonly string[]> {
  const before = server.asked.length;
  const network = { revocationHosts: [server.host], allowPrivateAddresses: true };
  const install = await openInstall(testOptions(copy.folder, { ...network, clock: { now } }));
  const issue = async (index: number) => {
    const by = { by: 'test', algorithm: 'ecdsa-p256-sha256' } as const;
    const issued = await install.issue(seededRequest(seed + index), by);
    if (!issued.ok) throw new Error(JSON.stringify(issued.problem));
  };
  try {
    await Promise.all(Array.from({ length: count }, (_, index) => issue(index)));
    for (let index = 0; index < count; index += 1) await issue(count + index);
  } finally {
    await install.close();
  }
  return server.asked
    .slice(before)
    .map(({ path }) => path)
    .toSorted();
}

describe('each certificate’s source is asked once while its answer is fresh', () => {
  test('by its responder, though many documents are issued at once and one after another', async () => {
    expect(await issueBatch(31_000, 6)).toEqual(['/ocsp/seal', '/ocsp/sub']);
  });

  test('not again after the process was started anew', async () => {
    expect(await issueBatch(32_000, 2)).toEqual([]);
  });

  test('once more when its answer has run out', async () => {
    offset = HOUR_MS + 1_000;
    expect(await issueBatch(33_000, 3)).toEqual(['/ocsp/seal', '/ocsp/sub']);
  });
});

test('its list is asked for once, and its responder not again and again, where the responder gives nothing', async () => {
  offset = 2 * HOUR_MS + 2_000;
  hasResponder = false;
  const asked = await issueBatch(34_000, 6);
  expect(asked.filter((path) => path.startsWith('/crl'))).toEqual(['/crl/seal', '/crl/sub']);
  expect(asked.filter((path) => path.startsWith('/ocsp'))).toEqual(['/ocsp/seal', '/ocsp/sub']);
}, 120_000);
