/** The parameters that operations share, by the name in a path or by their own. */
export const PARAMETERS = {
  number: {
    name: 'number',
    in: 'path',
    required: true,
    description: 'Confirmation number',
    schema: { type: 'string' },
    example: 'ASC-XHM-2026-0000001W',
  },
  id: {
    name: 'id',
    in: 'path',
    required: true,
    description: 'Id of the key, the request, the batch, or the manufacturer',
    schema: { type: 'string' },
    example: 'test-maker',
  },
  version: {
    name: 'version',
    in: 'path',
    required: true,
    description: 'Version of the seal',
    schema: { type: 'integer', minimum: 1 },
    example: 1,
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'The same as the field `idempotencyKey`, which goes before it (draft-ietf-httpapi-idempotency-key-header)',
    schema: { type: 'string', minLength: 1, maxLength: 200 },
    example: 'order-4711',
  },
  AcceptLanguage: {
    name: 'Accept-Language',
    in: 'header',
    required: false,
    description: 'Language of the words in the answer: zh-CN, en or ru; English where it names none of them',
    schema: { type: 'string', default: 'en' },
    example: 'zh-CN',
  },
} as const;
