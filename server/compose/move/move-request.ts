import type { Clock } from '../../ports/clock.ts';
import type { DataPaths, InstallOptions } from '../install-options.ts';
import type { Move } from './move-state.ts';

export const MOVE_STEPS = [
  'inspect',
  'records',
  'batch',
  'documents',
  'document-batch',
  'verify',
  'switch',
  'switching',
  'aside',
  'switched',
] as const;
export type MoveStep = (typeof MOVE_STEPS)[number];

export type MoveReport = {
  readonly to: 'mongo' | 'file';
  /** Records of each table; null where this call only finished the switch of an earlier one. */
  readonly records: Readonly<Record<string, number>> | null;
  readonly documents: number;
  /** Where the former store was set aside; a folder. */
  readonly aside: string;
};

export type MoveRequest = Pick<InstallOptions, 'data'> & {
  readonly journal: string | null;
  /** Address of the database that keeps the registry now; null where the data folder does. */
  readonly from: string | null;
  readonly to: { readonly kind: 'mongo'; readonly url: string } | { readonly kind: 'file' };
  /** Called as each step begins; tests kill the process there. */
  readonly onStep?: (step: MoveStep) => void;
};

/** A move that was begun, and the data folder that it changes. */
export type MovedFolder = MoveRequest & { readonly paths: DataPaths; readonly move: Move; readonly clock: Clock };
