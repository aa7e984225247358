import type { Result } from '#core/confirmation/errors.ts';
import type { Install } from '../../server/compose/open-install.ts';
import { type Actor, operatorActor } from '../../server/model/access/actor.ts';
import { OPERATOR } from '../../server/model/access/organisation.ts';

/** What a use case answered. Throws where it refused. */
export function expectDone<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value;
  throw new Error(`refused: ${result.problem.code} ${JSON.stringify(result.problem.fields)}`);
}

/** The bearer of an access key of the operator that two administrators granted to seal directly. */
export function keyActor(name: string): Actor {
  return { kind: 'key', id: name, name, organisation: OPERATOR, roles: ['administrator', 'direct-sealer'] };
}

type WithKeys = {
  readonly accessKeys: Pick<Install['accessKeys'], 'create' | 'proposeDirectSealing' | 'approveDirectSealing'>;
};

/** A new access key of the operator with that name, which two administrators granted to seal directly. */
export async function tokenOf(install: WithKeys, name = 'administrator'): Promise<string> {
  const wish = { organisation: OPERATOR.id, name, roles: ['administrator'], days: 30 };
  const { key, secret } = expectDone(await install.accessKeys.create(wish, operatorActor()));
  expectDone(await install.accessKeys.proposeDirectSealing(key.id, operatorActor('one')));
  expectDone(await install.accessKeys.approveDirectSealing(key.id, operatorActor('another')));
  return secret;
}
