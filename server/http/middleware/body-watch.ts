import type { IncomingMessage } from 'node:http';

/** How long a body may take to come. */
export type BodyTimes = {
  /** The longest time without a single byte, in ms. */
  readonly stalledMs: number;
  /** For all of it, in ms. */
  readonly wholeMs: number;
};

/**
 * Calls `late`, once, when a body stops coming or takes too long as a whole; never once it has come or its connection is
 * closed. Makes the body flow: whoever reads it has to listen in the same turn of the event loop.
 */
export function watchBody(body: IncomingMessage, { stalledMs, wholeMs }: BodyTimes, late: () => void): void {
  // A body that is left unread when its answer is sent never ends nor closes by itself: its connection does.
  const { socket } = body;
  const stop = () => {
    clearTimeout(stalled);
    clearTimeout(whole);
    body.off('data', progress).off('end', stop);
    socket.off('close', stop);
  };
  const tooLate = () => {
    stop();
    late();
  };
  const stalled = setTimeout(tooLate, stalledMs);
  const whole = setTimeout(tooLate, wholeMs);
  const progress = () => void stalled.refresh();
  body.on('data', progress).once('end', stop);
  socket.once('close', stop);
}
