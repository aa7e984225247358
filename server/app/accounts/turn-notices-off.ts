import { type ProblemCode, type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Collections } from '../../ports/collections.ts';
import type { NoticeLinks } from '../../ports/mail.ts';
import { personKey, personRecord, readPerson } from './people-records.ts';

type Dependencies = {
  readonly collections: Pick<Collections, 'change'>;
  readonly links: Pick<NoticeLinks, 'personOf'>;
  /** Why nothing may be changed now; null where it may. */
  readonly endsUnknown: () => Promise<Extract<ProblemCode, 'store-set-back' | 'restore-not-confirmed'> | null>;
};

/** Whether a link of a letter turns letters off: nobody is looked up, and nothing changes. */
export async function openNoticesLink({ links }: Pick<Dependencies, 'links'>, token: string): Promise<Result<null>> {
  return (await links.personOf(token)) === null ? refuse('notices-link-not-valid') : succeed(null);
}

/**
 * Turns off the letters that nobody has to get, for whom the link was made. Doing it again changes nothing, and the answer is the
 * same where that person is not here any more.
 */
export async function turnNoticesOff(deps: Dependencies, token: string): Promise<Result<null>> {
  const id = await deps.links.personOf(token);
  if (id === null) return refuse('notices-link-not-valid');
  const unknown = await deps.endsUnknown();
  if (unknown !== null) return refuse(unknown);
  await deps.collections.change([personKey(id)], ([record]) => {
    const person = record == null ? null : readPerson(record);
    const put = person?.state === 'active' && person.notices ? [personRecord({ ...person, notices: false })] : [];
    return { put, remove: [], entries: [], answer: null };
  });
  return succeed(null);
}
