import { createHash, sign } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { encoded, readDer } from '#core/asn1/der.ts';
import { contextTag, integer, nullValue, octetString, oid, sequence } from '#core/asn1/der-write.ts';
import { MalformedError } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';
import { anyDigest } from '#core/bytes/any-digest.ts';
import { compareBytes, concatBytes } from '#core/bytes/bytes.ts';
import { buildSignedData } from '#core/cms/build-signed-data.ts';
import { isAsBuilt, timeStampOf } from '#core/cms/is-as-built.ts';
import { readSignedDataStructure } from '#core/cms/signed-data.ts';
import { canonicalToken } from '#core/cms/timestamp/canonical-token.ts';
import { isTokenAsBuilt } from '#core/cms/timestamp/is-token-as-built.ts';
import { signatureTimeStamps } from '#core/cms/timestamp/signature-time-stamps.ts';
import { readTimeStampToken } from '#core/cms/timestamp/time-stamp-token.ts';
import { isSoundEvidence } from '#core/validation/gather-validation-data.ts';
import {
  attribute,
  type CmsRecipe,
  forgeCms,
  forgeTimeStamp,
  signingCertificate,
  toBer,
} from '../../../support/cms.ts';
import { openedCms, sealEvidence } from '../../../support/opened-cms.ts';
import {
  CA_EXTENSIONS,
  digestsOf,
  purposeExtension,
  sealDocument,
  type TestCertificate,
  testKey,
  testLeaf,
  testRoot,
} from '../../../support/pki.ts';
import { testToken } from '../../../support/tsa.ts';

const document = new TextEncoder().encode('what is sealed');
const stamped = new TextEncoder().encode('a signature value');
let root: TestCertificate;
let seal: TestCertificate;
let tsa: TestCertificate;
let rsaTsa: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'token-root' });
  seal = await testLeaf(root, { serial: 11 });
  const extensions = [{ ...purposeExtension(OID.timeStamping), critical: true }];
  tsa = await testLeaf(root, {
    key: testKey('p-256', 'tsa'),
    commonName: 'TEST TSA',
    subject: {},
    serial: 12,
    extensions,
  });
  rsaTsa = await testLeaf(root, { key: testKey('rsa-3072', 'tsa'), commonName: 'TEST TSA', subject: {}, extensions });
});

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());
const isAccepted = async (token: Uint8Array, over: Uint8Array = stamped) => {
  const evidence = await readTimeStampToken(token, (name) => anyDigest(name, over));
  const sound = isSoundEvidence(evidence);
  return sound && (await isTokenAsBuilt(token, [root.der]));
};

/** TSTInfo in a token of which any part may be otherwise. */
async function forged(change: Partial<CmsRecipe>, by = tsa): Promise<Uint8Array> {
  const data = readSignedDataStructure(await testToken(tsa, sha256(stamped)));
  if ('problem' in data || data.content === null) throw new Error('no token');
  const attributes = [
    attribute(OID.contentType, oid(OID.tstInfo)),
    attribute(OID.messageDigest, octetString(sha256(data.content))),
    attribute(OID.signingCertificateV2, signingCertificate(by)),
  ];
  return forgeCms({ leaf: by, attributes, contentType: OID.tstInfo, content: data.content, ...change });
}

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item) => permutations(items.filter((one) => one !== item)).map((rest) => [item, ...rest]));
}

/** The token with what stands one after the other in another order. */
function reordered(token: Uint8Array, from: readonly Uint8Array[], to: readonly Uint8Array[]): Uint8Array {
  const [text, old, next] = [token, concatBytes(from), concatBytes(to)].map((bytes) =>
    Buffer.from(bytes).toString('hex'),
  );
  if (text === undefined || !text.includes(old ?? '')) throw new Error('not in that order');
  return new Uint8Array(Buffer.from(text.replace(old ?? '', next ?? ''), 'hex'));
}

/** Every octet changed: the offsets at which what comes out is accepted. */
async function survivors(
  bytes: Uint8Array,
  accepts: (changed: Uint8Array) => Promise<boolean>,
  flipsAt: (at: number) => readonly number[],
) {
  const found: number[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    for (const flip of flipsAt(at)) {
      const changed = bytes.slice();
      changed[at] = (bytes[at] ?? 0) ^ flip;
      if (await accepts(changed)) found.push(at);
    }
  }
  return found;
}

describe('a token', () => {
  it('as authorities make it is accepted, with the parameters of its digest or without', async () => {
    expect(await isAccepted(await testToken(tsa, sha256(stamped)))).toBe(true);
    expect(await isAccepted(await forged({}))).toBe(true);
    const digest = sequence(oid(OID.sha256), nullValue());
    expect(await isAccepted(await forged({ signerDigest: digest, announcedDigest: digest }))).toBe(true);
    expect(await isAccepted(await forged({}, rsaTsa))).toBe(true);
  });

  it('has no octet that may be another', async () => {
    expect(
      await survivors(await testToken(tsa, sha256(stamped)), isAccepted, (at) => [0x01, 0x20 + (at % 0xd0)]),
    ).toEqual([]);
  });

  it('has no octet that may be another where it brings its root along', async () => {
    const whole = await forged({ certificates: [tsa.der, root.der] });
    expect(await isAccepted(whole)).toBe(true);
    expect(await survivors(whole, isAccepted, (at) => [1 << (at % 8)])).toEqual([]);
  });

  it('has its certificates in the order of DER, or of the chain up from the authority; in no other', async () => {
    const middle = await testLeaf(root, { commonName: 'M', subject: {}, serial: 13, extensions: CA_EXTENSIONS });
    const extensions = [{ ...purposeExtension(OID.timeStamping), critical: true }];
    const below = await testLeaf(middle, {
      key: testKey('p-256', 'tsa'),
      commonName: 'T'.repeat(60),
      subject: {},
      extensions,
    });
    const chain = [below.der, middle.der, root.der];
    const inDer = [...chain].sort(compareBytes);
    const token = await forged({ certificates: chain }, below);
    const orders = permutations(chain);
    const accepted = await Promise.all(orders.map((order) => isAccepted(reordered(token, inDer, order))));
    const expected = orders.filter((order) => [chain, inDer].some((one) => one.every((der, at) => der === order[at])));
    expect(orders.filter((_order, index) => accepted[index])).toEqual(expected);
    expect(expected).toHaveLength(2);
  });

  const hidden = octetString(new TextEncoder().encode('x'.repeat(200)));
  const withHidden = (name: string) => sequence(oid(name), hidden);
  it.each<[string, () => Partial<CmsRecipe>]>([
    ['the digest', () => ({ signerDigest: withHidden(OID.sha256), announcedDigest: withHidden(OID.sha256) })],
    ['the signature', () => ({ signatureAlgorithm: withHidden(OID.ecdsaWithSha256) })],
    ['an unsigned attribute', () => ({ unsignedAttributes: () => [attribute('2.999.1', hidden)] })],
    ['a stranger’s certificate', () => ({ certificates: [tsa.der, seal.der] })],
    ['a second signer', () => ({ signers: 2 })],
  ])('hides nothing in the parameters of, or as, %s', async (_what, change) => {
    expect(await isAccepted(await forged(change()))).toBe(false);
  });

  it('hides nothing in the parameters of RSASSA-PSS', async () => {
    const pss = (...hash: readonly Uint8Array[]) => {
      const digest = sequence(oid(OID.sha256), ...hash);
      const mask = sequence(oid(OID.mgf1), sequence(oid(OID.sha256), nullValue()));
      return sequence(
        oid(OID.rsaPss),
        sequence(contextTag(0, digest), contextTag(1, mask), contextTag(2, integer(32))),
      );
    };
    const makeSignature: CmsRecipe['makeSignature'] = (signed, key) =>
      new Uint8Array(sign('sha256', signed, { key, padding: 6, saltLength: 32 }));
    const made = (signatureAlgorithm: Uint8Array) => forged({ signatureAlgorithm, makeSignature }, rsaTsa);
    expect(await isAccepted(await made(pss(nullValue())))).toBe(true);
    expect(await isAccepted(await made(pss(hidden)))).toBe(false);
  });

  it('is in DER, with nothing behind it', async () => {
    const token = await testToken(tsa, sha256(stamped));
    expect(await isTokenAsBuilt(toBer(readDer(token)), [root.der])).toBe(false);
    expect(await isTokenAsBuilt(concatBytes([token, Uint8Array.of(0)]), [root.der])).toBe(false);
  });
});

describe('a seal with a time-stamp beside it', () => {
  async function sealed(): Promise<Uint8Array> {
    const signer = readSignedDataStructure(await sealDocument(document, seal, [root]));
    if ('problem' in signer || signer.signers[0] === undefined) throw new Error('no seal');
    const { signature, signedAttributes } = signer.signers[0];
    if (signedAttributes === null) throw new Error('no attributes');
    const set = encoded(signedAttributes).slice();
    set[0] = 0x31;
    const timeStamp = await testToken(tsa, sha256(signature));
    const algorithm = 'ecdsa-p256-sha256';
    const parts = { signature, algorithm, certificate: seal.der, chain: [root.der], timeStamp } as const;
    return buildSignedData({ signedAttributes: set, ...parts });
  }

  /** As `verify` asks: the signature, its spelling, and that of the time-stamp. */
  async function accepts(cms: Uint8Array): Promise<boolean> {
    const evidence = await sealEvidence(cms, digestsOf(document), { subFilter: 'ETSI.CAdES.detached' });
    if (evidence.kind !== 'read' || !evidence.intact || !evidence.valid || evidence.problems.length > 0) return false;
    if (!(await isAsBuilt(openedCms(cms), [seal.der, root.der]))) return false;
    try {
      const opened = openedCms(cms);
      const token = timeStampOf(opened);
      if (token === null) return false;
      const { problems, unsupported } = await signatureTimeStamps(opened);
      return problems.length === 0 && unsupported === null && (await isTokenAsBuilt(token, [root.der]));
    } catch (error) {
      if (error instanceof MalformedError) return false;
      throw error;
    }
  }

  it('is accepted, and has no octet that may be another', async () => {
    const cms = await sealed();
    expect(await accepts(cms)).toBe(true);
    expect(await survivors(cms, accepts, (at) => [1 << (at % 8)])).toEqual([]);
  });
});

it('takes no token whose signed attributes may stand in any order', async () => {
  const unsorted = forgeTimeStamp({ tsa, stamped, unsorted: true });
  const evidence = await readTimeStampToken(unsorted, (name) => anyDigest(name, stamped));
  expect(evidence).toMatchObject({ intact: true, valid: true, problems: [], warnings: ['attributes-unsorted'] });
  expect(await isTokenAsBuilt(unsorted, [root.der])).toBe(false);
  expect(canonicalToken(unsorted)).toBeNull();
  const extensions = contextTag(1, sequence(oid('1.3.6.1.5.5.7.1.3'), octetString(sequence())));
  expect(await isAccepted(forgeTimeStamp({ tsa, stamped, extensions, genTime: '20260301080000.50Z' }))).toBe(true);
});
