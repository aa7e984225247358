import type { Logger } from 'pino';

/** Lets a running service send letters that wait. A store that cannot be asked is told once. Gives what stops it. */
export function sendLettersRegularly(
  send: () => Promise<void>,
  everyMs: number,
  log: Pick<Logger, 'error' | 'info'>,
): () => void {
  let isFailing = false;
  const round = async () => {
    try {
      await send();
      if (isFailing) log.info('letters that wait are looked for again');
      isFailing = false;
    } catch (err) {
      if (!isFailing) log.error({ err }, 'letters that wait cannot be looked for: the next look tries again');
      isFailing = true;
    }
  };
  void round();
  const sending = setInterval(() => void round(), everyMs).unref();
  return () => clearInterval(sending);
}
