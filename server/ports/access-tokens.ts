import type { IsoInstant } from '#core/confirmation/calendar.ts';

/** Bearer tokens, known here only by the lower-case hex SHA-256 of their 256 random bits. */
export type AccessTokens = {
  /** Makes this the only valid token of that holder. */
  readonly replace: (holder: string, sha256: string, at: IsoInstant) => Promise<void>;
  /** The holder of the token, or null. */
  readonly holderOf: (sha256: string) => Promise<string | null>;
  readonly exists: (holder: string) => Promise<boolean>;
};
