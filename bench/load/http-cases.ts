import path from 'node:path';
import { shanghaiDate } from '#core/confirmation/calendar.ts';
import { sampleRequest } from '../../server/development/sample-request.ts';
import { startOwnMongo } from '../../test/support/mongod.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import type { MeasuredCase } from '../measured-case.ts';
import { type Ammunition, fire } from './fire.ts';
import { type LoadedService, startLoadedService } from './loaded-service.ts';

/** How many clients ask at once, one setting after the other. */
const CLIENTS = [1, 10, 50];
/** Requests before anything is measured: code is compiled, threads are started. */
const WARM_UP = { issue: 200, verify: 800, 'look-up': 4_000 } as const;
/** How long one measurement takes about, by what the last one came to. */
const SECONDS = 12;
const LEAST = 100;
/** Documents that are checked and looked up in turn. */
const DOCUMENTS = 50;
const CACHE_GB = 1;
const BOUNDARY = 'vinseal-bench-boundary';
const JSON_TYPE = { 'content-type': 'application/json' };

const PREPARE = { issue: issuing, verify: verifying, 'look-up': lookingUp } as const;
type Kind = keyof typeof PREPARE;
type StoreName = 'sqlite' | 'mongo';
type Tell = Parameters<MeasuredCase['run']>[1];

/** `http/<kind>/<store>`: the service in a process of its own, autocannon in this one, both on all cores. */
export const HTTP_CASES: Readonly<Record<string, MeasuredCase>> = Object.fromEntries(
  (['issue', 'verify', 'look-up'] as const).flatMap((kind) =>
    (['sqlite', 'mongo'] as const).map((store) => [
      `http/${kind}/${store}`,
      { isLarge: false, run: (folder: string, tell: Tell) => measure(kind, store, folder, tell) },
    ]),
  ),
);

async function measure(kind: Kind, store: StoreName, folder: string, tell: Tell): Promise<void> {
  const mongo = store === 'mongo' ? await startOwnMongo({ cacheGb: CACHE_GB }) : null;
  const settings = {
    ...{ VINSEAL_DATA: path.join(folder, 'data'), VINSEAL_LOG_LEVEL: 'silent', VINSEAL_CHECKS_PER_MINUTE: '1000000' },
    ...(mongo === null ? {} : { VINSEAL_MONGO_URL: mongo.url('vinseal-bench') }),
  };
  try {
    const service = await startLoadedService(settings, process.env.VINSEAL_TEST_PROFILES ?? null);
    try {
      const ammunition = await PREPARE[kind](service);
      let { perSecond } = await fire(service, ammunition, { clients: 4, requests: WARM_UP[kind] });
      for (const clients of CLIENTS) {
        const requests = Math.max(LEAST, Math.round(perSecond * SECONDS));
        const figures = await fire(service, ammunition, { clients, requests });
        perSecond = figures.perSecond;
        tell(figures);
      }
    } finally {
      await service.close();
    }
  } finally {
    await mongo?.stop();
  }
}

function requestSource(seed: number): () => string {
  const random = seededRandom(seed);
  const below = (bound: number) => Math.floor(random() * bound);
  const today = shanghaiDate(new Date().toISOString());
  return () => JSON.stringify(sampleRequest({ vehicles: 1, today, random: below }));
}

async function issuing({ token }: LoadedService): Promise<Ammunition> {
  return {
    path: '/api/v1/confirmations',
    headers: { ...JSON_TYPE, authorization: `Bearer ${token}` },
    bodies: requestSource(1),
    isRight: (body) => body.includes('"number":"ASC-'),
  };
}

async function verifying(service: LoadedService): Promise<Ammunition> {
  const issued = await issueDocuments(service);
  const bodies = await Promise.all(issued.map(async ({ number }) => formOf(await pdfOf(service, number))));
  return {
    path: '/api/v1/verifications',
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    bodies,
    isRight: (body) => body.startsWith('{"verdict":"valid"'),
  };
}

async function lookingUp(service: LoadedService): Promise<Ammunition> {
  const issued = await issueDocuments(service);
  return {
    path: '/api/v1/lookups',
    headers: JSON_TYPE,
    bodies: issued.map(({ number, vin }) => JSON.stringify({ number, vinTail: vin.slice(-6) })),
    isRight: (body) => body.includes('"status":"live"'),
  };
}

type Known = { readonly number: string; readonly vin: string };

async function issueDocuments({ address, token }: LoadedService): Promise<readonly Known[]> {
  const next = requestSource(2);
  const issued: Known[] = [];
  for (let made = 0; made < DOCUMENTS; made += 1) {
    const headers = { ...JSON_TYPE, authorization: `Bearer ${token}` };
    const body = next();
    const answer = await fetch(`${address}/api/v1/confirmations`, { method: 'POST', headers, body });
    if (answer.status !== 201) throw new Error(await answer.text());
    const { number } = (await answer.json()) as { readonly number: string };
    issued.push({ number, vin: /"vin":"(\w+)"/.exec(body)?.[1] ?? '' });
  }
  return issued;
}

async function pdfOf({ address, token }: LoadedService, number: string): Promise<Buffer> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${address}/api/v1/confirmations/${number}/pdf`, { headers });
  if (answer.status !== 200) throw new Error(await answer.text());
  return Buffer.from(await answer.arrayBuffer());
}

function formOf(pdf: Buffer): Buffer {
  const head = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="document.pdf"\r\ncontent-type: application/pdf\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), pdf, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]);
}
