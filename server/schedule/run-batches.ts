import type { Logger } from 'pino';
import type { RunNews } from '../app/batches/run-batches.ts';

type Runner = {
  readonly look: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Told whom to call when there is something to do before the next look. */
  readonly onNudge: (look: () => void) => void;
};

/**
 * Lets a running service seal what was approved. A look that fails is told once and made up for by the next ones. Gives what
 * stops it: no row is begun any more from then on, and it settles when those under way are finished.
 */
export function runBatches(runner: Runner, everyMs: number, log: Pick<Logger, 'error' | 'info'>): () => Promise<void> {
  let isStopped = false;
  let isFailing = false;
  const look = async () => {
    if (isStopped) return;
    try {
      await runner.look();
      if (isFailing) log.info('batches are looked for again');
      isFailing = false;
    } catch (err) {
      if (!isFailing) log.error({ err }, 'batches cannot be looked for: the next look tries again');
      isFailing = true;
    }
  };
  runner.onNudge(() => void look());
  void look();
  const looking = setInterval(() => void look(), everyMs).unref();
  return () => {
    isStopped = true;
    clearInterval(looking);
    return runner.stop();
  };
}

const WORDS = {
  taken: 'a batch is being sealed',
  finished: 'a batch is finished',
  lost: 'another instance seals a batch, or nobody does any more',
  paused: 'a batch is paused: somebody has to look at it',
  fault: 'a row of a batch could not be brought to an end: it is asked for again',
} as const satisfies Readonly<Record<RunNews['kind'], string>>;

/** Tells the log what becomes of batches; what somebody has to look at as an error. */
export function tellBatchNews(news: RunNews, log: Pick<Logger, 'error' | 'warn' | 'info'>): void {
  const { kind, batch } = news;
  if (kind === 'paused') log.error({ batch, code: news.code }, WORDS.paused);
  else if (kind === 'fault') log.error({ batch, err: news.fault }, WORDS.fault);
  else log[kind === 'lost' ? 'warn' : 'info']({ batch }, WORDS[kind]);
}
