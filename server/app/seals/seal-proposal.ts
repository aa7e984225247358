import { z } from 'zod';
import { isIsoDate } from '#core/confirmation/calendar.ts';
import type { FieldProblem, Result } from '#core/confirmation/errors.ts';
import { refuse, succeed } from '#core/confirmation/errors.ts';
import { PICTURE_KINDS, SEAL_FORMS } from '../../model/seals/seal.ts';
import { fieldProblem } from '../confirmations/confirmation-request.ts';
import { readInput } from '../confirmations/read-input.ts';

/** Characters of the largest picture: 1 MiB of PNG in base64. */
export const MAX_PICTURE_CHARACTERS = 1_400_000;

const date = z.string().trim().min(1).max(10);

const picture = z.strictObject({
  kind: z.enum(PICTURE_KINDS),
  content: z.string().min(1).max(MAX_PICTURE_CHARACTERS).meta({ description: 'SVG text, or the PNG in base64' }),
});

/** What a version of a seal is proposed with. Name and TEST come from the manufacturer itself. */
export const sealProposalSchema = z.strictObject({
  form: z
    .enum(SEAL_FORMS)
    .meta({ description: '40 mm for a limited-liability company, 42 mm for a joint-stock company' }),
  recordCode: z
    .string()
    .regex(/^\d{13}$/)
    .meta({ description: 'The 13 digits under which the seal is recorded', example: '0000000000001' }),
  picture: picture.optional().meta({
    description: 'The true seal, cut to its outer rim; without it the seal is drawn from the registered data',
  }),
  from: date.meta({ description: 'First day, YYYY-MM-DD', format: 'date' }),
  until: date
    .optional()
    .meta({ description: 'Last day, YYYY-MM-DD; without it the version holds until it is retired', format: 'date' }),
});

export type SealProposal = z.infer<typeof sealProposalSchema>;

/** Gives the proposal in its shape, or every fault of shape and dates at once. The picture is judged later. */
export function parseSealProposal(input: unknown): Result<SealProposal> {
  const parsed = readInput(sealProposalSchema, input);
  if (!parsed.ok) return parsed;
  const problems = dateProblems(parsed.value);
  return problems.length === 0 ? succeed(parsed.value) : refuse('request-not-valid', {}, problems);
}

function dateProblems({ from, until }: SealProposal): readonly FieldProblem[] {
  const wrong = [
    ...(isIsoDate(from) ? [] : [fieldProblem('/from', 'date-not-valid', { date: from })]),
    ...(until === undefined || isIsoDate(until) ? [] : [fieldProblem('/until', 'date-not-valid', { date: until })]),
  ];
  if (wrong.length > 0 || until === undefined || from <= until) return wrong;
  return [fieldProblem('/until', 'until-before-from', { from, until })];
}
