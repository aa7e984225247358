import { consistsOfExpectedWords, wordsOf } from '../../model/accounts/expected-words.ts';
import { type PasswordProblem, passwordProblem } from '../../model/accounts/password-problem.ts';
import type { PasswordJudge } from '../../ports/accounts.ts';
import type { Collections } from '../../ports/collections.ts';
import { activeOrganisation } from './identify-person.ts';

/** Whose password it is to be. */
type Owner = { readonly name: string; readonly email: string; readonly organisationId: string };

/** What keeps a password from being taken: its form, words that everybody expects of this person, or that it is guessed soon. */
export async function judgePassword(
  deps: { readonly collections: Pick<Collections, 'find'>; readonly judge: PasswordJudge },
  password: string,
  { name, email, organisationId }: Owner,
): Promise<PasswordProblem | null> {
  const problem = passwordProblem(password, email);
  if (problem !== null) return problem;
  const organisation = await activeOrganisation(deps.collections, organisationId);
  const own = wordsOf([name, email, organisation?.name ?? '', organisationId]);
  if (consistsOfExpectedWords(password, own)) return 'password-of-expected-words';
  return (await deps.judge.isGuessable(password, own)) ? 'password-too-common' : null;
}
