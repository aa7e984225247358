import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { readTyped } from '#core/confirmation/typed-identifier.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { CheckRecord } from '../../model/officers/check-record.ts';
import type { Collections } from '../../ports/collections.ts';
import type { ActDependencies } from '../access/act.ts';
import { readable } from '../access/read.ts';
import { type CollectedPage, collectedPage } from '../collected-page.ts';
import { aboutText, ofOffice, ofOfficer, readCheck } from './check-records.ts';

export type ListChecksDependencies = Pick<ActDependencies, 'auditLog' | 'clock'> & {
  readonly collections: Pick<Collections, 'list'>;
};

export type ChecksQuestion = {
  /** Of the actor alone, or of everybody in the own office. */
  readonly of: 'me' | 'office';
  /** A whole VIN, number, reference or SHA-256 as somebody typed it; '' for all. */
  readonly about: string;
  readonly cursor: string | null;
};

/** Checks of one page. */
export const CHECKS_PAGE = 25;

/** The checks of the actor or of the own office, newest first. */
export async function listChecks(
  deps: ListChecksDependencies,
  { of, about, cursor }: ChecksQuestion,
  actor: Actor,
): Promise<Result<CollectedPage<CheckRecord>>> {
  const permitted = await readable(deps, actor, 'read-checks', { kind: 'check', id: 'all' });
  if (!permitted.ok) return permitted;
  const { organisation } = actor;
  if (organisation === null) return refuse('not-permitted', { action: 'read-checks' });
  const text = searchedText(about);
  if (text !== '' && text.length > 100) return succeed({ items: [], nextCursor: null });
  const tags = [
    ofOffice(organisation.id),
    ...(of === 'me' ? [ofOfficer(actor.id)] : []),
    ...(text === '' ? [] : [aboutText(text)]),
  ];
  return collectedPage(deps.collections, 'checks', { tags, cursor, limit: CHECKS_PAGE }, readCheck);
}

/** A VIN or number is read as everywhere else; a reference and a hash stand as they are. */
function searchedText(typed: string): string {
  const text = typed.trim();
  for (const kind of ['vin', 'number'] as const) {
    const read = readTyped(kind, text);
    if (read.kind === 'read') return read.text;
  }
  return text;
}
