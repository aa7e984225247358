import type { Response } from 'express';

/** The client left before it was answered: whatever its request still does is given up, and nobody hears of it. */
export class ClientLeft extends Error {
  readonly code = 'client-left';
}

/** Aborted with `ClientLeft` as soon as the client is gone. One request is one job: all that it reads is given this signal. */
export function clientSignal(response: Response): AbortSignal {
  const controller = new AbortController();
  const leave = () => {
    if (!response.writableFinished) controller.abort(new ClientLeft('the client left'));
  };
  if (response.closed) leave();
  else response.once('close', leave);
  return controller.signal;
}
