/** The headers of answers that mean something to a client. */
export const HEADERS = {
  'X-Request-Id': {
    description: 'Under it the operator finds the request in the log',
    schema: { type: 'string', format: 'uuid' },
  },
  'Retry-After': { description: 'After so many seconds it is worth while to try again', schema: { type: 'integer' } },
  RateLimit: {
    description: 'What is left for this address (draft-ietf-httpapi-ratelimit-headers-08)',
    schema: { type: 'string' },
  },
  'RateLimit-Policy': {
    description: 'The limit for one address (draft-ietf-httpapi-ratelimit-headers-08)',
    schema: { type: 'string' },
  },
  'WWW-Authenticate': { description: 'How to authenticate (RFC 6750)', schema: { type: 'string' } },
  Location: { description: 'Address of what was made', schema: { type: 'string', format: 'uri-reference' } },
  ETag: { description: 'SHA-256 of the file, in lower-case hex', schema: { type: 'string' } },
  'Content-Disposition': { description: 'The name of the file', schema: { type: 'string' } },
} as const;
