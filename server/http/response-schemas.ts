import { z } from 'zod';
import { WITHDRAWAL_REASONS } from '#core/confirmation/confirmation.ts';
import { DOCUMENT_LANGUAGES } from '#core/confirmation/document-languages.ts';
import { CHECK_CODES, CHECK_IDS, FIELD_CODES, PROBLEM_CODES } from '#core/confirmation/errors.ts';
import { OUTLET_SERVICES } from '#core/confirmation/outlet.ts';
import { SEAL_CERTIFICATES } from '#core/confirmation/seal-class.ts';
import { KNOWN_COPIES, VERDICTS } from '#core/confirmation/verdict.ts';
import { REVOCATION_NOTES } from '#core/revocation/odd-entries.ts';
import { CHANGE_PLACES, INSPECTED_TRUST, INSPECTION_NOTES, INSPECTION_OUTCOMES } from '#core/validation/inspection.ts';
import { sealingPolicySchema } from '../app/manufacturers/change-sealing.ts';
import { BATCH_STATES, ROW_STATES } from '../model/batches/batch.ts';
import { LINE_STATES, REQUEST_KINDS, REQUEST_STATES } from '../model/requests/vehicle-request.ts';
import { PICTURE_KINDS, SEAL_FORMS, SEAL_STATES } from '../model/seals/seal.ts';
import { KEY_STATES } from '../ports/key-ledger.ts';
import { SIGNING_ALGORITHMS } from '../ports/signing-keys.ts';

/** What the API answers, as schemas: the source of `/openapi.json`, and what the tests hold real answers against. */

const date = z.iso.date();
const instant = z.iso.datetime();
const number = z.string().meta({ description: 'Confirmation number', example: 'ASC-XHM-2026-0000001W' });

const lineChange = z.union([
  z.strictObject({ at: instant, by: z.string(), reason: z.enum(WITHDRAWAL_REASONS) }),
  z.strictObject({ at: instant, by: z.string(), supersededBy: number }),
]);
const lineStatus = z.enum(['live', 'withdrawn', 'superseded']);

export const vehicleSchema = z.strictObject({
  line: z.int(),
  vin: z.string().length(17),
  brand: z.string(),
  model: z.string(),
  firstRegistration: date,
  transferForExport: date.nullable(),
  destination: z.string().length(2),
  outlets: z.array(z.string()),
  needed: z.boolean().nullable(),
  lastDayNeeded: date.nullable(),
});

export const outletSchema = z.strictObject({
  id: z.string(),
  country: z.string().length(2),
  name: z.string(),
  provider: z.string(),
  address: z.string(),
  phone: z.string(),
  services: z.array(z.enum(OUTLET_SERVICES)),
});

export const manufacturerSchema = z.strictObject({
  code: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  uscc: z.string(),
  announcement: z.string(),
});
export const exporterSchema = z.strictObject({ name: z.string(), uscc: z.string() });
const padesLevel = z.enum(['B-B', 'B-T', 'B-LT', 'B-LTA']);
const confirmationStatus = z.enum(['live', 'partly-withdrawn', 'withdrawn', 'superseded']);

export const fieldSchema = z.strictObject({
  pointer: z.string().meta({ description: 'JSON pointer (RFC 6901) to the field' }),
  code: z.enum(FIELD_CODES),
  detail: z.string(),
  remedy: z.string(),
  suggestions: z.array(z.string()),
});

export const problemSchema = z.strictObject({
  type: z
    .string()
    .regex(/^\/problems\/[a-z-]+$/)
    .meta({
      description: 'Address of the page that explains it (RFC 9457, 3.1.1): the same text on every install',
      example: '/problems/request-not-valid',
    }),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.enum(PROBLEM_CODES),
  requestId: z.string().meta({ description: 'Under it the operator finds the request in the log' }),
  errors: z.array(fieldSchema),
});

export const confirmationSchema = z.strictObject({
  number,
  status: confirmationStatus,
  sha256: z.string().length(64),
  sealVersion: z.int().nullable().meta({ description: 'Version of the manufacturer’s seal on it' }),
  test: z.boolean(),
  issuedAt: instant,
  issuedBy: z.string(),
  manufacturer: manufacturerSchema.extend({ id: z.string() }),
  exporter: exporterSchema,
  applicationDate: date.nullable(),
  supersedes: number.nullable(),
  verifyAt: z.string().meta({ format: 'uri' }),
  vehicles: z.array(vehicleSchema.extend({ status: lineStatus, change: lineChange.nullable() })),
  outlets: z.array(outletSchema),
  archive: z
    .strictObject({
      sha256: z.string().length(64),
      level: padesLevel,
      renewedAt: instant,
      dueAt: instant,
      renewals: z.int().min(1),
    })
    .nullable()
    .meta({ description: "The archive's copy, which later proofs keep good; null until there is one" }),
});

export const issuedSchema = confirmationSchema.extend({ warnings: z.array(fieldSchema) });

export const confirmationListSchema = z.strictObject({
  items: z.array(confirmationSchema.extend({ vehicles: z.int(), outlets: z.int() })),
  damaged: z.array(number).meta({ description: 'Numbers of this page whose records cannot be read' }),
  nextCursor: z.string().nullable(),
});

export const verifiedConfirmationSchema = z.strictObject({
  format: z.string(),
  languages: z
    .array(z.enum(DOCUMENT_LANGUAGES))
    .exactOptional()
    .meta({ description: 'Those of the document; without it `zh` and `en`' }),
  number,
  issuedAt: instant,
  test: z.boolean(),
  manufacturer: manufacturerSchema,
  exporter: exporterSchema,
  applicationDate: date.nullable(),
  rule: z.strictObject({ id: z.string(), thresholdDays: z.int() }),
  vehicles: z.array(vehicleSchema),
  destinations: z.array(
    z.strictObject({ code: z.string(), zh: z.string(), en: z.string(), ru: z.string().exactOptional() }),
  ),
  outlets: z.array(outletSchema),
  supersedes: number.nullable(),
  verifyAt: z.string().meta({ format: 'uri' }),
  status: confirmationStatus.nullable(),
  copy: z.enum(KNOWN_COPIES).nullable().meta({
    description:
      'Which copy was shown: `original` as it circulates, `archive` with the proofs that this product adds for the archive; null for a number that this registry does not know',
  }),
  signer: z.strictObject({
    organization: z.string(),
    organizationIdentifier: z.string(),
    commonName: z.string(),
    issuer: z.string(),
    serialNumber: z.string(),
    sha256: z.string(),
    notBefore: instant,
    notAfter: instant,
  }),
  seal: z
    .strictObject({
      certificate: z.enum(SEAL_CERTIFICATES),
      filingCode: z.string().nullable(),
      name: z.string(),
      ground: z.string(),
    })
    .meta({
      description: 'What kind of certificate stands behind the seal, as the trust list says, and its ground in law',
    }),
});

export const checkSchema = z.strictObject({
  id: z.enum(CHECK_IDS),
  outcome: z.enum(['passed', 'failed', 'undecided', 'skipped']),
  code: z.enum(CHECK_CODES),
  sentence: z.string(),
  remedy: z.string(),
});

export const revocationNoteSchema = z
  .strictObject({
    code: z.enum(REVOCATION_NOTES),
    serial: z.string().meta({ description: 'Of the entry, as hex; empty where it has none' }),
    sentence: z.string(),
  })
  .meta({ description: 'An odd entry of a revocation list that was read all the same; it decides nothing' });

export const verdictSchema = z.strictObject({
  verdict: z.enum(VERDICTS),
  headline: z.string(),
  vehicle: z.enum(['matched', 'not-matched', 'not-compared']),
  test: z.boolean(),
  level: padesLevel.nullable(),
  embeddedRevocation: z.boolean(),
  revocationNotes: z.array(revocationNoteSchema),
  checks: z.array(checkSchema),
  confirmation: verifiedConfirmationSchema.nullable(),
});

export const verificationSchema = z.strictObject({
  verdict: z.enum(VERDICTS).meta({ description: 'The worst of all files' }),
  files: z.array(
    verdictSchema.extend({
      file: z.string(),
      inside: verdictSchema.nullable().meta({
        description:
          'Where something was added after the seal: the verdict on the sealed file inside, alone. What the file shows may differ from it; null otherwise',
      }),
    }),
  ),
});

export const inspectedSignatureSchema = z.strictObject({
  field: z.string(),
  kind: z.enum(['signature', 'timestamp']),
  subFilter: z.string(),
  intact: z.boolean().nullable(),
  valid: z.boolean().nullable(),
  coverage: z.enum(['entire-file', 'entire-revision', 'contiguous', 'unclear']),
  revision: z.int().nullable().meta({ description: 'Which writing of the file it signs, counted from 1' }),
  signedBytes: z.int().nullable(),
  claimedTime: instant.nullable(),
  stampedTime: instant.nullable(),
  changesAfter: z.enum(['none', 'allowed', 'forbidden']),
  docMdp: z.union([z.literal(1), z.literal(2), z.literal(3)]).nullable(),
  level: padesLevel.nullable(),
  algorithm: z.string().nullable(),
  signer: z
    .strictObject({
      commonName: z.string(),
      organization: z.string(),
      issuer: z.string(),
      serialNumber: z.string(),
      sha256: z.string(),
    })
    .nullable(),
  trust: z.enum(INSPECTED_TRUST),
  indication: z.enum(['TOTAL-PASSED', 'TOTAL-FAILED', 'INDETERMINATE']),
  subIndication: z.string().nullable(),
  revocationNotes: z.array(revocationNoteSchema),
  problems: z.array(z.string()),
});

const inspectedChange = z
  .strictObject({
    revision: z.int().meta({ description: 'Which writing of the file made it, counted from 1' }),
    place: z.enum(CHANGE_PLACES),
    count: z.int(),
    pages: z.array(z.int()).meta({ description: 'Where it can be seen, counted from 1' }),
  })
  .meta({ description: 'What one later revision changed at one kind of place' });

const inspectionNote = z
  .strictObject({
    code: z.enum(INSPECTION_NOTES),
    where: z.string().meta({
      description: 'Where it was first met: `byte N`, `file`, `signature NAME` or `limit NAME N`',
      example: 'byte 1067',
    }),
  })
  .meta({
    description: 'What is written otherwise than the standards have it and is read alike by all; changes no outcome',
  });

export const inspectionSchema = z.strictObject({
  files: z.array(
    z.strictObject({
      file: z.string(),
      outcome: z.enum(INSPECTION_OUTCOMES),
      changes: z.array(inspectedChange),
      signatures: z.array(inspectedSignatureSchema),
      problems: z.array(z.string()),
      notes: z.array(inspectionNote),
      sentences: z.record(z.string(), z.string()).meta({ description: 'What each code above means' }),
    }),
  ),
});

export const lookUpSchema = z.strictObject({
  number,
  destination: z.string().length(2),
  test: z.boolean(),
  model: z.string().nullable().meta({ description: 'The vehicle’s model as it was registered' }),
  status: lineStatus,
  change: lineChange.nullable(),
  registered: z
    .strictObject({
      issuedAt: instant,
      manufacturer: manufacturerSchema,
      exporter: exporterSchema,
      rule: z.strictObject({ id: z.string(), thresholdDays: z.int() }),
      vehicle: vehicleSchema,
      outlets: z.array(outletSchema),
    })
    .nullable()
    .meta({
      description: 'What was registered of the vehicle, to compare paper with; only for who gave the whole VIN',
    }),
});

export const keySchema = z.strictObject({
  keyId: z.string(),
  manufacturerId: z.string(),
  algorithm: z.enum(SIGNING_ALGORITHMS),
  source: z.string(),
  state: z.enum(KEY_STATES),
  compromisedSince: instant.nullable(),
  certificate: z.strictObject({ sha256: z.string(), issuer: z.string(), from: instant, until: instant }).nullable(),
});

export const sealingSchema = sealingPolicySchema.extend({
  manufacturerId: z.string(),
  origin: z.enum(['manufacturer', 'install']).meta({ description: 'Whose policy it is' }),
});

export const keyListSchema = z.strictObject({ items: z.array(keySchema) });

export const sealSchema = z.strictObject({
  manufacturerId: z.string(),
  version: z.int().min(1),
  form: z.enum(SEAL_FORMS),
  nameZh: z.string(),
  recordCode: z.string().length(13),
  test: z.boolean(),
  picture: z.enum(PICTURE_KINDS).nullable().meta({ description: 'null: drawn from the registered data' }),
  from: date,
  until: date.nullable().meta({ description: 'The last day' }),
  state: z.enum(SEAL_STATES),
  proposedBy: z.string(),
  proposedAt: instant,
  approvedBy: z.string().nullable(),
  approvedAt: instant.nullable(),
  retiredBy: z.string().nullable(),
  retiredAt: instant.nullable(),
});

export const sealListSchema = z.strictObject({
  items: z.array(sealSchema.extend({ inForce: z.boolean().meta({ description: 'Seals what is issued today' }) })),
});

/** YYYY-MM-DD in what was submitted; in a draft whatever was typed. */
const typedDate = z.string().meta({ anyOf: [{ format: 'date' }, { maxLength: 60 }] });

const requestSummarySchema = z.strictObject({
  id: z.string(),
  reference: z.string().meta({ description: 'By which people name it', example: 'Q-260701-7KXW4M' }),
  kind: z.enum(REQUEST_KINDS),
  state: z.enum(REQUEST_STATES).meta({ description: '`asked-back`: an answer is waited for, in the pages' }),
  manufacturerId: z.string(),
  concerns: z
    .strictObject({ number, reason: z.string() })
    .nullable()
    .meta({ description: 'The confirmation that is to be replaced or withdrawn' }),
  exporter: exporterSchema,
  applicationDate: typedDate.nullable().meta({ description: 'Licence-application date' }),
  languages: z.array(z.string()).nullable().meta({ description: 'Null: as the destinations need' }),
  vehicles: z.int(),
  undecided: z.int().meta({ description: 'Vehicles that wait for a decision of the manufacturer' }),
  createdBy: z.string(),
  createdAt: instant,
  submittedAt: instant.nullable(),
});

export const vehicleRequestListSchema = z.strictObject({
  items: z.array(requestSummarySchema),
  nextCursor: z.string().nullable(),
});

/** What a draft says of a vehicle may still be wrong: its texts are told as they were typed. */
export const vehicleRequestSchema = requestSummarySchema.extend({
  question: z.string().nullable().meta({ description: 'What the manufacturer wants to know' }),
  lines: z.array(
    z.strictObject({
      line: z.int(),
      vin: z.string(),
      brand: z.string(),
      model: z.string(),
      firstRegistration: typedDate,
      transferForExport: typedDate.nullable(),
      destination: z.string(),
      outlets: z.array(z.string()).nullable().meta({ description: 'Null: all that are active in the destination' }),
      accepted: z.array(z.strictObject({ code: z.string(), reason: z.string() })),
      state: z.enum(LINE_STATES),
      reason: z
        .string()
        .nullable()
        .meta({ description: 'Why it was refused; the code of the problem where issuing failed' }),
      number: number.nullable().meta({ description: 'Of the confirmation that was issued for it' }),
    }),
  ),
});

export const batchSchema = z.strictObject({
  id: z.string(),
  manufacturerId: z.string(),
  state: z.enum(BATCH_STATES),
  rows: z.int().meta({ description: 'Confirmations' }),
  vehicles: z.int(),
  contents: z.string().length(64).meta({ description: 'SHA-256 over the contents of all rows: what is approved' }),
  proposedBy: z.string(),
  proposedAt: instant,
  approval: z.strictObject({ by: z.string(), at: instant }).nullable(),
  rejection: z.strictObject({ by: z.string(), at: instant, reason: z.string() }).nullable(),
  pause: z
    .strictObject({ by: z.string(), at: instant, code: z.enum(PROBLEM_CODES).nullable() })
    .nullable()
    .meta({ description: 'Why nothing more is begun: `code` is what the service met, null where a person paused it' }),
  endedAt: instant.nullable(),
});

export const batchProgressSchema = batchSchema.extend({
  counts: z
    .strictObject({ waiting: z.int(), excluded: z.int(), issued: z.int(), failed: z.int() })
    .meta({ description: 'How many rows stand how' }),
});

export const batchListAnswerSchema = z.strictObject({ items: z.array(batchSchema), nextCursor: z.string().nullable() });

export const batchRowListSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      index: z.int().meta({ description: 'From 0, as proposed' }),
      state: z.enum(ROW_STATES),
      number: number.nullable(),
      contentHash: z.string().length(64),
      supersedes: number.nullable(),
      vins: z.array(z.string()),
      request: z.string().nullable().meta({ description: 'Id of the exporter’s request that it answers' }),
      problem: z
        .strictObject({ code: z.enum(PROBLEM_CODES), title: z.string(), errors: z.array(fieldSchema) })
        .nullable(),
      warnings: z.array(fieldSchema),
    }),
  ),
  nextCursor: z.string().nullable(),
});
