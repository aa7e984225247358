import { existsSync } from 'node:fs';
import { tryFileLock } from '../../files/file-lock.ts';
import type { Clock } from '../../ports/clock.ts';
import { MoveFault } from '../../ports/move-fault.ts';
import { type DataPaths, dataPaths } from '../install-options.ts';
import { SYSTEM_CLOCK } from '../open-install.ts';
import type { MoveReport, MoveRequest } from './move-request.ts';
import { beginMove, isSwitching } from './move-state.ts';
import { moveToFile } from './move-to-file.ts';
import { moveToMongo } from './move-to-mongo.ts';

/**
 * Moves the registry of an install that nobody works on, with its documents, to the other kind of store. Everything is copied and
 * compared first; then the data folder is switched, and what it had is set aside. A process that dies anywhere leaves either the former
 * registry in use or a switch that the same call finishes.
 * @throws {MoveFault}, and the faults of both stores
 */
export async function moveStore(request: MoveRequest, clock: Clock = SYSTEM_CLOCK): Promise<MoveReport> {
  const { data, from, to } = request;
  const paths = dataPaths(data);
  const unlock = tryFileLock(paths.moveLock);
  if (unlock === null) throw new MoveFault('move-running', `another move of ${data} is running: wait for it`);
  try {
    if (!isSwitching(paths)) refuseThere(paths, request);
    const folder = { ...request, paths, clock, move: beginMove(paths.move, to.kind, clock.now()) };
    if (to.kind === 'mongo') return await moveToMongo(folder, to.url);
    return await moveToFile(folder, from ?? '');
  } finally {
    unlock();
  }
}

/** Nothing is made where the registry is expected and is not. @throws {MoveFault} `move-already-there` */
function refuseThere({ store, databaseId }: DataPaths, { data, from, to }: MoveRequest): void {
  const isInFile = existsSync(store) && !existsSync(databaseId);
  const isInMongo = existsSync(databaseId) && !existsSync(store);
  if (to.kind === 'mongo' ? isInFile && from === null : isInMongo && from !== null) return;
  const place = isInFile
    ? 'in its vinseal.sqlite'
    : isInMongo
      ? 'in MongoDB'
      : 'neither in it alone nor in MongoDB alone';
  throw new MoveFault(
    'move-already-there',
    `the data folder ${data} keeps its registry ${place}: to move it into MongoDB unset VINSEAL_MONGO_URL, to move it back set it`,
  );
}
