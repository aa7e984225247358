import { type Readable, Transform, type Writable } from 'node:stream';
import type { Limits, Taken } from '../../ports/limits.ts';

/** Bytes that uploads of one address may hold at once, over all instances. */
export type SharedBudget = { readonly limits: Limits; readonly perAddress: number };

/** What one upload holds of it. */
export type SharedShare = {
  /** Counts bytes that have come; false where there is no room for them. */
  readonly take: (bytes: number) => Promise<boolean>;
  /** Gives everything back; may be called again. Nothing can be taken afterwards. */
  readonly free: () => void;
};

/** Bytes that are taken at once: an upload of a few documents asks once. */
const LOT = 4 * 1024 * 1024;
/** Longer than an upload takes. What an instance held that died is free again after so long, in ms. */
const WINDOW_MS = 120_000;

const UNBOUNDED: SharedShare = { take: async () => true, free: () => undefined };

/** @param announced the header `Content-Length`, where there is one: no more than that is taken */
export function openShare(budget: SharedBudget | null, address: string, announced: string | undefined): SharedShare {
  if (budget === null) return UNBOUNDED;
  const lots: { readonly bytes: number; readonly taken: Taken }[] = [];
  let [ahead, rest, isOpen] = [0, Number(announced ?? Infinity), true];
  const giveBack = () => {
    for (const { bytes, taken } of lots.splice(0)) if (bytes > 0) void taken.giveBack(bytes);
  };
  return {
    take: async (bytes) => {
      if (ahead < bytes) {
        const cost = Math.max(bytes - ahead, Math.min(LOT, rest));
        const request = { kind: 'uploads', key: address, cost, limit: budget.perAddress, windowMs: WINDOW_MS };
        const taken = await budget.limits.take(request);
        lots.push({ bytes: taken.taken, taken });
        if (!isOpen) giveBack();
        ahead += taken.taken;
        rest -= taken.taken;
      }
      ahead -= bytes;
      return isOpen && ahead >= 0;
    },
    free: () => {
      isOpen = false;
      giveBack();
    },
  };
}

/** Hands a body on as far as its share has room; what comes meanwhile waits. `refuse` is called, once, where there is none. */
export function throughShare(body: Readable, share: SharedShare, into: Writable, refuse: () => void): void {
  const gate = new Transform({
    transform: (chunk: Buffer, _encoding, pass) => {
      share.take(chunk.length).then((hasRoom) => {
        if (hasRoom) return pass(null, chunk);
        refuse();
      }, pass);
    },
  });
  gate.once('error', (fault) => into.destroy(fault));
  body.pipe(gate).pipe(into);
}
