import { z } from 'zod';
import { PROPOSAL_HEAD } from '../../app/batches/propose-batch.ts';
import { wishSchema } from '../../app/batches/wish-schema.ts';
import { confirmationRequestSchema } from '../../app/confirmations/confirmation-request.ts';
import { withdrawalRequestSchema } from '../../app/confirmations/withdraw-confirmation.ts';
import { sealingPolicySchema } from '../../app/manufacturers/change-sealing.ts';
import { cancelSchema } from '../../app/requests/cancel-request.ts';
import { newRequestSchema } from '../../app/requests/submit-new-request.ts';
import { sealProposalSchema } from '../../app/seals/seal-proposal.ts';
import { MAX_ROWS } from '../../model/batches/batch.ts';
import { MAX_FILES } from '../middleware/uploads.ts';
import {
  compromiseRequestSchema,
  inspectionFieldsSchema,
  lookUpRequestSchema,
  verificationFieldsSchema,
} from '../request-schemas.ts';
import {
  batchListAnswerSchema,
  batchProgressSchema,
  batchRowListSchema,
  batchSchema,
  checkSchema,
  confirmationListSchema,
  confirmationSchema,
  exporterSchema,
  fieldSchema,
  inspectedSignatureSchema,
  inspectionSchema,
  issuedSchema,
  keyListSchema,
  keySchema,
  lookUpSchema,
  manufacturerSchema,
  outletSchema,
  problemSchema,
  revocationNoteSchema,
  sealingSchema,
  sealListSchema,
  sealSchema,
  vehicleRequestListSchema,
  vehicleRequestSchema,
  vehicleSchema,
  verdictSchema,
  verificationSchema,
  verifiedConfirmationSchema,
} from '../response-schemas.ts';

/** The part of a form that holds the files. */
const files = z
  .array(z.string().meta({ format: 'binary', contentMediaType: 'application/pdf' }))
  .min(1)
  .max(MAX_FILES)
  .meta({ description: 'One or many PDFs, 20 MB each at most' });

const REQUESTS = {
  ConfirmationRequest: confirmationRequestSchema,
  NewRequest: newRequestSchema,
  RequestCancellation: cancelSchema,
  BatchProposal: z.strictObject({ ...PROPOSAL_HEAD, rows: z.array(wishSchema).min(1).max(MAX_ROWS) }),
  WithdrawalRequest: withdrawalRequestSchema,
  CompromiseRequest: compromiseRequestSchema,
  SealingPolicy: sealingPolicySchema,
  SealProposal: sealProposalSchema,
  VerificationForm: z.strictObject({ file: files, ...verificationFieldsSchema.shape }),
  InspectionForm: z.strictObject({ file: files, ...inspectionFieldsSchema.shape }),
  LookUpRequest: lookUpRequestSchema,
} as const;

const RESPONSES = {
  Confirmation: confirmationSchema,
  IssuedConfirmation: issuedSchema,
  ConfirmationList: confirmationListSchema,
  VehicleRequest: vehicleRequestSchema,
  VehicleRequestList: vehicleRequestListSchema,
  Batch: batchSchema,
  BatchProgress: batchProgressSchema,
  BatchList: batchListAnswerSchema,
  BatchRowList: batchRowListSchema,
  Vehicle: vehicleSchema,
  Outlet: outletSchema,
  Manufacturer: manufacturerSchema,
  Exporter: exporterSchema,
  Verification: verificationSchema,
  Verdict: verdictSchema,
  Check: checkSchema,
  VerifiedConfirmation: verifiedConfirmationSchema,
  RevocationNote: revocationNoteSchema,
  Inspection: inspectionSchema,
  InspectedSignature: inspectedSignatureSchema,
  LookUp: lookUpSchema,
  Key: keySchema,
  KeyList: keyListSchema,
  Sealing: sealingSchema,
  Seal: sealSchema,
  SealList: sealListSchema,
  Problem: problemSchema,
  FieldProblem: fieldSchema,
} as const;

export type RequestSchemaName = keyof typeof REQUESTS;
export type ResponseSchemaName = keyof typeof RESPONSES;

/** A schema of JSON Schema 2020-12, as OpenAPI 3.1 takes it. */
export type JsonSchema = { readonly [keyword: string]: unknown };

export const schemaReference = (name: RequestSchemaName | ResponseSchemaName) => `#/components/schemas/${name}`;

/** Every named schema, made from those that judge requests and that tests hold answers against. */
export function namedSchemas(): Readonly<Record<string, JsonSchema>> {
  return { ...schemasOf(REQUESTS, 'input'), ...schemasOf(RESPONSES, 'output') };
}

function schemasOf(named: Readonly<Record<string, z.ZodType>>, io: 'input' | 'output') {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const uri = (id: string) => schemaReference(id as ResponseSchemaName);
  const { schemas } = z.toJSONSchema(registry, { io, uri, override: ({ jsonSchema }) => tidy(jsonSchema) });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutIds(schema)]));
}

function withoutIds({ $schema: _dialect, $id: _id, ...schema }: JsonSchema): JsonSchema {
  return schema;
}

/** Without what a format says already, and without the bounds of a number that JavaScript holds exactly. */
function tidy(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.format === 'date' || schema.format === 'date-time') delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.example === undefined) return;
  schema.examples = [schema.example];
  delete schema.example;
}
