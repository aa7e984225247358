/** The header of draft-ietf-httpapi-idempotency-key-header stands for the field of the same name. */
export function withIdempotencyHeader(body: unknown, header: string | undefined): unknown {
  if (header === undefined || typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return { idempotencyKey: header, ...body };
}
