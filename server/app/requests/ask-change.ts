import { z } from 'zod';
import type { RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { readTyped } from '#core/confirmation/typed-identifier.ts';
import type { Actor } from '../../model/access/actor.ts';
import { isPermitted } from '../../model/access/permissions.ts';
import { withEvent } from '../../model/requests/request-changes.ts';
import type { RequestLine, VehicleRequest } from '../../model/requests/vehicle-request.ts';
import type { Registry } from '../../ports/registry.ts';
import { authorize } from '../access/act.ts';
import { fieldProblem, shapeProblems } from '../confirmations/confirmation-request.ts';
import { type MakeRequestDependencies, newRequest, storeNew } from './make-request.ts';
import { formText, readRequest } from './request-records.ts';
import { formSchema, MAX_REASON, written } from './request-schema.ts';

export type AskChangeDependencies = MakeRequestDependencies & { readonly registry: Pick<Registry, 'find'> };

export const askChangeSchema = z.strictObject({
  form: formSchema,
  kind: z.enum(['replacement', 'withdrawal']),
  number: z.string().max(60),
  reason: written(MAX_REASON),
  /** VINs of the confirmation that it is about; without any all that are in force. */
  vins: z.array(z.string().max(40)).max(1_000).default([]),
});

/**
 * Asks the manufacturer to replace a confirmation that was issued, or to withdraw it. What is to be withdrawn is submitted at
 * once; a replacement is a draft with the data of the confirmation, to be changed and submitted as any other.
 */
export async function askChange(
  deps: AskChangeDependencies,
  input: unknown,
  actor: Actor,
): Promise<Result<VehicleRequest>> {
  const parsed = askChangeSchema.safeParse(input, { reportInput: true });
  const confirmation = parsed.success ? await confirmationOf(deps, parsed.data.number, actor) : null;
  const owner =
    confirmation === null
      ? { organisationId: actor.organisation?.id ?? '' }
      : { manufacturerId: confirmation.manufacturerId, exporterUscc: confirmation.content.exporter.uscc };
  const permitted = await authorize(deps, actor, 'make-request', { kind: 'request', id: '' }, owner);
  if (!permitted.ok) return permitted;
  if (!parsed.success) return refuse('request-not-valid', {}, shapeProblems(parsed.error));
  const { form, kind, number, reason, vins } = parsed.data;
  const former = await deps.collections.findUnique('requests', formText(actor.id, form));
  if (former !== null) return succeed(readRequest(former));
  if (confirmation === null) return refuse('confirmation-not-found', { asked: 'number', number: number.slice(0, 40) });
  // A new confirmation supersedes the former one as a whole.
  const lines = linesOf(confirmation, kind === 'replacement' ? [] : vins);
  if (!lines.ok) return lines;
  const { content, manufacturerId } = confirmation;
  const organisation = await deps.collections.findUnique('organisations', `exporter:${content.exporter.uscc}`);
  const at = deps.clock.now();
  const made = newRequest(deps, at, actor, {
    ...{ kind, form, manufacturerId, concerns: { number: confirmation.number, reason } },
    exporter: { organisationId: organisation?.id ?? null, ...content.exporter },
    applicationDate: content.applicationDate,
    languages: content.languages === undefined ? null : [...content.languages],
    lines: lines.value,
  });
  if (kind === 'replacement') return storeNew(deps, made, actor);
  const told = withEvent(made, 'submitted', { by: actor, at }, { text: reason });
  return storeNew(deps, { ...told, form, state: 'submitted', submittedAt: at }, actor);
}

/** The confirmation of that number that the actor may read. */
async function confirmationOf(
  { registry }: Pick<AskChangeDependencies, 'registry'>,
  typed: string,
  actor: Actor,
): Promise<RegisteredConfirmation | null> {
  const number = readTyped('number', typed);
  const found = number.kind === 'read' ? await registry.find(number.text) : null;
  if (found === null) return null;
  const owner = { manufacturerId: found.manufacturerId, exporterUscc: found.content.exporter.uscc };
  return isPermitted(actor, 'read-confirmations', owner) ? found : null;
}

/** The vehicles in force, or those of them that were named. */
function linesOf(confirmation: RegisteredConfirmation, vins: readonly string[]): Result<readonly RequestLine[]> {
  const live = confirmation.lines.filter(({ standing }) => standing.status === 'live');
  const known = new Set(live.map(({ vin }) => vin));
  const unknown = vins.findIndex((vin) => !known.has(vin));
  if (unknown >= 0)
    return refuse('request-not-valid', {}, [
      fieldProblem(`/vins/${unknown}`, 'vin-not-in-confirmation', { vin: vins[unknown] ?? '' }),
    ]);
  const meant = vins.length === 0 ? live : live.filter(({ vin }) => vins.includes(vin));
  if (meant.length === 0) return refuse('already-withdrawn', { number: confirmation.number });
  return succeed(
    meant.map((line, index) => ({
      line: index + 1,
      row: null,
      vehicle: {
        ...{ vin: line.vin, brand: line.brand, model: line.model, firstRegistration: line.firstRegistration },
        ...(line.transferForExport === null ? {} : { transferForExport: line.transferForExport }),
        destination: line.destination,
      },
      ...{ accepted: [], state: 'open' as const, reason: null, batchId: null, number: null },
    })),
  );
}
