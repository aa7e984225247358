import { type Problem, refuse } from '#core/confirmation/errors.ts';
import type { SignerIdentity } from '#core/x509/identity/read-identity.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import { fieldProblem } from '../confirmations/confirmation-request.ts';

/**
 * Why a certificate is not that of a manufacturer, or null: `certificate-not-identified` where the anchor's convention finds
 * no name and code in it, `certificate-names-another` with a fault for each part that differs.
 */
export function identityProblem(
  identity: SignerIdentity,
  { nameZh, uscc }: Pick<Manufacturer, 'nameZh' | 'uscc'>,
): Problem | null {
  if (identity.kind === 'unread') {
    const { problem, source } = identity;
    return refuse('certificate-not-identified', { problem, source }).problem;
  }
  const differing = [
    ...(identity.name === nameZh ? [] : [differs('name', identity.name, nameZh)]),
    ...(identity.uscc === uscc ? [] : [differs('uscc', identity.uscc, uscc)]),
  ];
  if (differing.length === 0) return null;
  const found = { name: identity.name, identifier: identity.uscc };
  return refuse('certificate-names-another', { ...found, expectedName: nameZh, expectedIdentifier: uscc }, differing)
    .problem;
}

function differs(part: 'name' | 'uscc', found: string, expected: string) {
  return fieldProblem(`/${part}`, `certificate-${part}-differs`, { found, expected });
}
