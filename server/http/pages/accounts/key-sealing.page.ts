import type { Response } from 'express';
import { exactActorName } from '../../../app/access/actor-name.ts';
import type { AccessKey } from '../../../model/access/access-key.ts';
import { type Actor, isSamePerson } from '../../../model/access/actor.ts';
import { actorOf } from '../../actor-of.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import type { PageHandlers } from '../form-routes.ts';
import { leadTo, organisationQuery, type PageTools, refusedForm } from './page-tools.ts';
import { renderRefusal } from './refusal.ts';

const DONE = { propose: 'sealing-proposed', approve: 'sealing-approved' } as const;

/** Sent twice: it is done already. */
function isDone({ directSealing }: AccessKey, step: keyof typeof DONE, actor: Actor): boolean {
  const by = step === 'propose' ? directSealing?.proposedBy : directSealing?.approvedBy;
  return by != null && isSamePerson(actor, by);
}

/** Two administrators let a key seal without a second person: one proposes it, another one approves. */
export function keySealingPage({ deps, words, render }: PageTools, step: 'propose' | 'approve'): PageHandlers {
  const show = (response: Response, key: AccessKey, errors: readonly FormError[]) =>
    render(response, words, 'accounts/key-sealing', {
      title: words.text(`accounts.key-sealing.${step}.title`),
      path: `access-keys/${key.id}/sealing/${step}`,
      back: `access-keys${organisationQuery(response, key.organisationId)}`,
      lead: words.text(`accounts.key-sealing.${step}.lead`),
      submit: words.text(`accounts.key-sealing.${step}.submit`),
      name: key.name,
      roles: key.roles.map((role) => words.text(`accounts.roles.${role}`)).join(words.text('accounts.people.comma')),
      madeBy: exactActorName(key.createdBy, words),
      proposedBy: key.directSealing === null ? null : exactActorName(key.directSealing.proposedBy, words),
      ...errorsModel(errors, words),
    });
  return {
    get: async (request, response) => {
      const key = await deps.accessKeys.forSealing(String(request.params.id), actorOf(response));
      if (!key.ok) return renderRefusal(response, words, render, key.problem);
      show(response, key.value, []);
    },
    post: async (request, response) => {
      const id = String(request.params.id);
      const actor = actorOf(response);
      const key = await deps.accessKeys.forSealing(id, actor);
      if (!key.ok) return renderRefusal(response, words, render, key.problem);
      const { proposeSealing, approveSealing } = deps.accessKeys;
      const done = await (step === 'propose' ? proposeSealing : approveSealing)(id, actor);
      // The same form may have been sent at the same moment.
      const now = done.ok ? done : await deps.accessKeys.forSealing(id, actor);
      if (!done.ok && !(now.ok && isDone(now.value, step, actor)))
        return show(response, key.value, refusedForm(response, done.problem, 'confirm', words));
      const query = organisationQuery(response, key.value.organisationId);
      leadTo(response, words, `access-keys${query}${query === '' ? '?' : '&'}done=${DONE[step]}`);
    },
  };
}
