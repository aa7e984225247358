import type { AccessTokens } from '../../ports/access-tokens.ts';
import type { Clock } from '../../ports/clock.ts';
import { sha256Hex } from '../digest.ts';

/** The holder of the token that an install begins with. Until accounts come, every token may do everything. */
export const ADMINISTRATOR = 'administrator';

type AccessDependencies = {
  readonly tokens: AccessTokens;
  readonly clock: Clock;
  /** 32 random bytes. */
  readonly randomBytes: (count: number) => Uint8Array;
};

/** Makes a new token of a person, the only valid one of theirs from now on. Its text is shown once and stored as a hash. */
export async function replaceToken(deps: AccessDependencies, holder: string): Promise<string> {
  const token = `vs_${toBase64Url(deps.randomBytes(32))}`;
  await deps.tokens.replace(holder, hashOf(token), deps.clock.now());
  return token;
}

/** Who holds this bearer token, or null. Looked up by hash, so comparing leaks no timing of the token itself. */
export async function holderOfToken(tokens: AccessTokens, token: string): Promise<string | null> {
  return tokens.holderOf(hashOf(token));
}

function hashOf(token: string): string {
  return sha256Hex(new TextEncoder().encode(token));
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
