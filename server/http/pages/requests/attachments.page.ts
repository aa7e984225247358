import type { RequestHandler, Response } from 'express';
import type { Words } from '../../../i18n/words.ts';
import { actorOf } from '../../actor-of.ts';
import { uploadedFiles } from '../../middleware/uploads.ts';
import { setStatus } from '../../problem.ts';
import { problemErrors } from '../accounts/account-form.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { renderRequest } from './request.page.ts';
import { refusedPage, requestsPath, targetOf } from './request-form.ts';
import type { RequestPages } from './request-pages.ts';

/** Lays the chosen files with a request, one after the other; the first that is not taken is told, and those before it stay. */
export function attachPage(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const { id, actor } = targetOf(request, response);
    for (const file of uploadedFiles(request)) {
      const given = { name: file.originalname, bytes: new Uint8Array(file.buffer) };
      const done = await deps.requests.attach({ id, actor, version: null }, given);
      if (done.ok) continue;
      const found = await deps.requests.find(id, actor);
      const isOfFile =
        done.problem.code.startsWith('attachment-') || done.problem.code.startsWith('too-many-attachments');
      if (!found.ok || !isOfFile) return refusedPage(response, words, render, done.problem);
      setStatus(response, done.problem.code);
      const errors = problemErrors(done.problem, 'file', words);
      return renderRequest(deps, request, response, words, render, { request: found.value, errors });
    }
    response.redirect(303, `${requestsPath(words)}/${id}#attachments`);
  };
}

export function detachPage(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const { id, actor } = targetOf(request, response);
    const done = await deps.requests.detach({ id, actor, version: null }, String(request.params.attachment));
    if (!done.ok) return refusedPage(response, words, render, done.problem);
    response.redirect(303, `${requestsPath(words)}/${id}#attachments`);
  };
}

/** A file as it was given: saved by the browser, never shown or run by it. */
export function attachmentDownload(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const { id, attachment } = request.params;
    const read = await deps.requests.attachment(String(id), String(attachment), actorOf(response));
    if (!read.ok) return refusedPage(response, words, render, read.problem);
    sendFile(response, read.value.attachment.name, read.value.attachment.type, read.value.bytes);
  };
}

/** Octets of others: a download that opens nothing, whatever they are. */
export function sendFile(response: Response, name: string, type: string, bytes: Uint8Array): void {
  response.attachment(name);
  response.set({
    'Content-Type': type,
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  });
  response.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
