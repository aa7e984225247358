/**
 * A small signing service by the CSC API v2: OAuth 2.0 client credentials, `credentials/list`, `credentials/info`,
 * `credentials/authorize` and `signatures/signHash`, strict in what it takes.
 */
import { execFile } from 'node:child_process';
import { createPublicKey, type KeyObject, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { rawEcdsaValue } from '#core/x509/ecdsa-value.ts';

const run = promisify(execFile);

export type CscCredential = {
  readonly id: string;
  readonly key: KeyObject;
  /** DER. */
  readonly certificate: Uint8Array;
  readonly status?: 'enabled' | 'disabled';
  /** Whether ECDSA values come as r‖s. */
  readonly raw?: boolean;
};

/** What goes wrong next at a path: a status, no answer at all, or an answer that is no JSON. */
export type CscFault = { readonly path: string; readonly answer: number | 'nothing' | 'garbage' | 'redirect' };

export const CSC_CLIENT = 'vinseal-test';
export const CSC_SECRET = 'a secret: with % signs';
export const CSC_PIN = '4711';

const HASH = z.strictObject({
  credentialID: z.string(),
  hashes: z.array(z.base64()).length(1),
  hashAlgorithmOID: z.string(),
});
const BODIES = {
  'credentials/list': z.strictObject({}),
  'credentials/info': z.strictObject({
    credentialID: z.string(),
    certificates: z.enum(['none', 'single', 'chain']),
    certInfo: z.boolean(),
    authInfo: z.boolean(),
  }),
  'credentials/authorize': HASH.extend({
    numSignatures: z.literal(1),
    authData: z.array(z.strictObject({ id: z.literal('PIN'), value: z.string() })).length(1),
  }),
  'signatures/signHash': HASH.extend({
    SAD: z.string().optional(),
    signAlgo: z.string(),
    signAlgoParams: z.base64().optional(),
    operationMode: z.literal('S'),
  }),
} as const;

type SignRequest = z.infer<(typeof BODIES)['signatures/signHash']>;

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, code: string) {
    super(code);
    this.status = status;
  }
}

export async function startCscServer(options: { readonly asksPin: boolean }) {
  const credentials = new Map<string, CscCredential>();
  const tokens = new Set<string>();
  const activations = new Map<string, string>();
  const faults: CscFault[] = [];
  const calls: string[] = [];

  const answers = {
    'credentials/list': () => ({ credentialIDs: [...credentials.keys()] }),
    'credentials/info': ({ credentialID }: z.infer<(typeof BODIES)['credentials/info']>) => infoOf(find(credentialID)),
    'credentials/authorize': (body: z.infer<(typeof BODIES)['credentials/authorize']>) => {
      if (body.authData[0]?.value !== CSC_PIN) throw new Refusal(400, 'invalid_pin');
      const SAD = randomUUID();
      activations.set(SAD, `${body.credentialID} ${body.hashes[0]}`);
      return { SAD, expiresIn: 60 };
    },
    'signatures/signHash': async (body: SignRequest) => {
      const activated = activations.get(body.SAD ?? '');
      activations.delete(body.SAD ?? '');
      if (options.asksPin && activated !== `${body.credentialID} ${body.hashes[0]}`)
        throw new Refusal(400, 'invalid_request');
      return { signatures: [(await signHash(find(body.credentialID), body)).toString('base64')] };
    },
  };
  const find = (id: string): CscCredential => {
    const credential = credentials.get(id);
    if (credential === undefined) throw new Refusal(400, 'invalid_request');
    return credential;
  };

  const answer = (path: string, request: IncomingMessage, text: string): unknown => {
    if (request.method !== 'POST') throw new Refusal(405, 'invalid_request');
    if (path === 'oauth2/token') return issueToken(tokens, request, text);
    if (!tokens.has(request.headers.authorization ?? '')) throw new Refusal(401, 'invalid_token');
    const method = Object.keys(BODIES).find((name) => path === `csc/v2/${name}`) as keyof typeof BODIES | undefined;
    if (method === undefined || request.headers['content-type'] !== 'application/json')
      throw new Refusal(404, 'not_found');
    const body = BODIES[method].safeParse(JSON.parse(text));
    if (!body.success) throw new Refusal(400, 'invalid_request');
    return answers[method](body.data as never);
  };

  const server = createServer(async (request, response) => {
    const asked = (request.url ?? '').slice(1);
    calls.push(asked);
    let text = '';
    for await (const chunk of request) text += chunk;
    const at = faults.findIndex((fault) => fault.path === asked);
    const [fault] = at === -1 ? [] : faults.splice(at, 1);
    if (fault !== undefined) return failAs(fault, response);
    try {
      reply(response, 200, await answer(asked, request, text));
    } catch (error) {
      const status = error instanceof Refusal ? error.status : 500;
      reply(response, status, { error: String(error) });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    service: `${base}/csc/v2`,
    tokenAddress: `${base}/oauth2/token`,
    credentials,
    faults,
    calls,
    /** Every access token that was given out is worth nothing from now on. */
    dropTokens: () => tokens.clear(),
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export type CscServer = Awaited<ReturnType<typeof startCscServer>>;

function issueToken(tokens: Set<string>, request: IncomingMessage, text: string) {
  const [id = '', secret = ''] = atob((request.headers.authorization ?? '').replace(/^Basic /, '')).split(':');
  const isClient = decodeURIComponent(id) === CSC_CLIENT && decodeURIComponent(secret) === CSC_SECRET;
  if (!isClient) throw new Refusal(401, 'invalid_client');
  if (new URLSearchParams(text).get('grant_type') !== 'client_credentials') throw new Refusal(400, 'invalid_request');
  const token = randomUUID();
  tokens.add(`Bearer ${token}`);
  return { access_token: token, token_type: 'Bearer', expires_in: 3600 };
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function failAs({ answer }: CscFault, response: ServerResponse): void {
  if (answer === 'nothing') return;
  if (answer === 'garbage') return void response.end('<html>');
  if (answer === 'redirect') return void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
  reply(response, answer, { error: 'temporarily_unavailable' });
}

const SIGNATURE_OIDS = {
  rsa: ['1.2.840.113549.1.1.11', '1.2.840.113549.1.1.10'],
  prime256v1: ['1.2.840.10045.4.3.2'],
  secp384r1: ['1.2.840.10045.4.3.3'],
} as const;

function oidsOf(key: KeyObject): readonly string[] {
  const curve = key.asymmetricKeyDetails?.namedCurve;
  return curve === undefined ? SIGNATURE_OIDS.rsa : (SIGNATURE_OIDS[curve as 'prime256v1' | 'secp384r1'] ?? []);
}

function infoOf({ key, certificate, status = 'enabled' }: CscCredential) {
  return {
    key: { status, algo: oidsOf(key), len: createPublicKey(key).asymmetricKeyDetails?.modulusLength ?? 256 },
    cert: { status: 'valid', certificates: [Buffer.from(certificate).toString('base64')] },
    auth: { mode: 'explicit' },
    SCAL: '2',
    multisign: 1,
  };
}

const OPENSSL_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  '1.2.840.113549.1.1.11': ['rsa_padding_mode:pkcs1', 'digest:sha256'],
  '1.2.840.113549.1.1.10': ['rsa_padding_mode:pss', 'rsa_pss_saltlen:32', 'rsa_mgf1_md:sha256', 'digest:sha256'],
};

/** RSASSA-PSS-params: SHA-256, MGF1 with SHA-256, a salt of 32 octets. */
const PSS_PARAMETERS = 'MDSgDzANBglghkgBZQMEAgEFAKEcMBoGCSqGSIb3DQEBCDANBglghkgBZQMEAgEFAKIDAgEg';

/** Signs a hash that is there already, as a token does: Node's own functions hash what they sign. */
async function signHash({ key, raw = false }: CscCredential, body: SignRequest): Promise<Buffer> {
  if (!oidsOf(key).includes(body.signAlgo)) throw new Refusal(400, 'invalid_request');
  const isPss = body.signAlgo === '1.2.840.113549.1.1.10';
  if (body.signAlgoParams !== (isPss ? PSS_PARAMETERS : undefined)) throw new Refusal(400, 'invalid_request');
  const folder = await mkdtemp(path.join(tmpdir(), 'vinseal-csc-'));
  try {
    const [keyFile, hashFile, valueFile] = ['key.pem', 'hash', 'value'].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ];
    await writeFile(keyFile, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    await writeFile(hashFile, Buffer.from(body.hashes[0] ?? '', 'base64'));
    const options = (OPENSSL_OPTIONS[body.signAlgo] ?? []).flatMap((option) => ['-pkeyopt', option]);
    await run('openssl', ['pkeyutl', '-sign', '-inkey', keyFile, '-in', hashFile, '-out', valueFile, ...options]);
    const value = await readFile(valueFile);
    const curve = key.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'P-384' : 'P-256';
    return raw ? Buffer.from(rawEcdsaValue(value, curve) ?? []) : value;
  } finally {
    await rm(folder, { recursive: true });
  }
}
