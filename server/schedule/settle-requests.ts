import type { Logger } from 'pino';

/**
 * Lets a running service close requests whose withdrawal or replacement was done elsewhere, or by a process that died. Gives
 * what stops it.
 */
export function settleRegularly(
  settle: () => Promise<number>,
  everyMs: number,
  log: Pick<Logger, 'info' | 'error'>,
): () => void {
  let isAtWork = false;
  const round = async () => {
    if (isAtWork) return;
    isAtWork = true;
    try {
      const settled = await settle();
      if (settled > 0) log.info({ settled }, 'requests were brought up to date with the registry');
    } catch (err) {
      log.error({ err }, 'requests could not be brought up to date with the registry: the next round tries again');
    } finally {
      isAtWork = false;
    }
  };
  const looking = setInterval(() => void round(), everyMs).unref();
  void round();
  return () => clearInterval(looking);
}
