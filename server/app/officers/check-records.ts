import { z } from 'zod';
import { HEADLINES, VERDICTS } from '#core/confirmation/verdict.ts';
import type { CheckRecord } from '../../model/officers/check-record.ts';
import type { CollectedRecord, NewRecord } from '../../ports/collections.ts';
import { ACTOR_REF } from '../access/actor-ref-schema.ts';

const CHECK = z.strictObject({
  id: z.string(),
  reference: z.string(),
  organisationId: z.string(),
  officer: ACTOR_REF,
  at: z.iso.datetime(),
  vin: z.string().nullable(),
  destination: z.string().nullable(),
  files: z.array(
    z.strictObject({
      name: z.string(),
      sha256: z.string(),
      verdict: z.enum(VERDICTS),
      headline: z.enum(HEADLINES),
      number: z.string().nullable(),
    }),
  ),
  resultId: z.string().nullable(),
});

/** Checks of one organisation. */
export function ofOffice(organisationId: string): string {
  return `organisation:${organisationId}`;
}

/** Checks of one officer. */
export function ofOfficer(id: string): string {
  return `officer:${id}`;
}

/** Checks in which this was read or asked: a VIN, a number, a reference, the SHA-256 of a file. Upper and lower case are one. */
export function aboutText(text: string): string {
  return `about:${text.toUpperCase()}`;
}

export function checkRecord(check: CheckRecord): NewRecord {
  const about = [check.reference, check.vin, ...check.files.flatMap(({ sha256, number }) => [sha256, number])];
  const texts = about.filter((text) => text !== null).map(aboutText);
  return {
    collection: 'checks',
    id: check.id,
    at: check.at,
    unique: [],
    tags: [...new Set([ofOffice(check.organisationId), ofOfficer(check.officer.id), ...texts])],
    data: JSON.stringify(CHECK.parse(check)),
  };
}

export function readCheck(record: CollectedRecord): CheckRecord {
  return CHECK.parse(JSON.parse(record.data));
}
