import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { RequestedSubject } from '#core/x509/identity/requested-subject.ts';
import type { AuditEntry } from '../model/access/audit-entry.ts';
import type { SigningAlgorithm } from './signing-keys.ts';

/**
 * The life of a signing key. `requested`: made, without a certificate. `certified`: has its certificate, signs nothing yet.
 * `active`: signs. `retired`: another one took its place; what it signed stays good. `suspended`: stopped by the
 * operator, may come back. `compromised`: somebody else may have used it; never comes back.
 */
export const KEY_STATES = ['requested', 'certified', 'active', 'retired', 'suspended', 'compromised'] as const;
export type KeyState = (typeof KEY_STATES)[number];

/** A signing key as the ledger knows it: everything but the private half. */
export type KeyRecord = {
  readonly keyId: string;
  readonly manufacturerId: string;
  readonly algorithm: SigningAlgorithm;
  /** The name of the source that holds the private half: `file`, or one of the install's own. */
  readonly source: string;
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  /** DER; null until it is imported. */
  readonly certificate: Uint8Array | null;
  /** DER of the issuing CAs, nearest first, root included. */
  readonly chain: readonly Uint8Array[];
  readonly state: KeyState;
  /** From when on nothing proves that the manufacturer signed; null for a key that is not compromised. */
  readonly compromisedSince: IsoInstant | null;
};

export type NewKey = {
  readonly keyId: string;
  readonly manufacturerId: string;
  readonly algorithm: SigningAlgorithm;
  readonly source: string;
  /** A key that the source holds already (file, CKA_ID in hex, credential); null to make a new one. */
  readonly existing: string | null;
  /** Whom the certificate request names, and where. */
  readonly subject: RequestedSubject;
};

/** What a source answers to the wish for a key. */
export type CreatedKey =
  /** `request`: DER PKCS#10, signed with the key, which proves that its holder has it (RFC 2986). */
  | { readonly kind: 'created'; readonly record: KeyRecord; readonly request: Uint8Array }
  | { readonly kind: 'id-taken' | 'source-unknown' | 'source-of-another' }
  /** The source holds a key that is known here to be compromised: it never comes back. */
  | { readonly kind: 'banned' };

/** A key that is known to be compromised and whose private half is not here. */
export type BannedKey = Pick<KeyRecord, 'keyId' | 'manufacturerId' | 'algorithm'> & {
  /** DER SubjectPublicKeyInfo in base64. */
  readonly publicKey: string;
  readonly compromisedSince: IsoInstant;
};

/** The keys of this install and where they stand. */
export type KeyLedger = {
  /** In the order in which they came. */
  readonly list: () => Promise<readonly KeyRecord[]>;
  /** Makes a key at its source and enters it as `requested`. Throws where the source fails. */
  readonly create: (key: NewKey) => Promise<CreatedKey>;
  /**
   * Decides on the records as they stand and saves what is given back, all or nothing; nobody else changes them
   * meanwhile. Records are replaced by id and keep their place; only state, certificate, chain and compromise are taken
   * over. Throws `constraint-violated` for a record that is not there. Entries are written to the audit log in the same
   * transaction, so that its order is that of the changes.
   */
  readonly change: <Answer>(
    decide: (records: readonly KeyRecord[]) => {
      readonly save: readonly KeyRecord[];
      readonly entries?: readonly AuditEntry[];
      readonly answer: Answer;
    },
  ) => Promise<Answer>;
  /** Enters a compromised key that is not known here; nothing happens where its id is. */
  readonly ban: (key: BannedKey) => Promise<void>;
};
