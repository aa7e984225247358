import type { SignInDependencies } from '../app/accounts/sign-in.ts';
import { applyForRegistration } from '../app/applications/apply.ts';
import { confirmApplication, openApplicationLink } from '../app/applications/confirm-application.ts';
import { acceptApplication, refuseApplication } from '../app/applications/decide-application.ts';
import { decidingManufacturers } from '../app/applications/deciders.ts';
import { eraseApplications } from '../app/applications/erase-applications.ts';
import { examineApplication, listApplications } from '../app/applications/read-applications.ts';
import { tellAgain } from '../app/applications/tell-applicant.ts';
import type { Locale, Words } from '../i18n/words.ts';
import type { Actor } from '../model/access/actor.ts';
import type { Clock } from '../ports/clock.ts';
import type { Limits } from '../ports/limits.ts';
import type { InstallMail } from './mail.ts';
import type { InstallNotices } from './notices.ts';
import { random } from './random.ts';
import type { InstallStore } from './store.ts';

export type ApplicationsOptions = {
  readonly store: InstallStore;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly endsUnknown: SignInDependencies['endsUnknown'];
  readonly publicUrl: string;
  readonly mail: InstallMail;
  readonly words: (locale: Locale) => Words;
  readonly notices: Pick<InstallNotices, 'application'>;
};

/** The use cases by which exporters ask to be registered, bound to an install. */
export function openApplications({ store, mail, notices, ...options }: ApplicationsOptions) {
  const { collections, auditLog, journal, manufacturers: directory, registry } = store;
  const deciders = () => decidingManufacturers({ collections, directory });
  const deps = {
    ...{ ...options, collections, auditLog, journal, directory, registry },
    ...{ randomBytes: random, mail, post: mail.post, deciders },
  };
  return {
    /** The manufacturers that can be asked to decide. */
    deciders,
    apply: (input: unknown, from: string) => applyForRegistration(deps, input, from),
    openLink: (token: string) => openApplicationLink(deps, token),
    confirm: (token: string) => notices.application(confirmApplication(deps, token)),
    list: (question: { isWaiting: boolean; cursor: string | null }, actor: Actor) =>
      listApplications(deps, question, actor),
    examine: (id: string, actor: Actor) => examineApplication(deps, id, actor),
    accept: (id: string, actor: Actor) => acceptApplication(deps, id, actor),
    refuse: (id: string, input: unknown, actor: Actor) => refuseApplication(deps, id, input, actor),
    tellAgain: (which: { id: string; version: number }, actor: Actor) => tellAgain(deps, which, actor),
    erase: () => eraseApplications(deps),
  };
}
