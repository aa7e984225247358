import type { AuditEntry } from '../model/access/audit-entry.ts';
import type { SealPicture, SealVersion } from '../model/seals/seal.ts';

/** A version to be saved: a new one with its picture, or a known one whose state changed (its picture stays). */
export type SealChange = {
  readonly seal: SealVersion;
  /** Only for a new version; null where it is drawn from its data. */
  readonly picture?: SealPicture | null;
  readonly entry: AuditEntry;
};

/** The versions of each manufacturer's seal. None is ever deleted, and nothing but its state changes. */
export type SealRegister = {
  /** Oldest first; pictures are asked for one by one. */
  readonly list: (manufacturerId: string) => Promise<readonly SealVersion[]>;
  /** The picture of one version; null for one that has none, and for one that is unknown. */
  readonly picture: (manufacturerId: string, version: number) => Promise<SealPicture | null>;
  /**
   * Decides on the versions as they stand and saves what is given back together with its entry in the audit log, all or
   * nothing; nobody else changes them meanwhile. Throws for a version of another manufacturer, and for one that is
   * changed in anything but its state.
   */
  readonly change: <Answer>(
    manufacturerId: string,
    decide: (versions: readonly SealVersion[]) => { readonly save: SealChange | null; readonly answer: Answer },
  ) => Promise<Answer>;
};
