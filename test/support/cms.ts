/** CMS signatures that break one rule at a time. */
import { createHash, type KeyObject, sign } from 'node:crypto';
import { readCertificate } from '../../server/pki/certificate.ts';
import { contextTag, integer, nullValue, octetString, oid, sequence, setOf, tlv } from '../../server/pki/der-write.ts';
import { OID } from '../../server/pki/oids.ts';
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
  const { issuer, serial } = readCertificate(named.der);
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
  readonly contentType?: string;
  readonly content?: Uint8Array;
  readonly signers?: number;
  readonly identifier?: Uint8Array;
  readonly makeSignature?: (signed: Uint8Array, key: KeyObject) => Uint8Array;
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
  const { issuer, serial } = readCertificate(leaf.der);
  const signerInfo = sequence(
    integer(1),
    recipe.identifier ?? sequence(issuer, tlv(0x02, serial)),
    recipe.signerDigest ?? sha256,
    tagged,
    recipe.signatureAlgorithm ?? ownAlgorithm,
    octetString(make(set ?? new Uint8Array(), leaf.key)),
  );
  const content = recipe.content === undefined ? [] : [contextTag(0, octetString(recipe.content))];
  const signedData = sequence(
    integer(1),
    tlv(0x31, recipe.announcedDigest ?? sha256),
    sequence(oid(recipe.contentType ?? OID.data), ...content),
    setOf(recipe.certificates ?? [leaf.der], 0xa0),
    tlv(0x31, ...Array.from({ length: recipe.signers ?? 1 }, () => signerInfo)),
  );
  return sequence(oid(OID.signedData), contextTag(0, signedData));
}
