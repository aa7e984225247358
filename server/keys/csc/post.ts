import { KeySourceError } from '../../ports/key-source-error.ts';

export type PostRequest = {
  readonly address: string;
  /** JSON, or a form (RFC 6749 asks for one). */
  readonly body: Readonly<Record<string, unknown>> | URLSearchParams;
  readonly authorization: string | null;
  readonly timeoutMs: number;
};

export type PostAnswer = { readonly status: number; readonly body: unknown };

const MAX_ANSWER_BYTES = 256 * 1024;

/**
 * One POST, one JSON answer, whatever its status. Bounded in time and size; a redirect is a fault, since it would carry
 * secrets elsewhere. Throws `source-unavailable` where there is no such answer.
 */
export async function post({ address, body, authorization, timeoutMs }: PostRequest): Promise<PostAnswer> {
  const isForm = body instanceof URLSearchParams;
  try {
    const response = await fetch(address, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        accept: 'application/json',
        'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
        ...(authorization === null ? {} : { authorization }),
      },
      body: isForm ? body.toString() : JSON.stringify(body),
    });
    return { status: response.status, body: JSON.parse(await boundedText(response)) };
  } catch (cause) {
    throw new KeySourceError('source-unavailable', `${new URL(address).host} gives no answer`, { cause });
  }
}

async function boundedText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new Error('the answer is too large');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
