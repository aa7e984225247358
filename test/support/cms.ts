/** CMS signatures that break one rule at a time. */
import { createHash, type KeyObject, sign } from 'node:crypto';
import { type DerNode, encoded, octetsOf, TAG } from '#core/asn1/der.ts';
import {
  contextTag,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
  setOf,
  tlv,
  unsignedInteger,
} from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { compareBytes, concatBytes } from '#core/bytes/bytes.ts';
import { readForeignCertificate } from '#core/x509/certificate.ts';
import type { TestCertificate } from './pki.ts';

const sha = (name: string, bytes: Uint8Array) => new Uint8Array(createHash(name).update(bytes).digest());

export const attribute = (type: string, ...values: readonly Uint8Array[]) => sequence(oid(type), setOf(values));

/** The attributes of a good signature, by name, in no order. */
export function goodAttributes(document: Uint8Array, leaf: TestCertificate, digest = 'sha256') {
  const rsa = leaf.key.asymmetricKeyType === 'rsa';
  return {
    contentType: attribute(OID.contentType, oid(OID.data)),
    messageDigest: attribute(OID.messageDigest, octetString(sha(digest, document))),
    signingCertificate: attribute(OID.signingCertificateV2, signingCertificate(leaf)),
    protection: attribute(
      OID.cmsAlgorithmProtection,
      sequence(
        sequence(oid(OID.sha256)),
        rsa ? contextTag(1, oid(OID.sha256WithRsa), nullValue()) : contextTag(1, oid(OID.ecdsaWithSha256)),
      ),
    ),
  };
}

/** SigningCertificateV2 over `hashed`, with the issuer and serial number of `named`. */
export function signingCertificate(hashed: TestCertificate, named: TestCertificate | null = hashed): Uint8Array {
  const hash = octetString(sha('sha256', hashed.der));
  return sequence(sequence(named === null ? sequence(hash) : sequence(hash, issuerSerial(named))));
}

function issuerSerial(named: TestCertificate): Uint8Array {
  const { issuer, serial } = readForeignCertificate(named.der);
  return sequence(sequence(contextTag(4, issuer)), tlv(0x02, serial));
}

export type CmsRecipe = {
  readonly leaf: TestCertificate;
  /** Complete attributes; sorted unless `unsorted`. Null leaves them out. */
  readonly attributes: readonly Uint8Array[] | null;
  readonly unsorted?: boolean;
  readonly certificates?: readonly Uint8Array[];
  /** AlgorithmIdentifiers. */
  readonly announcedDigest?: Uint8Array;
  readonly signerDigest?: Uint8Array;
  readonly signatureAlgorithm?: Uint8Array;
  /** Of the ContentInfo; id-signedData unless given. */
  readonly type?: string;
  readonly contentType?: string;
  readonly content?: Uint8Array;
  /** The detached content that is signed without attributes. */
  readonly bareContent?: Uint8Array;
  readonly signers?: number;
  readonly identifier?: Uint8Array;
  readonly makeSignature?: (signed: Uint8Array, key: KeyObject) => Uint8Array;
  /** Makes complete unsigned attributes, given the signature value. */
  readonly unsignedAttributes?: (signature: Uint8Array) => readonly Uint8Array[];
};

/** A SignedData as the recipe says, signed by the leaf's key. */
export function forgeCms(recipe: CmsRecipe): Uint8Array {
  const { leaf, attributes } = recipe;
  const sha256 = sequence(oid(OID.sha256));
  const set = attributes === null ? null : recipe.unsorted ? tlv(0x31, ...attributes) : setOf(attributes);
  const make = recipe.makeSignature ?? ((signed, key) => new Uint8Array(sign('sha256', signed, key)));
  const rsa = leaf.key.asymmetricKeyType === 'rsa';
  const ownAlgorithm = rsa ? sequence(oid(OID.sha256WithRsa), nullValue()) : sequence(oid(OID.ecdsaWithSha256));
  const tagged = set?.slice() ?? new Uint8Array();
  if (set !== null) tagged[0] = 0xa0;
  const { issuer, serial } = readForeignCertificate(leaf.der);
  // What is signed where there are no attributes: the content itself (RFC 5652 §5.4).
  const signed = set ?? recipe.content ?? recipe.bareContent ?? new Uint8Array();
  const signature = make(signed, leaf.key);
  const unsigned = recipe.unsignedAttributes?.(signature);
  const signerInfo = sequence(
    integer(1),
    recipe.identifier ?? sequence(issuer, tlv(0x02, serial)),
    recipe.signerDigest ?? sha256,
    tagged,
    recipe.signatureAlgorithm ?? ownAlgorithm,
    octetString(signature),
    ...(unsigned === undefined ? [] : [setOf(unsigned, 0xa1)]),
  );
  const content = recipe.content === undefined ? [] : [contextTag(0, octetString(recipe.content))];
  const contentType = recipe.contentType ?? OID.data;
  const signedData = sequence(
    // RFC 5652 §5.1: 3 where the content is anything but data.
    integer(contentType === OID.data ? 1 : 3),
    tlv(0x31, recipe.announcedDigest ?? sha256),
    sequence(oid(contentType), ...content),
    setOf(recipe.certificates ?? [leaf.der], 0xa0),
    tlv(0x31, ...Array.from({ length: recipe.signers ?? 1 }, () => signerInfo)),
  );
  return sequence(oid(recipe.type ?? OID.signedData), contextTag(0, signedData));
}

/** SigningCertificate of version 1 (RFC 2634 §5.4), with the issuer and serial number of `named`. */
export function signingCertificateV1(hashed: TestCertificate, named: TestCertificate = hashed): Uint8Array {
  return sequence(sequence(sequence(octetString(sha('sha1', hashed.der)), issuerSerial(named))));
}

export type TimeStampRecipe = {
  readonly tsa: TestCertificate;
  /** What is stamped. */
  readonly stamped: Uint8Array;
  /** Name for Node and OID of the imprint's digest. */
  readonly imprintDigest?: { readonly name: string; readonly oid: string };
  /** GeneralizedTime. */
  readonly genTime?: string;
  readonly accuracy?: Uint8Array;
  readonly extensions?: Uint8Array;
  /** Octets of a positive integer. */
  readonly nonce?: Uint8Array;
  /** Instead of the digest of `stamped`. */
  readonly imprint?: Uint8Array;
  readonly contentType?: string;
  readonly certificates?: readonly Uint8Array[];
  /** Replaces the content after it was signed. */
  readonly forgedGenTime?: string;
  /** Signed attributes in another order than that of DER, in which they are signed all the same. */
  readonly unsorted?: boolean;
};

/** An RFC 3161 token. */
export function forgeTimeStamp(recipe: TimeStampRecipe): Uint8Array {
  const info = tstInfo(recipe, recipe.genTime ?? '20260301080000Z');
  const content = recipe.forgedGenTime === undefined ? info : tstInfo(recipe, recipe.forgedGenTime);
  const contentType = recipe.contentType ?? OID.tstInfo;
  const attributes = [
    attribute(OID.contentType, oid(contentType)),
    attribute(OID.messageDigest, octetString(sha('sha256', info))),
    attribute(OID.signingCertificateV2, signingCertificate(recipe.tsa)),
  ];
  const inOrder = setOf(attributes);
  return forgeCms({
    leaf: recipe.tsa,
    attributes: recipe.unsorted ? attributes.toSorted(compareBytes).reverse() : attributes,
    contentType,
    content,
    ...(recipe.certificates === undefined ? {} : { certificates: recipe.certificates }),
    ...(recipe.unsorted
      ? {
          unsorted: true,
          makeSignature: (_: Uint8Array, key: KeyObject) => new Uint8Array(sign('sha256', inOrder, key)),
        }
      : {}),
  });
}

function tstInfo(recipe: TimeStampRecipe, genTime: string): Uint8Array {
  const { name, oid: digestOid } = recipe.imprintDigest ?? { name: 'sha256', oid: OID.sha256 };
  return sequence(
    integer(1),
    oid('1.3.6.1.4.1.5923.1'),
    sequence(sequence(oid(digestOid), nullValue()), octetString(recipe.imprint ?? sha(name, recipe.stamped))),
    integer(7),
    tlv(0x18, new TextEncoder().encode(genTime)),
    ...(recipe.accuracy === undefined ? [] : [recipe.accuracy]),
    ...(recipe.nonce === undefined ? [] : [unsignedInteger(recipe.nonce)]),
    ...(recipe.extensions === undefined ? [] : [recipe.extensions]),
  );
}

/** The same value with indefinite lengths, and OCTET STRINGs of more than one octet in two pieces (X.690 8.1.3.6, 8.7.3). */
export function toBer(node: DerNode, options: { readonly below: number } = { below: 6 }): Uint8Array {
  const open = (tag: number, parts: readonly Uint8Array[]) =>
    concatBytes([Uint8Array.of(tag, 0x80), ...parts, Uint8Array.of(0, 0)]);
  if (options.below === 0) return encoded(node);
  if (node.tag === TAG.octetString && node.end - node.content > 1) {
    const octets = octetsOf(node);
    return open(0x24, [octetString(octets.subarray(0, 1)), octetString(octets.subarray(1))]);
  }
  if ((node.tag & 0x20) === 0) return encoded(node);
  return open(
    node.tag,
    node.children.map((child) => toBer(child, { below: options.below - 1 })),
  );
}
