import { KeySourceError } from '../../ports/key-source-error.ts';
import { CK, type Cryptoki, type Handle, initialize, isAlreadyLoggedIn, isPinRefused, isTokenLost } from './library.ts';

export type TokenSettings = {
  readonly cryptoki: Cryptoki;
  /** The token's label, without its padding. */
  readonly label: string;
  /** Reads the PIN anew, so that a changed one is found. */
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
  #open = 0;
  #slot: Handle | null = null;
  #loggingIn: Promise<Handle> | null = null;
  #refusedPin: string | null = null;

  constructor(settings: TokenSettings) {
    this.#settings = settings;
  }

  /**
   * Works with a session of one's own, waiting for a free one. Where the token was lost meanwhile, everything is opened
   * and logged in anew and the work is done once more: signing the same bytes twice gives nothing away.
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

  close(): void {
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
    const { cryptoki, sessions } = this.#settings;
    while (this.#idle.length === 0 && this.#open >= sessions) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const { generation } = this;
    this.#open += 1;
    try {
      this.#loggingIn ??= this.#logIn();
      return { handle: openSession(cryptoki, await this.#loggingIn), generation };
    } catch (fault) {
      this.#forget(generation);
      throw fault;
    }
  }

  #release(session: Session): void {
    if (session.generation !== this.generation) return;
    this.#idle.push(session);
    this.#waiting.shift()?.();
  }

  async #logIn(): Promise<Handle> {
    const { cryptoki, label, readPin } = this.#settings;
    const pin = await readPin();
    // A PIN that was refused is not tried again: tokens lock themselves after a few failures.
    if (pin === this.#refusedPin) throw new KeySourceError('pin-wrong', `the token ${label} has refused this PIN`);
    initialize(cryptoki);
    const slot = findSlot(cryptoki, label);
    try {
      cryptoki.C_Login(openSession(cryptoki, slot), CK.user, pin);
    } catch (cause) {
      if (isPinRefused(cause)) {
        this.#refusedPin = pin;
        throw new KeySourceError('pin-wrong', `the token ${label} refuses the PIN`, { cause });
      }
      if (!isAlreadyLoggedIn(cause)) throw cause;
    }
    this.#slot = slot;
    return slot;
  }

  /** Gives up everything of a generation, once. */
  #forget(generation: number): void {
    if (generation !== this.generation) return;
    this.generation += 1;
    const slot = this.#slot;
    this.#slot = null;
    this.#loggingIn = null;
    this.#idle = [];
    this.#open = 0;
    for (const wake of this.#waiting.splice(0)) wake();
    if (slot === null) return;
    try {
      this.#settings.cryptoki.C_CloseAllSessions(slot);
    } catch {
      // The token is gone, and its sessions with it.
    }
  }
}

function openSession(cryptoki: Cryptoki, slot: Handle): Handle {
  return cryptoki.C_OpenSession(slot, CK.serialSession | CK.readWriteSession);
}

function findSlot(cryptoki: Cryptoki, label: string): Handle {
  const slots = cryptoki.C_GetSlotList(true).filter((slot) => cryptoki.C_GetTokenInfo(slot).label.trim() === label);
  const [slot, ...more] = slots;
  if (slot !== undefined && more.length === 0) return slot;
  const problem = slot === undefined ? 'there is no token' : 'there is more than one token';
  throw new KeySourceError('source-unavailable', `${problem} labelled ${label}`);
}
