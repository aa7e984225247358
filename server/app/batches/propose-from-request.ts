import { z } from 'zod';
import { type Result, refuse } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { isUndecided, type RequestLine } from '../../model/requests/vehicle-request.ts';
import { fieldProblem } from '../confirmations/confirmation-request.ts';
import { readInput } from '../confirmations/read-input.ts';
import { visibleRequest } from '../requests/change-stored-request.ts';
import type { StoredRequest } from '../requests/request-records.ts';
import { type ProposeDependencies, type Proposed, proposeBatch } from './propose-batch.ts';

/** Which lines of which request, and how many documents they make. */
export const fromRequestSchema = z.strictObject({
  request: z.string().min(1).max(60),
  lines: z.array(z.int().positive()).min(1).max(1_000),
  documents: z.enum(['one', 'one-each']),
  /** What tells one form of its sender from another. */
  form: z.string().min(1).max(60),
});

/** Proposes lines of an exporter's request: one document for all, or one for each vehicle. The lines are `proposed` from then on. */
export async function proposeFromRequest(
  deps: ProposeDependencies,
  input: unknown,
  actor: Actor,
): Promise<Result<Proposed>> {
  const parsed = readInput(fromRequestSchema, input);
  if (!parsed.ok) return parsed;
  const { documents, form } = parsed.value;
  const request = await visibleRequest(deps, parsed.value.request, actor);
  if (request === null) return refuse('request-unknown');
  const asked = new Set(parsed.value.lines);
  const lines = request.lines.filter(({ line }) => asked.has(line));
  const groups = documents === 'one' ? [lines] : lines.map((line) => [line]);
  const proposal = {
    manufacturer: request.manufacturerId,
    idempotencyKey: `form:${form}`,
    rows: groups.map((group) => rowOf(request, group)),
  };
  const source = { request, lines: groups.map((group) => group.map(({ line }) => line)) };
  // A form that is sent twice finds its lines proposed: the key says whether it did that itself.
  if (lines.length < asked.size) return refuse('request-changed');
  if (isPartOfReplacement(request, asked))
    return refuse('request-not-valid', {}, [
      fieldProblem('/lines', 'replacement-not-whole', { number: request.concerns?.number ?? '' }),
    ]);
  return proposeBatch(deps, proposal, actor, source);
}

/** What replaces a confirmation ends it for all its vehicles: those that were left out would have none. */
function isPartOfReplacement({ concerns, lines }: StoredRequest, asked: ReadonlySet<number>): boolean {
  return concerns !== null && lines.some((line) => isUndecided(line) && !asked.has(line.line));
}

function rowOf({ exporter, applicationDate, languages, concerns }: StoredRequest, lines: readonly RequestLine[]) {
  return {
    exporter: { name: exporter.name, uscc: exporter.uscc },
    ...(applicationDate === null ? {} : { applicationDate }),
    ...(languages === null ? {} : { languages }),
    ...(concerns === null ? {} : { supersedes: concerns.number }),
    vehicles: lines.map(({ vehicle }) => vehicle),
  };
}
