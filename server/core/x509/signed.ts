/** What a signature is about: the octets, or only a digest of them where they are not at hand. */
export type Signed =
  | { readonly kind: 'octets'; readonly octets: Uint8Array }
  | {
      readonly kind: 'digest';
      readonly digest: Uint8Array;
      /** The SM3 of these octets followed by those that were signed: what SM2 signs. Null where nobody can say. */
      readonly sm3After: (octets: Uint8Array) => Promise<Uint8Array | null>;
    };
