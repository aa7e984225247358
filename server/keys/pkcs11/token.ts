import { KeySourceError } from '../../ports/key-source-error.ts';
import { CK, type Cryptoki, type Handle, initialize, isAlreadyLoggedIn, isPinRefused, isTokenLost } from './library.ts';

export type TokenSettings = {
  readonly cryptoki: Cryptoki;
  /** The token's label, without its padding. */
  readonly label: string;
  /** Reads the PIN each time, so that a changed one is found. */
  readonly readPin: () => Promise<string>;
  /** Most sessions that are open at once. */
  readonly sessions: number;
};

/** A session, and the login that it belongs to. */
type Session = { readonly handle: Handle; readonly generation: number };

/** A token that one is logged in to, with a pool of sessions. Its faults are `KeySourceError`s. */
export class Token {
  /** Changes with every loss of the token: handles of sessions and objects are good for one generation. */
  generation = 0;
  readonly #settings: TokenSettings;
  readonly #waiting: (() => void)[] = [];
  #idle: Session[] = [];
  /** Sessions that are being opened or used. */
  #busy = 0;
  #slot: Handle | null = null;
  /** Set while all sessions must be closed: no new one is given out until those in use are returned. */
  #draining: Handle | null = null;
  #loggingIn: Promise<Handle> | null = null;
  #refusedPin: string | null = null;

  constructor(settings: TokenSettings) {
    this.#settings = settings;
  }

  /**
   * Works with a session of one's own, waiting for a free one. Where the token was lost meanwhile, everything is opened
   * and logged in again and the operation is repeated: signing the same bytes twice is harmless.
   */
  async withSession<Value>(work: (session: Handle) => Promise<Value>): Promise<Value> {
    try {
      return await this.#attempt(work).catch((fault: unknown) => {
        if (!isTokenLost(fault)) throw fault;
        return this.#attempt(work);
      });
    } catch (cause) {
      if (cause instanceof KeySourceError) throw cause;
      const message = `the token ${this.#settings.label} fails: ${String(cause)}`;
      throw new KeySourceError('source-unavailable', message, { cause });
    }
  }

  /** Lets what is under way end, and closes all sessions. */
  async close(): Promise<void> {
    while (this.#busy > 0) await this.#turn();
    this.#forget(this.generation);
  }

  async #attempt<Value>(work: (session: Handle) => Promise<Value>): Promise<Value> {
    const session = await this.#acquire();
    try {
      return await work(session.handle);
    } catch (fault) {
      if (isTokenLost(fault)) this.#forget(session.generation);
      throw fault;
    } finally {
      this.#release(session);
    }
  }

  async #acquire(): Promise<Session> {
    while (this.#mustWait()) await this.#turn();
    this.#busy += 1;
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const { generation } = this;
    try {
      this.#loggingIn ??= this.#logIn();
      return { handle: openSession(this.#settings.cryptoki, await this.#loggingIn), generation };
    } catch (fault) {
      this.#forget(generation);
      this.#leave();
      throw fault;
    }
  }

  #mustWait(): boolean {
    return this.#draining !== null || (this.#idle.length === 0 && this.#busy >= this.#settings.sessions);
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release(session: Session): void {
    if (session.generation === this.generation) this.#idle.push(session);
    this.#leave();
  }

  #leave(): void {
    this.#busy -= 1;
    if (this.#draining === null) this.#waiting.shift()?.();
    else this.#closeWhenDrained();
  }

  async #logIn(): Promise<Handle> {
    const { cryptoki, label, readPin } = this.#settings;
    const pin = await readPin();
    // A PIN that was refused is not tried again: tokens lock themselves after a few failures.
    if (pin === this.#refusedPin) throw new KeySourceError('pin-wrong', `the token ${label} has refused this PIN`);
    initialize(cryptoki);
    const slot = findSlot(cryptoki, label);
    const session = openSession(cryptoki, slot);
    try {
      cryptoki.C_Login(session, CK.user, pin);
    } catch (cause) {
      if (!isAlreadyLoggedIn(cause)) throw this.#refused(session, pin, cause);
    }
    this.#slot = slot;
    return slot;
  }

  /** Why the login failed; only its own session is closed. */
  #refused(session: Handle, pin: string, cause: unknown): unknown {
    const { cryptoki, label } = this.#settings;
    quietly(() => cryptoki.C_CloseSession(session));
    if (!isPinRefused(cause)) return cause;
    this.#refusedPin = pin;
    return new KeySourceError('pin-wrong', `the token ${label} refuses the PIN`, { cause });
  }

  /** Gives up everything of a generation, once. */
  #forget(generation: number): void {
    if (generation !== this.generation) return;
    this.generation += 1;
    this.#draining = this.#slot;
    this.#slot = null;
    this.#loggingIn = null;
    this.#idle = [];
    this.#closeWhenDrained();
  }

  /** A session must not be closed under a thread that signs in it: modules need not survive that. */
  #closeWhenDrained(): void {
    if (this.#draining !== null && this.#busy > 0) return;
    const slot = this.#draining;
    this.#draining = null;
    if (slot !== null) quietly(() => this.#settings.cryptoki.C_CloseAllSessions(slot));
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

/** The token may be gone, and its sessions with it. */
function quietly(close: () => void): void {
  try {
    close();
  } catch {
    // There is nothing left to close.
  }
}

function openSession(cryptoki: Cryptoki, slot: Handle): Handle {
  return cryptoki.C_OpenSession(slot, CK.serialSession | CK.readWriteSession);
}

function findSlot(cryptoki: Cryptoki, label: string): Handle {
  const slots = cryptoki.C_GetSlotList(true).filter((slot) => cryptoki.C_GetTokenInfo(slot).label.trim() === label);
  const [slot, ...more] = slots;
  if (slot !== undefined && more.length === 0) return slot;
  if (slot === undefined) throw new KeySourceError('key-not-here', `there is no token labelled ${label}`);
  throw new KeySourceError('source-unavailable', `there is more than one token labelled ${label}`);
}
