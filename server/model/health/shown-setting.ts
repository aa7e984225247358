/** A setting as whoever runs an install sees it. Its value is not told: some hold passwords. */
export type ShownSetting = {
  /** Of the environment. */
  readonly name: string;
  /** What it is for, in English. */
  readonly doc: string;
  /** What it is where nothing is said; empty for nothing. */
  readonly usual: string;
  readonly isSet: boolean;
};
