import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { writeFileDurably } from '../../files/durable-files.ts';
import { MoveFault } from '../../ports/move-fault.ts';
import type { DataPaths } from '../install-options.ts';

const STATE = z.strictObject({
  format: z.literal('vinseal.move.v1'),
  id: z.uuid(),
  to: z.enum(['mongo', 'file']),
  /** The id that a database outside will know its install by. */
  install: z.uuid(),
  /** Folder for what is set aside. */
  aside: z.string().regex(/^moved-[0-9A-Z]{1,20}$/),
  /** `switching`: everything has arrived, and the data folder is being changed. Nobody but the move opens it then. */
  state: z.enum(['copying', 'switching']),
});

/** A move of the registry to another store: kept in the data folder from its beginning to its end. */
export type Move = z.infer<typeof STATE>;

/** The move that was begun before, or a new one. @throws {MoveFault} `move-running` where another one is half switched */
export function beginMove(file: string, to: Move['to'], now: string): Move {
  const known = readMove(file);
  if (known?.to === to) return known;
  if (known?.state === 'switching')
    throw new MoveFault('move-running', `the move to ${known.to} has ended early: finish that one first`);
  const aside = `moved-${now.replaceAll(/[-:]/g, '').slice(0, 15)}Z`;
  const ids = { id: randomUUID(), install: randomUUID() };
  const move: Move = { format: 'vinseal.move.v1', ...ids, to, aside, state: 'copying' };
  saveMove(file, move);
  return move;
}

function readMove(file: string): Move | null {
  return existsSync(file) ? STATE.parse(JSON.parse(readFileSync(file, 'utf8'))) : null;
}

export function saveMove(file: string, move: Move): void {
  writeFileDurably(file, `${JSON.stringify(STATE.parse(move))}\n`);
}

export function endMove(file: string): void {
  rmSync(file, { force: true });
}

/** Whether the registry of a data folder is just being changed for another one. */
export function isSwitching({ move }: Pick<DataPaths, 'move'>): boolean {
  return readMove(move)?.state === 'switching';
}
