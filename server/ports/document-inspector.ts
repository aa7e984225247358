import type { Inspection } from '../domain/inspection.ts';

/** Inspects hostile bytes where they can do no harm. A crash or a time-out comes back as `unreadable`, never as an exception. */
export type DocumentInspector = {
  readonly inspect: (pdf: Uint8Array) => Promise<Inspection>;
};
