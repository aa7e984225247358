import type { LineStatus } from '#core/confirmation/confirmation.ts';

/** One line of an issued confirmation, as far as the public look-up tells of it. */
export type FoundLine = {
  readonly vin: string;
  /** ISO 3166-1 alpha-2. */
  readonly destination: string;
  readonly standing: LineStatus;
  /** Of a TEST document. */
  readonly test: boolean;
};

/** Lines by the end of their VIN. Does the same small work for every miss: numbers are sequential, and its time must not tell which exist. */
export type LineLookUp = {
  /**
   * Lines of an issued confirmation whose VIN ends with `vinTail`, at most `most`; none for a tail of fewer than six
   * characters. Reservations and released numbers are not seen.
   */
  readonly linesByTail: (number: string, vinTail: string, most: 2) => Promise<readonly FoundLine[]>;
  /** Whether a confirmation of that number was issued, whatever became of it. For counting alone: nobody who asks is told. */
  readonly isIssued: (number: string) => Promise<boolean>;
};
