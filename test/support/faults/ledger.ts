/** How a vehicle stands by what its client was told. */
export type Standing = 'live' | 'withdrawn' | 'superseded';

/** A confirmation that a client was told of. Only that client changes it, one act after the other. */
export type Held = {
  readonly number: string;
  readonly key: string;
  /** From this its vehicles follow. */
  readonly seed: number;
  readonly standings: Map<string, Standing>;
  /** Withdrawals of it that were acknowledged. */
  withdrawals: number;
  /** Whether an act on it is under way, so that nobody knows how it stands. */
  isChanging: boolean;
};

/** One request and what came of it. `outcome`: `done`, the code of a refusal, or `no-answer`. Times in ms of `performance.now()`. */
export type Attempt = {
  readonly kind: 'issue' | 'withdraw' | 'verify';
  readonly instance: number;
  readonly begun: number;
  readonly ended: number;
  readonly outcome: string;
};

/** All that clients were told. */
export type Ledger = {
  readonly attempts: Attempt[];
  readonly held: Map<string, Held>;
  /** Keys under which nothing was issued, for good. */
  readonly refused: Set<string>;
  /** What contradicts itself already in what clients were told. */
  readonly problems: string[];
  /** Requests to issue that are under way at an instance. */
  readonly issuingAt: (instance: number) => number;
  /** Sends one request and writes down what came of it. */
  readonly attempt: <Told extends { readonly outcome: string }>(
    kind: Attempt['kind'],
    instance: number,
    send: () => Promise<Told>,
  ) => Promise<Told>;
};

export function openLedger(): Ledger {
  const attempts: Attempt[] = [];
  const issuing = new Map<number, number>();
  const count = (instance: number, by: number) => issuing.set(instance, (issuing.get(instance) ?? 0) + by);
  return {
    attempts,
    held: new Map(),
    refused: new Set(),
    problems: [],
    issuingAt: (instance) => issuing.get(instance) ?? 0,
    attempt: async (kind, instance, send) => {
      const begun = performance.now();
      if (kind === 'issue') count(instance, 1);
      const told = await send();
      if (kind === 'issue') count(instance, -1);
      attempts.push({ kind, instance, begun, ended: performance.now(), outcome: told.outcome });
      return told;
    },
  };
}

/** How a confirmation stands as a whole when it is verified without a VIN. */
export function verdictOn({ standings }: Held): 'valid' | 'withdrawn' {
  return [...standings.values()].every((standing) => standing === 'live') ? 'valid' : 'withdrawn';
}
