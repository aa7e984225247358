/**
 * How long a reservation is good for after it was made or last kept, by the clock of the store (the machine's for a file,
 * the server's for a server); then anybody may release it.
 */
export const LEASE_MS = 30_000;
/** How often whoever reserves keeps what it holds. */
export const HEARTBEAT_MS = 10_000;

/**
 * The sign of life of whoever reserves. What is being issued is kept for as long as that takes; what was given up, even
 * where the store could not be told, and what nobody keeps any more, is free again. Whoever finds a reservation whose lease
 * has ended releases it and never completes it. A number is given once, so it tells a late holder from the next one: the
 * steps of a reservation that was released are refused with `reservation-state-wrong`, in the transaction that would change it.
 */
export type ReservationLeases = {
  /**
   * Extends the leases of what this user of the store is issuing, writes the releases that could not be written, and
   * releases whatever has no lease any more. Gives the numbers released. Costs no write where nothing is open.
   */
  readonly keep: () => Promise<readonly string[]>;
};
