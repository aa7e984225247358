import type { Readable, Writable } from 'node:stream';
import type { Request, RequestHandler } from 'express';
import multer from 'multer';
import { type BodyTimes, watchBody } from './body-watch.ts';
import { clientAddress } from './client-address.ts';
import { hasBody, otherMediaType } from './expect-media-type.ts';
import { RequestRefused } from './request-refused.ts';
import { openShare, type SharedBudget, throughShare } from './shared-upload-budget.ts';
import { createUploadBudget, type UploadBudget, type UploadShare } from './upload-budget.ts';

/** Most bytes of one uploaded file. */
export const MAX_FILE_BYTES = 20 * 1024 * 1024;
/** Most bytes of one text field of an upload. */
export const MAX_FIELD_BYTES = 60_000;
/** Most files of one upload. */
export const MAX_FILES = 20;
/** Most bytes of all uploads that are under way at once: files are held in memory. */
export const MAX_BYTES_UNDER_WAY = 256 * 1024 * 1024;
/** Most bytes of a whole upload, and of all uploads of one address at once. */
export const MAX_UPLOAD_BYTES = 100 * 1024 * 1024;
/** What comes slower is given up: it holds memory all the while. */
const UPLOAD_TIMES: BodyTimes = { stalledMs: 10_000, wholeMs: 60_000 };

const FORM = 'multipart/form-data';

export type UploadOptions = Partial<BodyTimes> & {
  readonly budget?: UploadBudget;
  /** What one address may hold over all instances; nothing is counted there where it is left out. */
  readonly shared?: SharedBudget;
};

/**
 * Reads a multipart form into memory: the files (part `file`, any number up to 20) into `request.files`, the text
 * fields into `request.body`. File names are read as UTF-8, as browsers send them.
 * Bytes are counted against the budget as they come, whatever length was announced, and until the answer is sent.
 * A refusal reaches `next` as `RequestRefused` with `file-missing`, `media-type-not-supported`, `file-too-large`,
 * `too-many-files`, `upload-broken`, `upload-stalled` or `busy`.
 */
export function uploads(options: UploadOptions = {}): RequestHandler {
  const times = { ...UPLOAD_TIMES, ...options };
  const budget = options.budget ?? createUploadBudget(MAX_BYTES_UNDER_WAY, MAX_UPLOAD_BYTES);
  return (request, response, next) => {
    if (Number(request.headers['content-length'] ?? 0) > MAX_UPLOAD_BYTES) return next(tooLarge(MAX_UPLOAD_BYTES));
    if (!hasBody(request)) return next(new RequestRefused('file-missing'));
    if (!request.is(FORM)) return next(otherMediaType(request, FORM));
    const address = clientAddress(request);
    const share = budget.open(address);
    const sharedShare = openShare(options.shared ?? null, address, request.headers['content-length']);
    response.once('close', share.free).once('close', sharedShare.free);
    let parser: Writable | null = null;
    let isSettled = false;
    const settle = (refused?: RequestRefused) => {
      if (isSettled) return;
      isSettled = true;
      if (refused !== undefined) discard(request, parser, share);
      next(refused);
    };
    watchBody(request, times, () => {
      // The rest of a body that was refused before is only thrown away: nobody waits for it.
      if (isSettled) return void request.socket.destroy();
      // RFC 9110, 15.5.9: whoever stops waiting for a request closes the connection.
      response.set('Connection', 'close');
      settle(new RequestRefused('upload-stalled'));
    });
    const readForm = formReader((body, into) => {
      parser = into;
      countBytes(body, share, settle);
      throughShare(body, sharedShare, into, () => settle(new RequestRefused('busy')));
    });
    readForm(request, response, (error: unknown) => settle(error === undefined ? undefined : refusalOf(error)));
  };
}

/** The files of a form that was received; none where it was no upload. */
export function uploadedFiles({ files }: Request): readonly Express.Multer.File[] {
  return Array.isArray(files) ? files : [];
}

/** Frees what has come, and lets the rest of the body come to nothing: a client that still sends can then read the answer. */
function discard(request: Request, parser: Writable | null, share: UploadShare): void {
  request.unpipe();
  parser?.destroy(new Error('the upload is refused'));
  request.files = [];
  request.resume();
  share.free();
}

function countBytes(body: Readable, share: UploadShare, refuse: (refused: RequestRefused) => void): void {
  let bytes = 0;
  body.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_UPLOAD_BYTES) refuse(tooLarge(MAX_UPLOAD_BYTES));
    else if (!share.take(chunk.length)) refuse(new RequestRefused('busy'));
  });
}

/** How a body reaches the parser. The types of multer do not know it yet. */
type StreamHandler = (body: Request, parser: Writable) => void;

function formReader(streamHandler: StreamHandler): RequestHandler {
  const options: multer.Options & { readonly streamHandler: StreamHandler } = {
    storage: multer.memoryStorage(),
    defParamCharset: 'utf8',
    limits: {
      fileSize: MAX_FILE_BYTES,
      files: MAX_FILES,
      fields: 10,
      // The longest list that the form of a manufacturer sends along.
      fieldSize: MAX_FIELD_BYTES,
      fieldNameSize: 100,
      parts: 40,
    },
    streamHandler,
  };
  return multer(options).array('file', MAX_FILES);
}

function refusalOf(error: unknown): RequestRefused {
  const code = error instanceof multer.MulterError ? error.code : '';
  if (code === 'LIMIT_FILE_SIZE') return tooLarge(MAX_FILE_BYTES, error);
  // multer calls one file above the count of a field unexpected, like a file in a field of another name.
  if (code === 'LIMIT_FILE_COUNT' || isFileAboveCount(error)) {
    return new RequestRefused('too-many-files', { most: MAX_FILES }, error);
  }
  if (code === 'LIMIT_UNEXPECTED_FILE') return new RequestRefused('file-missing', {}, error);
  return new RequestRefused('upload-broken', {}, error);
}

function isFileAboveCount(error: unknown): boolean {
  return error instanceof multer.MulterError && error.code === 'LIMIT_UNEXPECTED_FILE' && error.field === 'file';
}

function tooLarge(maxBytes: number, cause?: unknown): RequestRefused {
  return new RequestRefused('file-too-large', { most: Math.floor(maxBytes / 1024 / 1024) }, cause);
}
