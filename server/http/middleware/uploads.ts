import type { RequestHandler } from 'express';
import multer from 'multer';
import type { WordData } from '#core/confirmation/errors.ts';
import { RequestRefused } from './request-refused.ts';
import { createUploadBudget, type UploadBudget } from './upload-budget.ts';

/** Most bytes of one uploaded file. */
export const MOST_FILE_BYTES = 20 * 1024 * 1024;
/** Most files of one upload. */
export const MOST_FILES = 20;
/** Most files of an upload of undeclared length: together no more than the bytes that are set aside for it. */
export const MOST_FILES_UNDECLARED = 5;
/** Most bytes of all uploads that are under way at once: files are held in memory. */
export const MOST_BYTES_UNDER_WAY = 256 * 1024 * 1024;
/** Most bytes of a whole upload, and of all uploads of one address at once. */
export const MOST_UPLOAD_BYTES = 100 * 1024 * 1024;

/**
 * Reads a multipart form into memory: the files (part `file`, any number up to 20) into `request.files`, the text
 * fields into `request.body`. File names are read as UTF-8, as browsers send them.
 * The memory is set aside before the first byte is read. A refusal reaches `next` as `RequestRefused` with `file-missing`, `file-too-large`, `too-many-files`, `upload-broken` or `busy`.
 * An upload that does not declare its length (chunked, RFC 9112, 7.1) takes the most that one upload may, and fewer files.
 */
export function uploads(
  budget: UploadBudget = createUploadBudget(MOST_BYTES_UNDER_WAY, MOST_UPLOAD_BYTES),
): RequestHandler {
  const declared = receiver(MOST_FILES);
  const undeclared = receiver(MOST_FILES_UNDECLARED);
  return (request, response, next) => {
    const length = declaredBytes(request.headers['content-length']);
    const bytes = length ?? MOST_UPLOAD_BYTES;
    if (bytes > MOST_UPLOAD_BYTES) return next(new RequestRefused('file-too-large', megabytes(MOST_UPLOAD_BYTES)));
    if (!request.is('multipart/form-data')) return next(new RequestRefused('upload-broken'));
    const free = budget.reserve(request.ip ?? '', bytes);
    if (free === null) return next(new RequestRefused('busy'));
    response.once('close', free);
    const { receive, mostFiles } = length === null ? undeclared : declared;
    receive(request, response, (error: unknown) => next(error === undefined ? undefined : refusal(error, mostFiles)));
  };
}

type Receiver = { readonly receive: RequestHandler; readonly mostFiles: number };

function receiver(mostFiles: number): Receiver {
  const form = multer({
    storage: multer.memoryStorage(),
    defParamCharset: 'utf8',
    limits: {
      fileSize: MOST_FILE_BYTES,
      files: mostFiles,
      fields: 10,
      fieldSize: 1_000,
      fieldNameSize: 100,
      parts: 40,
    },
  });
  return { receive: form.array('file', mostFiles), mostFiles };
}

/** The length that the client announced; null where it announced none. Node lets only digits through. */
function declaredBytes(header: string | undefined): number | null {
  return header === undefined ? null : Number(header);
}

function refusal(error: unknown, mostFiles: number): RequestRefused {
  const code = error instanceof multer.MulterError ? error.code : '';
  if (code === 'LIMIT_FILE_SIZE') return new RequestRefused('file-too-large', megabytes(MOST_FILE_BYTES), error);
  // multer calls one file above the count of a field unexpected, like a file in a field of another name.
  if (code === 'LIMIT_FILE_COUNT' || isFileAboveCount(error)) {
    return new RequestRefused('too-many-files', { most: mostFiles }, error);
  }
  if (code === 'LIMIT_UNEXPECTED_FILE') return new RequestRefused('file-missing', {}, error);
  return new RequestRefused('upload-broken', {}, error);
}

function isFileAboveCount(error: unknown): boolean {
  return error instanceof multer.MulterError && error.code === 'LIMIT_UNEXPECTED_FILE' && error.field === 'file';
}

function megabytes(bytes: number): WordData {
  return { most: Math.floor(bytes / 1024 / 1024) };
}
