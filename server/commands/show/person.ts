import type { Person } from '../../model/accounts/person.ts';
import type { Reader } from '../command.ts';
import { headings } from './columns.ts';
import { table } from './table.ts';

/** People, a row each. */
export function personTable(people: readonly Person[], { words, screen }: Reader): string {
  if (people.length === 0) return words.text('terminal.none.people');
  const rows = people.map(({ id, name, email, organisationId, roles, proposal, state, secondFactorSince }) => [
    id,
    name,
    email ?? '',
    organisationId,
    [...roles, ...(proposal?.roles ?? []).map((role) => `${role} (${words.text('terminal.states.proposed')})`)].join(
      ', ',
    ),
    words.text(`terminal.states.${state}`),
    secondFactorSince?.slice(0, 10) ?? '',
  ]);
  return table(
    headings(words, 'person', 'name', 'email', 'organisation', 'roles', 'state', 'second-factor'),
    rows,
    screen,
  );
}
