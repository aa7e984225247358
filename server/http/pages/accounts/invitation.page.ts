import type { Request, Response } from 'express';
import type { ProblemCode } from '#core/confirmation/errors.ts';
import type { Invitation } from '../../../model/accounts/invitation.ts';
import { clientAddress } from '../../middleware/client-address.ts';
import { browserOf } from '../../middleware/same-origin.ts';
import { privatePage } from '../../middleware/signed-in.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import type { PageHandlers } from '../form-routes.ts';
import { field } from './account-form.ts';
import { leadTo, type PageTools, refusedForm } from './page-tools.ts';
import { providerPath } from './provider.page.ts';
import { renderRefusal } from './refusal.ts';
import { rolesText } from './roles-text.ts';
import { setCookies } from './sign-in.page.ts';

type Opened = { readonly invitation: Invitation; readonly organisationName: string | null };

/** Refusals of somebody who may have been let in by the same form just now. */
const LET_IN_BEFORE: ReadonlySet<ProblemCode> = new Set([
  'invitation-not-valid',
  'invited-has-account',
  'person-known',
]);

/** Lets somebody in who was invited: they say their name and choose a password, and are signed in. */
export function invitationPage({ deps, words, render }: PageTools): PageHandlers {
  const show = (
    response: Response,
    token: string,
    { invitation, organisationName }: Opened,
    form: { readonly name: string; readonly email: string },
    errors: readonly FormError[],
  ) =>
    render(response, words, 'accounts/invitation', {
      title: words.text('accounts.invitation.title'),
      path: `invitation/${token}`,
      ...{ token, form, email: invitation.email },
      organisation: organisationName ?? words.text('accounts.operator'),
      roles: invitation.roles.map((role) => words.text(`accounts.roles.${role}`)),
      proposedRoles: rolesText(invitation.proposal?.roles ?? [], words.text),
      ...errorsModel(errors, words),
    });
  const opened = async (request: Request, response: Response) => {
    privatePage(response);
    const token = String(request.params.token);
    const found = await deps.openInvitation(token);
    if (!found.ok) renderRefusal(response, words, render, found.problem);
    return found.ok ? { token, found: found.value } : null;
  };
  return {
    get: async (request, response) => {
      const open = await opened(request, response);
      if (open !== null) show(response, open.token, open.found, { name: '', email: '' }, []);
    },
    post: async (request, response) => {
      const open = await opened(request, response);
      if (open === null) return;
      const form = { name: field(request.body, 'name'), email: field(request.body, 'email') };
      const password = field(request.body, 'password');
      const own = open.found.invitation.email === null ? { email: form.email } : {};
      const accepted = await deps.acceptInvitation(open.token, {
        name: form.name,
        password,
        locale: words.locale,
        ...own,
      });
      const { invitation } = open.found;
      const { email, organisationId } = accepted.ok
        ? accepted.value
        : { ...invitation, email: invitation.email ?? form.email };
      // The same form may have been sent at the same moment, and came first: its password signs in then.
      const isTried = accepted.ok || LET_IN_BEFORE.has(accepted.problem.code);
      const browser = browserOf(request, deps.publicUrl);
      const step = isTried ? await deps.signIn(browser, { email, password }, clientAddress(request)) : null;
      if (step?.ok) {
        setCookies(response, step.value.cookies);
        return leadTo(response, words, 'home');
      }
      if (!accepted.ok) {
        const errors = refusedForm(response, accepted.problem, 'name', words);
        return show(response, open.token, open.found, form, errors);
      }
      const isByProvider = step?.problem.code === 'provider-required';
      leadTo(response, words, isByProvider ? providerPath(organisationId) : 'sign-in');
    },
  };
}
