import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type {
  AuthenticatorOffer,
  Browser,
  CodeOfForm,
  CookieChanges,
  SecondFactorOffer,
} from '../../ports/accounts.ts';
import { auditEntry, performInStore } from '../access/act.ts';
import { formId } from './form-id.ts';
import { changeOwn, notify, type OwnAccountDependencies, ownAct, withinTries } from './own-account.ts';
import { findPerson } from './people-records.ts';

/** Password and code, as a form brings them that may be sent twice. */
export type TwoProofs = CodeOfForm & { readonly password: string };

/** What an authenticator needs, where the password is given and none is set up: the same for an hour, until it is turned on. */
export async function offerSecondFactor(
  deps: OwnAccountDependencies,
  password: string,
  actor: Actor,
): Promise<Result<SecondFactorOffer>> {
  return withPassword(deps, password, actor, async () => {
    const offer = await deps.secondFactors.offer(actor.id);
    return offer === 'set-up-already' ? refuse('second-factor-known') : succeed(offer);
  });
}

/** Turns the second factor on with the first code; sessions that began without it end. */
export async function turnOnSecondFactor(
  deps: OwnAccountDependencies,
  browser: Browser,
  code: string,
  actor: Actor,
): Promise<Result<CookieChanges>> {
  const act = ownAct('set-up-second-factor', actor);
  return performInStore(deps, act, () =>
    withinTries(deps, `code ${actor.id}`, async () => {
      const { outcome, cookies } = await deps.secondFactors.turnOn(browser, code);
      if (outcome === 'over') return refuse('second-factor-over');
      if (outcome !== 'signed-in') return refuse(outcome === 'forged' ? 'request-forged' : 'code-wrong');
      await deps.guard.keepOnly(browser, actor.id);
      const at = deps.clock.now();
      const person = await changeOwn(deps, actor, (own) => ({ ...own, secondFactorSince: at }), act);
      if (person !== null) notify(deps, person, 'second-factor-on');
      return succeed(cookies);
    }),
  );
}

/** What another authenticator needs, where the password is given and a code, be it a backup code. The former one stays good. */
export async function beginFactorChange(
  deps: OwnAccountDependencies,
  asked: TwoProofs,
  actor: Actor,
): Promise<Result<AuthenticatorOffer>> {
  return withBoth(deps, asked, actor, async (proof) => {
    const offer = await deps.factorChanges.begin(actor.id, proof);
    return offer === 'code-wrong' ? refuse('code-wrong') : succeed(offer);
  });
}

/** The other authenticator is the one from now on, with its first code. All other sessions end. */
export async function finishFactorChange(
  deps: OwnAccountDependencies,
  browser: Browser,
  asked: { readonly code: string; readonly sessionId: string },
  actor: Actor,
): Promise<Result<null>> {
  const act = ownAct('change-second-factor', actor);
  return performInStore(deps, act, () =>
    withinTries(deps, `code ${actor.id}`, async () => {
      const outcome = await deps.factorChanges.finish(actor.id, asked.code);
      if (outcome === 'over') return refuse('second-factor-over');
      if (outcome === 'code-wrong') return refuse('code-wrong');
      await deps.sessions.endAll(actor.id, asked.sessionId);
      await deps.guard.keepOnly(browser, actor.id);
      const at = deps.clock.now();
      const person = await changeOwn(deps, actor, (own) => ({ ...own, secondFactorSince: at }), act);
      if (person !== null) notify(deps, person, 'second-factor-changed');
      return succeed(null);
    }),
  );
}

/** New backup codes, where password and a code of the authenticator are given; the former ones end. */
export async function renewOwnBackupCodes(
  deps: OwnAccountDependencies,
  asked: TwoProofs,
  actor: Actor,
): Promise<Result<readonly string[]>> {
  const act = ownAct('renew-backup-codes', actor);
  return performInStore(deps, act, () =>
    withBoth(deps, asked, actor, async (proof) => {
      const renewed = await deps.factorChanges.renewBackupCodes(actor.id, proof);
      if (renewed === 'code-wrong') return refuse('code-wrong');
      const { codes, isRepeated } = renewed;
      if (isRepeated) return succeed(codes);
      await deps.auditLog.append(auditEntry(act, 'succeeded', deps.clock.now()));
      const person = await findPerson(deps.collections, actor.id);
      if (person !== null) notify(deps, person, 'backup-codes-renewed');
      return succeed(codes);
    }),
  );
}

/** The password is asked first: a code works once, and is not spent on a wrong password. */
export function withBoth<Value>(
  deps: OwnAccountDependencies,
  { password, code, form }: TwoProofs,
  actor: Actor,
  work: (proof: CodeOfForm) => Promise<Result<Value>>,
): Promise<Result<Value>> {
  return withPassword(deps, password, actor, () =>
    withinTries(deps, `code ${actor.id}`, () => work({ code, form: formId(actor, form) })),
  );
}

function withPassword<Value>(
  deps: OwnAccountDependencies,
  password: string,
  actor: Actor,
  work: () => Promise<Result<Value>>,
): Promise<Result<Value>> {
  return withinTries(deps, `password ${actor.id}`, async () =>
    (await deps.credentials.isPassword(actor.id, password)) ? work() : refuse('password-wrong'),
  );
}
