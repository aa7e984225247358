import type { Person } from '../../model/accounts/person.ts';
import type { Notice, NoticeAudience } from '../../model/notices/notice.ts';
import type { Collections } from '../../ports/collections.ts';
import type { Letter, NoticeLinks } from '../../ports/mail.ts';
import { pageAddress, type WordsOf } from '../accounts/account-mail.ts';
import { activeOrganisation } from '../accounts/identify-person.ts';
import { activePeopleOf, findPerson } from '../accounts/people-records.ts';

export type NotifyDependencies = {
  readonly collections: Pick<Collections, 'find' | 'list'>;
  readonly words: WordsOf;
  /** Without a slash at its end. */
  readonly publicUrl: string;
  readonly links: Pick<NoticeLinks, 'tokenOf'>;
  /** Sends without being waited for. */
  readonly post: (letter: Letter) => void;
};

/** Writes to everybody whom a step concerns, each in their language, but for who did it and who wants no such letters. */
export async function notify(deps: NotifyDependencies, notice: Notice): Promise<void> {
  for (const person of await audienceOf(deps, notice.to))
    if (person.email !== null && person.notices && person.id !== notice.by)
      deps.post(await noticeOf(deps, notice, person, person.email));
}

/** Of an organisation that was closed nobody is concerned any more. */
async function audienceOf(deps: NotifyDependencies, to: NoticeAudience): Promise<readonly Person[]> {
  const isOpen = async (id: string) => (await activeOrganisation(deps.collections, id)) !== null;
  if (to.kind === 'roles') {
    if (!(await isOpen(to.organisationId))) return [];
    const people = await activePeopleOf(deps.collections, to.organisationId);
    return people.filter(({ roles }) => roles.some((role) => to.roles.includes(role)));
  }
  const found = await Promise.all([...new Set(to.ids)].map((id) => findPerson(deps.collections, id)));
  const active = found.filter((person): person is Person => person !== null && person.state === 'active');
  const open = await Promise.all(active.map(({ organisationId }) => isOpen(organisationId)));
  return active.filter((_person, index) => open[index] === true);
}

async function noticeOf(
  { words, publicUrl, links }: NotifyDependencies,
  notice: Notice,
  { id, locale }: Person,
  to: string,
): Promise<Letter> {
  const { text } = words(locale);
  const { kind, reference, count, path } = notice;
  const told = text(`accounts.notices.${kind}.text`, { reference, count });
  const link = pageAddress(publicUrl, locale, path);
  const unsubscribe = pageAddress(publicUrl, locale, `notices/off/${await links.tokenOf(id)}`);
  const account = pageAddress(publicUrl, locale, 'account');
  const ending = text('accounts.notices.ending', { account, off: unsubscribe });
  return {
    to,
    kind,
    unsubscribe,
    subject: text(`accounts.notices.${kind}.subject`, { reference }),
    text: `${told}\n\n${link}\n\n${ending}\n`,
  };
}
