import { type Result, succeed } from '#core/confirmation/errors.ts';
import { type Actor, ADMINISTRATOR, keyActor } from '../../model/access/actor.ts';
import type { AccessTokens } from '../../ports/access-tokens.ts';
import { toBase64Url } from '../base64-url.ts';
import { sha256Hex } from '../digest.ts';
import { type ActDependencies, authorize, perform } from './act.ts';

type AccessDependencies = ActDependencies & {
  readonly tokens: AccessTokens;
  /** 32 random bytes. */
  readonly randomBytes: (count: number) => Uint8Array;
};

/** Makes a new token of a holder, the only valid one of theirs from now on. Its text is shown once and stored as a hash. */
export async function replaceToken(
  deps: AccessDependencies,
  actor: Actor,
  holder: string = ADMINISTRATOR,
): Promise<Result<string>> {
  const subject = { kind: 'token', id: holder } as const;
  const permitted = await authorize(deps, actor, 'replace-token', subject);
  if (!permitted.ok) return permitted;
  return perform(deps, { stream: 'operator', actor, action: 'replace-token', subject }, async () => {
    const token = `vs_${toBase64Url(deps.randomBytes(32))}`;
    await deps.tokens.replace(holder, hashOf(token), deps.clock.now());
    return succeed(token);
  });
}

/** Who bears this token, or null. Looked up by hash, so comparing leaks no timing of the token itself. */
export async function actorOfToken(tokens: AccessTokens, token: string): Promise<Actor | null> {
  const holder = await tokens.holderOf(hashOf(token));
  return holder === null ? null : keyActor(holder);
}

function hashOf(token: string): string {
  return sha256Hex(new TextEncoder().encode(token));
}
