/** Ends one job when it is aborted. */
export type JobSignal = AbortSignal & {
  /** For whom the job is done: those who wait are served in turn by sender. Absent where nobody in particular asked. */
  readonly sender?: string;
};
