/** A case that measures itself, on all cores, and tells one or more lines of figures. */
export type MeasuredCase = {
  /** Left out unless it is asked for by `--large`: it takes a long time and many GB of disk. */
  readonly isLarge: boolean;
  readonly run: (folder: string, tell: (figures: Readonly<Record<string, unknown>>) => void) => Promise<void>;
};
