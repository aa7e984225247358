/** A remote signing service by the API of the Cloud Signature Consortium, version 2 (CSC API v2.0). */
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { KeySourceError } from '../../ports/key-source-error.ts';
import { type PostAnswer, post } from './post.ts';

export type ServiceSettings = {
  /** Base address, `https://…/csc/v2`. */
  readonly service: string;
  /** The authorization server's token endpoint. */
  readonly tokenAddress: string;
  readonly clientId: string;
  /** Reads the client's secret each time, so that a changed one is found. */
  readonly readSecret: () => Promise<string>;
  /** For one request. */
  readonly timeoutMs: number;
  /** Before the first repetition; doubled for the next. */
  readonly retryMs: number;
  /** Milliseconds since any epoch. */
  readonly now: () => number;
};

const ATTEMPTS = 3;
/** A token is renewed this long before it runs out, so that none does on its way. */
const TOKEN_MARGIN_MS = 10_000;

const TOKEN = z.object({ access_token: z.string().min(1), token_type: z.string(), expires_in: z.number().optional() });
const FAULT = z.object({ error: z.string(), error_description: z.string().optional() });
const DEFAULT_TOKEN_SECONDS = 300;

export type SigningService = {
  /**
   * Asks a method. `repeatable` says that it does no harm twice: it is then repeated where no answer comes or the service
   * is at fault. Another one is repeated only where the service says that it has not done it: 401 with a new token, 429
   * and 503. Throws `source-refused` with the service's own code, or `source-unavailable`.
   */
  readonly call: <Answer>(
    method: Method,
    body: Readonly<Record<string, unknown>>,
    as: z.ZodType<Answer>,
  ) => Promise<Answer>;
};

const METHODS = {
  'credentials/list': { repeatable: true },
  'credentials/info': { repeatable: true },
  'credentials/authorize': { repeatable: false },
  'signatures/signHash': { repeatable: false },
} as const;
type Method = keyof typeof METHODS;

/** A client of one service; it has one access token for all its calls (OAuth 2.0 client credentials, RFC 6749 §4.4). */
export function openSigningService(settings: ServiceSettings): SigningService {
  const tokens = accessTokens(settings);
  return {
    call: async (method, body, as) => {
      const { repeatable } = METHODS[method];
      const prepare = async () => {
        const authorization = `Bearer ${await tokens.current()}`;
        const address = `${settings.service}/${method}`;
        return async () => {
          const answer = await post({ address, body, authorization, timeoutMs: settings.timeoutMs });
          if (answer.status === 401) tokens.drop();
          return answer;
        };
      };
      return as.parse(accepted(await persist(settings, repeatable, prepare)));
    },
  };
}

function accessTokens(settings: ServiceSettings) {
  let token: Promise<{ readonly text: string; readonly until: number }> | null = null;
  const fetchToken = async () => {
    const { tokenAddress, clientId, readSecret, timeoutMs, now } = settings;
    const secret = await readSecret();
    const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'service' });
    const authorization = `Basic ${btoa(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`)}`;
    const prepare = async () => () => post({ address: tokenAddress, body, authorization, timeoutMs });
    const { access_token: text, expires_in: seconds } = TOKEN.parse(accepted(await persist(settings, true, prepare)));
    return { text, until: now() + (seconds ?? DEFAULT_TOKEN_SECONDS) * 1000 - TOKEN_MARGIN_MS };
  };
  const drop = () => {
    token = null;
  };
  return {
    drop,
    /** Concurrent callers wait for the same token. */
    current: async (): Promise<string> => {
      token ??= fetchToken();
      const asked = token;
      const found = await asked.catch((fault: unknown) => {
        if (token === asked) drop();
        throw fault;
      });
      // A token may be shorter-lived than the margin: the one just fetched is used all the same.
      if (found.until <= settings.now() && token === asked) drop();
      return found.text;
    },
  };
}

/**
 * Asks again, with growing pauses, as long as that is safe. What fails while a question is prepared has had its own
 * repetitions.
 */
async function persist(
  { retryMs }: ServiceSettings,
  repeatable: boolean,
  prepare: () => Promise<() => Promise<PostAnswer>>,
): Promise<PostAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt === ATTEMPTS;
    const ask = await prepare();
    try {
      const answer = await ask();
      if (isLast || !isRefusedUndone(answer.status, repeatable)) return answer;
    } catch (fault) {
      const isNoAnswer = fault instanceof KeySourceError && fault.code === 'source-unavailable';
      if (isLast || !repeatable || !isNoAnswer) throw fault;
    }
    await setTimeout(retryMs * 2 ** (attempt - 1));
  }
}

/** Whether the service says that nothing was done and may be asked again. */
function isRefusedUndone(status: number, repeatable: boolean): boolean {
  if (status === 401 || status === 429 || status === 503) return true;
  return repeatable && status >= 500;
}

function accepted({ status, body }: PostAnswer): unknown {
  if (status >= 200 && status < 300) return body;
  const fault = FAULT.safeParse(body);
  const said = fault.success ? `${fault.data.error} ${fault.data.error_description ?? ''}`.trim() : 'no reason';
  throw new KeySourceError(status >= 500 ? 'source-unavailable' : 'source-refused', `${status}: ${said.slice(0, 300)}`);
}
