import type { RequestHandler } from 'express';

/**
 * Refuses an address that is not percent-encoded UTF-8, in its path or its query, as the router does where it decodes one:
 * with a URIError of status 400, which is `address-malformed` to the client.
 */
export const wellFormedAddress: RequestHandler = (request, _response, next) => {
  try {
    decodeURIComponent(request.originalUrl);
    next();
  } catch (cause) {
    next(Object.assign(new URIError('address not percent-encoded UTF-8', { cause }), { status: 400 }));
  }
};
