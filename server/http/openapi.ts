import { z } from 'zod';
import { confirmationRequestSchema } from '../app/confirmations/confirmation-request.ts';
import { listRequestSchema, MAX_LISTED, USUALLY_LISTED } from '../app/confirmations/list-confirmations.ts';
import { withdrawalRequestSchema } from '../app/confirmations/withdraw-confirmation.ts';
import { sealingPolicySchema } from '../app/manufacturers/change-sealing.ts';
import { sealProposalSchema } from '../app/seals/seal-proposal.ts';
import { compromiseRequestSchema, lookUpRequestSchema, verificationFieldsSchema } from './request-schemas.ts';
import {
  confirmationListSchema,
  confirmationSchema,
  inspectionSchema,
  issuedSchema,
  keyListSchema,
  keySchema,
  lookUpSchema,
  problemSchema,
  sealingSchema,
  sealListSchema,
  sealSchema,
  verificationSchema,
} from './response-schemas.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

function schemaOf(schema: z.ZodType, io: 'input' | 'output' = 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}

function json(schema: z.ZodType, description: string, io: 'input' | 'output' = 'output') {
  return { description, content: { 'application/json': { schema: schemaOf(schema, io) } } };
}

const problem = {
  description: 'Refused: RFC 9457 problem details with a permanent `code`; with status 503, when to try again',
  headers: { 'Retry-After': { description: 'Seconds', schema: { type: 'integer' } } },
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};
const withToken = { security: [{ bearer: [] }] };
const numberParameter = { name: 'number', in: 'path', required: true, schema: { type: 'string' } };

/** In a query every value is text; how many are listed is a number there, too. */
const listParameters = Object.entries(listRequestSchema.shape).map(([name, schema]) => {
  const { description, ...rest } = schemaOf(schema, 'input');
  const limits = { type: 'integer', minimum: 1, maximum: MAX_LISTED, default: USUALLY_LISTED };
  return { name, in: 'query', description, schema: name === 'limit' ? limits : rest };
});

const idParameter = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };

function keyStep(operationId: string) {
  const parameters = [idParameter];
  const responses = { 200: json(keySchema, 'The key as it stands now'), default: problem };
  return { operationId, ...withToken, parameters, responses };
}

function sealingStep(operationId: string) {
  const responses = { 200: json(sealingSchema, 'How its documents are sealed from now on'), default: problem };
  return { operationId, ...withToken, parameters: [idParameter], responses };
}

const versionParameter = { name: 'version', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } };

function sealStep(operationId: string) {
  const responses = { 200: json(sealSchema, 'The version as it stands now'), default: problem };
  return { operationId, ...withToken, parameters: [idParameter, versionParameter], responses };
}

const verificationBody = {
  type: 'object',
  required: ['file'],
  properties: {
    file: {
      type: 'array',
      items: { type: 'string', contentMediaType: 'application/pdf' },
      description: 'One or many PDFs, 20 MB each at most',
    },
    ...z.toJSONSchema(verificationFieldsSchema, { io: 'input' }).properties,
  },
  additionalProperties: false,
};

const inspectionBody = {
  type: 'object',
  required: ['file'],
  properties: { file: verificationBody.properties.file },
  additionalProperties: false,
};

/** The API as OpenAPI 3.1, made from the schemas that judge requests and that tests hold answers against. */
export function openApiDocument() {
  return {
    openapi: '3.1.0',
    info: {
      title: 'vinseal',
      version: '1',
      description: 'Sealed after-sales maintenance service confirmations: issue, check, withdraw.',
    },
    servers: [{ url: '/api/v1' }],
    paths: {
      '/confirmations': {
        post: {
          operationId: 'issueConfirmation',
          ...withToken,
          parameters: [{ name: 'Idempotency-Key', in: 'header', schema: { type: 'string' } }],
          requestBody: { required: true, ...json(confirmationRequestSchema, 'What to confirm', 'input') },
          responses: {
            201: json(issuedSchema, 'Issued'),
            200: json(issuedSchema, 'Issued before under this idempotency key'),
            default: problem,
          },
        },
        get: {
          operationId: 'listConfirmations',
          ...withToken,
          parameters: listParameters,
          responses: {
            200: json(
              confirmationListSchema,
              'Those that all filters fit, newest first; a page may hold few or none although `nextCursor` names another',
            ),
            default: problem,
          },
        },
      },
      '/confirmations/{number}': {
        get: {
          operationId: 'readConfirmation',
          ...withToken,
          parameters: [numberParameter],
          responses: { 200: json(confirmationSchema, 'The confirmation'), default: problem },
        },
      },
      '/confirmations/{number}/pdf': {
        get: {
          operationId: 'downloadConfirmation',
          ...withToken,
          parameters: [numberParameter],
          responses: { 200: { description: 'The sealed file', content: { 'application/pdf': {} } }, default: problem },
        },
      },
      '/confirmations/{number}/archive': {
        get: {
          operationId: 'downloadArchiveCopy',
          ...withToken,
          parameters: [numberParameter],
          responses: {
            200: {
              description:
                'The archive copy: the sealed file with later proofs. Acrobat reports it as changed after certification, as it does for every document time-stamp after P=1; EU DSS names it B-LTA',
              content: { 'application/pdf': {} },
            },
            default: problem,
          },
        },
      },
      '/confirmations/{number}/withdrawal': {
        post: {
          operationId: 'withdrawConfirmation',
          ...withToken,
          parameters: [numberParameter],
          requestBody: { required: true, ...json(withdrawalRequestSchema, 'Why, and which vehicles', 'input') },
          responses: { 200: json(confirmationSchema, 'The confirmation as it stands now'), default: problem },
        },
      },
      '/keys': {
        get: {
          operationId: 'listKeys',
          ...withToken,
          responses: { 200: json(keyListSchema, 'Every signing key and where it stands'), default: problem },
        },
      },
      '/keys/{id}/suspension': { post: keyStep('suspendKey') },
      '/keys/{id}/activation': { post: keyStep('activateKey') },
      '/keys/{id}/compromise': {
        post: {
          ...keyStep('markKeyCompromised'),
          requestBody: { required: true, ...json(compromiseRequestSchema, 'Since when', 'input') },
        },
      },
      '/manufacturers/{id}/sealing': {
        get: sealingStep('readSealing'),
        put: {
          ...sealingStep('setSealing'),
          requestBody: { required: true, ...json(sealingPolicySchema, 'The whole policy', 'input') },
        },
        delete: sealingStep('resetSealing'),
      },
      '/manufacturers/{id}/seals': {
        get: {
          operationId: 'listSeals',
          ...withToken,
          parameters: [idParameter],
          responses: { 200: json(sealListSchema, 'Every version of the seal, oldest first'), default: problem },
        },
        post: {
          operationId: 'proposeSeal',
          ...withToken,
          parameters: [idParameter],
          requestBody: { required: true, ...json(sealProposalSchema, 'What the seal looks like, and when', 'input') },
          responses: { 201: json(sealSchema, 'Proposed: another person has to approve it'), default: problem },
        },
      },
      '/manufacturers/{id}/seals/{version}/approval': { post: sealStep('approveSeal') },
      '/manufacturers/{id}/seals/{version}/retirement': { post: sealStep('retireSeal') },
      '/manufacturers/{id}/seals/{version}/preview': {
        get: {
          operationId: 'previewSeal',
          ...withToken,
          parameters: [idParameter, versionParameter],
          responses: {
            200: { description: 'The seal at true size, marked as a preview', content: { 'application/pdf': {} } },
            default: problem,
          },
        },
      },
      '/verifications': {
        post: {
          operationId: 'verifyDocuments',
          requestBody: { required: true, content: { 'multipart/form-data': { schema: verificationBody } } },
          responses: { 200: json(verificationSchema, 'A verdict for each file'), default: problem },
        },
      },
      '/inspections': {
        post: {
          operationId: 'inspectDocuments',
          requestBody: { required: true, content: { 'multipart/form-data': { schema: inspectionBody } } },
          responses: { 200: json(inspectionSchema, 'What each file is worth by itself'), default: problem },
        },
      },
      '/lookups': {
        post: {
          operationId: 'lookUpConfirmation',
          requestBody: { required: true, ...json(lookUpRequestSchema, 'Which vehicle of which confirmation', 'input') },
          responses: { 200: json(lookUpSchema, 'How that vehicle stands'), default: problem },
        },
      },
    },
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: schemaOf(problemSchema) },
    },
  };
}
