/** What is counted, and for whom. */
export type Bucket = {
  /** What is limited: `checks`, for instance. Each kind has a bounded number of buckets of its own. */
  readonly kind: string;
  /** For whom: an address, a name. Stores are only ever given a keyed hash of it. */
  readonly key: string;
};

export type TakeRequest = Bucket & {
  /** Whole units: requests, octets. */
  readonly cost: number;
  /** Units that may be taken within one window. */
  readonly limit: number;
  /** The window begins with the first take, and all that was taken is forgotten when it ends. In ms. */
  readonly windowMs: number;
};

export type Taken = {
  /** Units of the cost that could be taken: fewer, down to 0, where the limit allows no more. */
  readonly taken: number;
  /** Units that are left in this window. */
  readonly left: number;
  /** Until the window ends, in ms. */
  readonly resetsInMs: number;
  /** Gives units back, unless the window has ended meanwhile. */
  readonly giveBack: (units: number) => Promise<void>;
};

/**
 * Counts what one sender may do in a while, for all instances together and across their restarts. A count may be lost: in a
 * power cut, or when there are more than `MAX_BUCKETS` of a kind.
 */
export type Limits = {
  /** One step that nobody comes between. Throws where it cannot be counted. */
  readonly take: (request: TakeRequest) => Promise<Taken>;
};

/** Of each kind at most so many are kept, and those that each instance adds until it tidies up; the first to end goes first. */
export const MAX_BUCKETS = 50_000;
/** Takes of one instance between two times that it tidies up. */
export const TIDY_EVERY = 1_000;
