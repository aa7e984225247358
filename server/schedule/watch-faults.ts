import type { Logger } from 'pino';
import type { Fault } from '../model/health/fault.ts';

type Watched = {
  readonly findFaults: () => Promise<readonly Fault[]>;
  /** Told of every round, so that what can be mended by itself is. */
  readonly onFaults?: (faults: readonly Fault[]) => Promise<void>;
};

/** Tells the log what goes wrong and what is well again, once each. The first look is at once. Gives what stops it. */
export function watchFaults(watched: Watched, everyMs: number, log: Pick<Logger, 'error' | 'info'>): () => void {
  let told = new Map<string, Fault>();
  let isLooking = false;
  const look = async () => {
    const faults = await watched.findFaults();
    const now = new Map(faults.map((fault) => [`${fault.code} ${fault.keyId}`, fault]));
    for (const [key, fault] of now) if (!told.has(key)) log.error(fault, 'the service has a fault');
    for (const [key, { code, keyId }] of told) if (!now.has(key)) log.info({ code, keyId }, 'a fault is mended');
    told = now;
    await watched.onFaults?.(faults);
  };
  const round = async () => {
    if (isLooking) return;
    isLooking = true;
    await look().finally(() => {
      isLooking = false;
    });
  };
  void round();
  const rounds = setInterval(() => void round(), everyMs).unref();
  return () => clearInterval(rounds);
}
