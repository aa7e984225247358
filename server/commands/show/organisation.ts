import type { Organisation } from '../../model/access/organisation.ts';
import type { Reader } from '../command.ts';
import { headings } from './columns.ts';
import { table } from './table.ts';

/** Every organisation, a row each. */
export function organisationTable(organisations: readonly Organisation[], { words, screen }: Reader): string {
  if (organisations.length === 0) return words.text('terminal.none.organisations');
  const rows = organisations.map(({ id, kind, name, uscc, state }) => [
    id,
    words.text(`terminal.organisation-kinds.${kind}`),
    name,
    uscc ?? '',
    words.text(`terminal.states.${state}`),
  ]);
  return table(headings(words, 'organisation', 'kind', 'name', 'uscc', 'state'), rows, screen);
}
