import type { Response } from 'express';
import type { JobSignal } from '../../ports/job-signal.ts';
import { clientAddress } from './client-address.ts';

/** The client left before it was answered: whatever its request still does is given up, and nobody hears of it. */
export class ClientLeft extends Error {
  readonly code = 'client-left';
}

/** Aborted with `ClientLeft` as soon as the client is gone. One request is one job: all that it reads is given this signal. */
export function clientSignal(response: Response): JobSignal {
  const controller = new AbortController();
  const leave = () => {
    if (!response.writableFinished) controller.abort(new ClientLeft('the client left'));
  };
  if (response.closed) leave();
  else response.once('close', leave);
  return Object.assign(controller.signal, { sender: clientAddress(response.req) });
}
