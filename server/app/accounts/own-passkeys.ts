import { z } from 'zod';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Browser, PasskeyQuestion, PasskeySummary } from '../../ports/accounts.ts';
import { auditEntry, performInStore } from '../access/act.ts';
import { fieldProblem } from '../confirmations/confirmation-request.ts';
import { notify, type OwnAccountDependencies, ownAct } from './own-account.ts';
import { type TwoProofs, withBoth } from './own-second-factor.ts';
import { findPerson } from './people-records.ts';

const NAME = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u)
  .overwrite((text) => text.normalize('NFC'));

export function ownPasskeys(
  { passkeys }: Pick<OwnAccountDependencies, 'passkeys'>,
  actor: Actor,
): Promise<readonly PasskeySummary[]> {
  return passkeys.list(actor.id);
}

/**
 * Begins another passkey: whoever has a session alone must not make a way in that outlasts it, so the password is asked, and a code
 * where there is a second factor.
 */
export async function beginPasskey(
  deps: OwnAccountDependencies,
  browser: Browser,
  asked: TwoProofs & { readonly name: string },
  actor: Actor,
): Promise<Result<PasskeyQuestion & { readonly name: string }>> {
  const name = NAME.safeParse(asked.name);
  if (!name.success) return refuse('request-not-valid', {}, [fieldProblem('/name', 'required')]);
  const begin = async (): Promise<Result<PasskeyQuestion & { readonly name: string }>> => {
    const question = await deps.passkeys.begin(browser, actor.id);
    if (question === 'full') return refuse('passkeys-full');
    return question === 'refused' ? refuse('passkey-wrong') : succeed({ ...question, name: name.data });
  };
  return withBoth(deps, asked, actor, async (proof) =>
    (await deps.factorChanges.prove(actor.id, proof)) === 'code-wrong' ? refuse('code-wrong') : begin(),
  );
}

/** Keeps the passkey that the browser made. */
export async function addPasskey(
  deps: OwnAccountDependencies,
  browser: Browser,
  asked: { readonly name: string; readonly answer: string },
  actor: Actor,
): Promise<Result<null>> {
  const name = NAME.safeParse(asked.name);
  if (!name.success) return refuse('passkey-wrong');
  const act = ownAct('add-passkey', actor);
  return performInStore(deps, act, async () => {
    const id = await deps.passkeys.add(browser, { name: name.data, answer: asked.answer });
    if (id === null) return refuse('passkey-wrong');
    await deps.auditLog.append(auditEntry(act, 'succeeded', deps.clock.now(), { passkey: id }));
    await tell(deps, actor, 'passkey-added');
    return succeed(null);
  });
}

/** Removes one: it signs nobody in any more. Removing it again changes nothing. */
export async function removePasskey(deps: OwnAccountDependencies, id: string, actor: Actor): Promise<Result<null>> {
  const own = await deps.passkeys.list(actor.id);
  if (!own.some((passkey) => passkey.id === id)) return succeed(null);
  const act = { ...ownAct('remove-passkey', actor), detail: { passkey: id } };
  return performInStore(deps, act, async () => {
    await deps.passkeys.remove(actor.id, id);
    await deps.auditLog.append(auditEntry(act, 'succeeded', deps.clock.now()));
    await tell(deps, actor, 'passkey-removed');
    return succeed(null);
  });
}

async function tell(
  deps: OwnAccountDependencies,
  actor: Actor,
  what: 'passkey-added' | 'passkey-removed',
): Promise<void> {
  const person = await findPerson(deps.collections, actor.id);
  if (person !== null) notify(deps, person, what);
}
