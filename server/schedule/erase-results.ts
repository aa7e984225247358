import type { Logger } from 'pino';
import type { Rounds } from './renew-regularly.ts';

/** Erases results whose time is over, a piece of them at once; gives how many. */
type EraseOld = () => Promise<number>;

/** Lets a running service erase what was kept long enough: results of checks, where nothing else is named. Gives what stops it. */
export function eraseResults(
  eraseOld: EraseOld,
  { first, every }: Rounds,
  log: Pick<Logger, 'info' | 'error'>,
  what = 'results of checks',
): () => void {
  let isStopped = false;
  let isAtWork = false;
  const round = async () => {
    if (isAtWork) return;
    isAtWork = true;
    try {
      const erased = await eraseAll(eraseOld, () => isStopped);
      if (erased > 0) log.info({ erased }, `${what} erased`);
    } catch (err) {
      if (!isStopped) log.error({ err }, `${what} could not be erased: the next round goes on`);
    } finally {
      isAtWork = false;
    }
  };
  const start = setTimeout(() => void round(), first).unref();
  const later = setInterval(() => void round(), every).unref();
  return () => {
    isStopped = true;
    clearTimeout(start);
    clearInterval(later);
  };
}

/** Piece after piece, so that nothing else waits long for the store. */
async function eraseAll(eraseOld: EraseOld, isStopped: () => boolean): Promise<number> {
  let all = 0;
  for (let erased = -1; erased !== 0 && !isStopped(); all += erased) erased = await eraseOld();
  return all;
}
