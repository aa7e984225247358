import type { Result } from '#core/confirmation/errors.ts';
import { operatorActor } from '../../server/model/access/actor.ts';

/** What a use case answered. Throws where it refused. */
export function expectDone<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value;
  throw new Error(`refused: ${result.problem.code} ${JSON.stringify(result.problem.fields)}`);
}

type Tokens = {
  readonly replaceToken: (actor: ReturnType<typeof operatorActor>, holder?: string) => Promise<Result<string>>;
};

/** A fresh token of that holder; of the administrator unless one is named. */
export async function tokenOf(install: Tokens, holder?: string): Promise<string> {
  return expectDone(await install.replaceToken(operatorActor(), holder));
}
