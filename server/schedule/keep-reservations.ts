import type { ReservationLeases } from '../ports/reservation-leases.ts';

/** What became of one heartbeat: told only where something did. */
export type OnKept = (outcome: { readonly released: readonly string[] } | { readonly fault: unknown }) => void;

/**
 * Keeps the reservations of this process alive, and ends those that nobody keeps. A beat that fails is told, and the next
 * one makes up for it. Gives what stops it.
 */
export function keepReservations(leases: ReservationLeases, everyMs: number, tell: OnKept): () => void {
  let isKeeping = false;
  const beat = async () => {
    if (isKeeping) return;
    isKeeping = true;
    try {
      const released = await leases.keep();
      if (released.length > 0) tell({ released });
    } catch (fault) {
      tell({ fault });
    } finally {
      isKeeping = false;
    }
  };
  const beating = setInterval(() => void beat(), everyMs).unref();
  return () => clearInterval(beating);
}
