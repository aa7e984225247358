import type { Request, Response } from 'express';
import type { Result } from '#core/confirmation/errors.ts';
import type { OrganisationKind } from '../../../model/access/organisation.ts';
import { askedOrganisation, type PageTools } from './page-tools.ts';
import { renderRefusal } from './refusal.ts';

/** The organisation that a form is about; its name is null for the operator. */
export type FormOrganisation = {
  readonly id: string;
  readonly kind: OrganisationKind;
  readonly name: string | null;
};

/** The organisation that a form is to be shown for, to whom `ask` is answered; null once the refusal is shown. */
export async function organisationOfForm(
  { deps, words, render }: PageTools,
  request: Request,
  response: Response,
  ask: (organisationId: string) => Promise<Result<unknown>>,
): Promise<FormOrganisation | null> {
  const id = askedOrganisation(request, response);
  const permitted = await ask(id);
  const organisation = permitted.ok ? await deps.organisations.find(id) : null;
  if (organisation !== null) return organisation;
  const problem = permitted.ok ? ({ code: 'not-found', data: {}, fields: [] } as const) : permitted.problem;
  renderRefusal(response, words, render, problem);
  return null;
}
