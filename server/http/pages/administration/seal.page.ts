import type { RequestHandler, Response } from 'express';
import { base64 } from '#core/bytes/base64.ts';
import type { FieldProblem, Problem } from '#core/confirmation/errors.ts';
import type { Words } from '../../../i18n/words.ts';
import { isPermitted } from '../../../model/access/permissions.ts';
import { SEAL_FORMS, type SealPicture } from '../../../model/seals/seal.ts';
import { actorOf } from '../../actor-of.ts';
import { uploadedFiles } from '../../middleware/uploads.ts';
import { setStatus } from '../../problem.ts';
import { problemErrors } from '../accounts/account-form.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import { renderErrorPage } from '../error.page.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { textOf } from '../requests/request-form.ts';
import type { AdministrationPages } from './administration-pages.ts';
import { manufacturerPath } from './manufacturer.page.ts';

const FIELDS = ['form', 'recordCode', 'from', 'until'] as const;
type Form = Readonly<Record<(typeof FIELDS)[number], string>>;

/** Asks for a new version of a seal. */
export function sealForm(deps: AdministrationPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const id = String(request.params.id);
    const found = await deps.manufacturer(id, actorOf(response));
    if (!found.ok || !isPermitted(actorOf(response), 'propose-seal', { manufacturerId: id }))
      return renderErrorPage(response, words, render, found.ok ? 'not-permitted' : found.problem.code);
    renderForm(response, words, render, id, { form: '', recordCode: '', from: '', until: '' }, []);
  };
}

/** Proposes it; another person approves it. */
export function proposeSealPage(deps: AdministrationPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const id = String(request.params.id);
    const form = Object.fromEntries(FIELDS.map((name) => [name, textOf(request.body, name, 40).trim()])) as Form;
    const [file] = uploadedFiles(request);
    const picture = pictureOf(file === undefined ? null : new Uint8Array(file.buffer));
    const { until, ...asked } = form;
    const proposal = { ...asked, ...(until === '' ? {} : { until }), ...(picture === null ? {} : { picture }) };
    const proposed = await deps.proposeSeal(id, proposal, actorOf(response));
    if (proposed.ok) return response.redirect(303, `${manufacturerPath(id, words)}?done=proposed#seals`);
    const { code } = proposed.problem;
    if (code === 'not-permitted' || code === 'manufacturer-unknown')
      return renderErrorPage(response, words, render, code);
    setStatus(response, code);
    renderForm(response, words, render, id, form, problemErrors(namedForm(proposed.problem), 'form', words, lastOf));
  };
}

/** A version at true size, before or after its approval. */
export function sealPreviewPage(deps: AdministrationPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const version = /^[1-9]\d{0,5}$/.test(String(request.params.version)) ? Number(request.params.version) : 0;
    const preview = await deps.previewSeal(String(request.params.id), version, actorOf(response));
    if (!preview.ok) return renderErrorPage(response, words, render, preview.problem.code);
    response
      .type('application/pdf')
      .set('Content-Disposition', 'inline; filename="seal-preview.pdf"')
      .set('Cache-Control', 'private, no-store')
      .send(Buffer.from(preview.value));
  };
}

/** The form of a company has words of its own: elsewhere “form” is the mark of a page. */
function namedForm({ fields, ...problem }: Problem): Problem {
  const named = fields.map((one) => (one.pointer === '/form' ? { ...one, pointer: '/seal/form' } : one));
  return { ...problem, fields: named };
}

const lastOf = ({ pointer }: FieldProblem): string => pointer.split('/').at(-1) ?? '';

const PNG = [0x89, 0x50, 0x4e, 0x47];

/** A PNG by its first octets; anything else is taken for the text of an SVG, and judged as that. */
function pictureOf(octets: Uint8Array | null): SealPicture | null {
  if (octets === null || octets.length === 0) return null;
  if (PNG.every((octet, index) => octets[index] === octet)) return { kind: 'png', content: base64(octets) };
  return { kind: 'svg', content: new TextDecoder().decode(octets) };
}

function renderForm(
  response: Response,
  words: Words,
  render: PageRenderer,
  id: string,
  form: Form,
  errors: readonly FormError[],
): void {
  render(response, words, 'administration/seal', {
    title: words.text('administration.seals.propose'),
    path: `manufacturers/${encodeURIComponent(id)}/seals`,
    manufacturer: id,
    form,
    forms: SEAL_FORMS.map((value) => ({ value, text: words.text(`administration.seals.forms.${value}`) })),
    ...errorsModel(errors, words),
  });
}
