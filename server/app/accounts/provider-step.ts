import { z } from 'zod';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { Locale } from '#core/confirmation/country.ts';
import type { Collections, RecordKey } from '../../ports/collections.ts';
import type { ProviderChecks } from '../../ports/identity-providers.ts';
import { sha256Hex } from '../digest.ts';

/** Somebody on the way to a provider and back. */
export type ProviderStep = {
  readonly organisationId: string;
  readonly checks: ProviderChecks;
  /** Where they go on after signing in. */
  readonly to: string;
  readonly locale: Locale;
};

const STEP = z.strictObject({
  id: z.string(),
  organisationId: z.string(),
  /** SHA-256 of what the browser alone keeps. */
  browser: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  to: z.string(),
  locale: z.enum(['zh-CN', 'en', 'ru']),
  expiresAt: z.iso.datetime(),
});

/** For signing in at a provider, however slowly, in ms. */
export const STEP_MS = 10 * 60_000;

/** Its id is the hash of the state: whoever reads the store cannot come back with it. */
function stepKey(state: string): RecordKey {
  return { collection: 'verifications', id: `provider-${hashOf(state)}` };
}

/** Keeps a step for the browser that has this key. What nobody comes back from is erased with all else that ran out. */
export function keepStep(
  collections: Pick<Collections, 'change'>,
  { organisationId, checks, to, locale }: ProviderStep,
  browserKey: string,
  at: IsoInstant,
): Promise<void> {
  const key = stepKey(checks.state);
  const expiresAt = new Date(Date.parse(at) + STEP_MS).toISOString();
  const { nonce, verifier } = checks;
  const step = { id: key.id, organisationId, browser: hashOf(browserKey), nonce, verifier, to, locale, expiresAt };
  const tags = [`ends:${expiresAt.slice(0, 10)}`];
  const put = [{ ...key, at, unique: [], tags, data: JSON.stringify(STEP.parse(step)) }];
  return collections.change([], () => ({ put, remove: [], entries: [], answer: undefined }));
}

/**
 * Takes the step of a state, once over all instances; null where there is none any more, and for another browser than began it
 * or another organisation's way back, which leave it where it is.
 */
export function takeStep(
  collections: Pick<Collections, 'change'>,
  { state, browserKey, organisationId }: { state: string; browserKey: string; organisationId: string },
  now: IsoInstant,
): Promise<ProviderStep | null> {
  const key = stepKey(state);
  return collections.change<ProviderStep | null>([key], ([record]) => {
    const found = record === null || record === undefined ? null : STEP.parse(JSON.parse(record.data));
    const isTheirs = found?.browser === hashOf(browserKey) && found.organisationId === organisationId;
    if (found === null || !isTheirs) return { put: [], remove: [], entries: [], answer: null };
    const { nonce, verifier, to, locale, expiresAt } = found;
    const isOver = Date.parse(expiresAt) <= Date.parse(now);
    const step = { organisationId, checks: { state, nonce, verifier }, to, locale };
    return { put: [], remove: [key], entries: [], answer: isOver ? null : step };
  });
}

function hashOf(text: string): string {
  return sha256Hex(new TextEncoder().encode(text));
}
