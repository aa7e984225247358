import type { Logger } from 'pino';
import type { Result } from '#core/confirmation/errors.ts';
import type { RenewRequest } from '../app/archive/renew-archive.ts';
import { SERVICE } from '../model/access/actor.ts';
import type { RenewalReport } from '../model/archive/renewal.ts';

/** When rounds begin, in ms. */
export type Rounds = { readonly first: number; readonly every: number };

/**
 * Lets a running service renew the archive copies that are due, round by round. A round that still goes on when the next
 * one would begin is left to finish. Gives what stops it: the confirmation that is being renewed is as it was, or done.
 */
export function keepRenewing(
  install: { readonly renew: (request: RenewRequest) => Promise<Result<RenewalReport>> },
  { first, every }: Rounds,
  log: Logger,
): () => void {
  let isRenewing = false;
  const round = async () => {
    if (isRenewing) return;
    isRenewing = true;
    try {
      const renewed = await install.renew({ numbers: null, by: SERVICE });
      if (!renewed.ok) log.error({ code: renewed.problem.code }, 'archive copies were not renewed');
      else log[renewed.value.failed > 0 ? 'warn' : 'info'](renewed.value, 'archive copies renewed');
    } catch (err) {
      log.error({ err }, 'archive copies could not be renewed: those that are due stay so');
    } finally {
      isRenewing = false;
    }
  };
  const start = setTimeout(() => void round(), first).unref();
  const later = setInterval(() => void round(), every).unref();
  return () => {
    clearTimeout(start);
    clearInterval(later);
  };
}
