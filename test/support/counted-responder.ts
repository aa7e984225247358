import { randomBytes } from 'node:crypto';
import { OID } from '#core/asn1/oids.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { dataPaths } from '../../server/compose/install-options.ts';
import { TEST_MANUFACTURER } from '../../server/development/test-manufacturer.ts';
import { addFileKey } from '../../server/keys/file/add-file-key.ts';
import { keyHome } from './key-store.ts';
import { revocationExtensions } from './path-extensions.ts';
import {
  CA_EXTENSIONS,
  issueCrl,
  issueOcsp,
  LEAF_EXTENSIONS,
  type TestCertificate,
  testKey,
  testLeaf,
  testRoot,
} from './pki.ts';
import { putAnchors, trustAnchor } from './trust.ts';
import { openWebServer, type WebAnswer } from './web-server.ts';

const HOUR_MS = 3_600_000;
const YEARS = { notBefore: '2020-01-01T00:00:00Z', notAfter: '2049-01-01T00:00:00Z' };
const SUBJECT = {
  [OID.organization]: TEST_MANUFACTURER.nameZh,
  [OID.organizationIdentifier]: `NTRCN-${TEST_MANUFACTURER.uscc}`,
};
/** Long enough for others to ask meanwhile, if they did. */
const ANSWER_MS = 20;

/** A seal certificate under a CA between: both say where their responder and their list are. */
type Chain = { readonly root: TestCertificate; readonly sub: TestCertificate; readonly seal: TestCertificate };

/** The responders and lists of a seal certificate and of its CA, at a real server on the loopback that counts. */
export type CountedResponder = {
  /** `127.0.0.1:port`. */
  readonly host: string;
  readonly chain: Chain;
  /** The paths asked since this was called last, sorted: `/ocsp/seal`, `/ocsp/sub`, `/crl/seal`, `/crl/sub`. */
  readonly asked: () => readonly string[];
  /** Gives an install the key of that seal certificate, and the anchor above it. */
  readonly sealFor: (folder: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** What is good for an hour from `now`. Where `hasResponder` says no, the lists alone answer. */
export async function openCountedResponder(options: {
  readonly now: () => IsoInstant;
  readonly hasResponder?: () => boolean;
}): Promise<CountedResponder> {
  const made: { chain?: Chain } = {};
  const server = await openWebServer(async ({ path }) => {
    await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
    return answerAt(path, made.chain as Chain, options);
  });
  const chain = await makeChain(server.host);
  made.chain = chain;
  let told = 0;
  return {
    host: server.host,
    chain,
    asked: () => {
      const since = server.asked.slice(told);
      told += since.length;
      return since.map(({ path }) => path).toSorted();
    },
    sealFor: (folder) => sealWith(folder, chain),
    close: server.close,
  };
}

async function makeChain(host: string): Promise<Chain> {
  const at = (path: string) => [`http://${host}${path}`];
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

async function sealWith(folder: string, { root, sub, seal }: Chain): Promise<void> {
  const paths = dataPaths(folder);
  const key = {
    ...{ manufacturerId: TEST_MANUFACTURER.id, keyId: 'counted', algorithm: 'ecdsa-p256-sha256' as const },
    ...{ privateKey: seal.key, certificate: seal.der, chain: [sub.der, root.der] },
  };
  await addFileKey(keyHome(paths.keys), key, (count) => new Uint8Array(randomBytes(count)));
  const { code, nameZh, uscc, test: isTest, listings, wmis } = TEST_MANUFACTURER;
  const maker = { code, nameZh, uscc, test: isTest, listings, wmis, status: 'active', registry: 'here' } as const;
  await putAnchors(folder, trustAnchor('counted', root.der, { timeStamping: false, manufacturers: [maker] }));
}

/** Answers and lists of the moment. */
async function answerAt(
  path: string,
  chain: Chain,
  { now, hasResponder = () => true }: Parameters<typeof openCountedResponder>[0],
): Promise<WebAnswer> {
  const [, kind, name] = path.split('/');
  const issuer = name === 'sub' ? chain.root : chain.sub;
  const certificate = name === 'sub' ? chain.sub : chain.seal;
  const until = new Date(Date.parse(now()) + HOUR_MS).toISOString();
  if (kind === 'crl') return octets(await issueCrl({ signer: issuer, thisUpdate: now(), nextUpdate: until }));
  if (!hasResponder()) return { status: 404, octets: new Uint8Array() };
  const times = { thisUpdate: generalized(now()), nextUpdate: generalized(until) };
  return octets(issueOcsp({ responder: issuer, issuer, certificate, ...times }));
}

const octets = (bytes: Uint8Array): WebAnswer => ({ status: 200, octets: bytes });
const generalized = (instant: string) => `${instant.slice(0, 19).replace(/[-:T]/g, '')}Z`;
