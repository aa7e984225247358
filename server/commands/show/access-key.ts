import { type AccessKey, accessKeyState, directSealingState } from '../../model/access/access-key.ts';
import type { Reader } from '../command.ts';
import { headings } from './columns.ts';
import { table } from './table.ts';
import { timeText } from './time-text.ts';

/** The access keys of an organisation, a row each. */
export function accessKeyTable(keys: readonly AccessKey[], now: string, { words, screen }: Reader): string {
  if (keys.length === 0) return words.text('terminal.none.access-keys');
  const rows = keys.map((key) => [
    key.id,
    key.name,
    [...key.roles, ...(directSealingState(key) === 'granted' ? ['direct-sealer'] : [])].join(', '),
    words.text(`terminal.states.${accessKeyState(key, now)}`),
    timeText(key.expiresAt).slice(0, 10),
    key.lastUsedAt === null ? '' : timeText(key.lastUsedAt),
  ]);
  return table(headings(words, 'key', 'name', 'roles', 'state', 'until', 'last-used'), rows, screen);
}
