import express, { type RequestHandler } from 'express';
import { RequestRefused } from './request-refused.ts';

/** Reads a JSON body of so many bytes at most. A body of another content type, and none at all, is refused with `body-not-json`. */
export function jsonBody(limit: number): [RequestHandler, RequestHandler] {
  const isJson: RequestHandler = (request, _response, next) =>
    request.is('application/json') ? next() : next(new RequestRefused('body-not-json'));
  return [isJson, express.json({ limit })];
}
