import express, { type RequestHandler } from 'express';
import { expectMediaType } from './expect-media-type.ts';

/**
 * Reads a JSON body of so many bytes at most; any JSON, so that its schema judges what it holds. No body at all is refused
 * with `body-not-json`, one of another content type with `media-type-not-supported`. What Express says of a body that it
 * cannot read is made a problem in `faults.ts`.
 */
export function jsonBody(limit: number): readonly RequestHandler[] {
  return [expectMediaType('application/json', 'body-not-json'), express.json({ limit, strict: false })];
}
