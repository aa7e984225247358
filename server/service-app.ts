import type { Express } from 'express';
import type { Logger } from 'pino';
import { dataPaths, type Install, TEMPLATES } from './compose.ts';
import { readSample, readSamples } from './demonstration/read-samples.ts';
import { createApp } from './http/app.ts';
import { loadWords } from './words/load-words.ts';

export type ServiceOptions = {
  readonly data: string;
  readonly publicUrl: string;
  readonly checksPerMinute: number;
  /** See `VINSEAL_TRUSTED_PROXIES`. */
  readonly trustedProxies: readonly string[];
  readonly log: Logger;
};

/** The HTTP surface over an open install: what the service listens with, and what tests send requests to. */
export function serviceApp(install: Install, options: ServiceOptions): Express {
  const { samples } = dataPaths(options.data);
  return createApp({
    log: options.log,
    words: loadWords(`${TEMPLATES}/locales`),
    issue: (input, by) => install.issue(input, { by }),
    list: (request) => install.list({ ...request, manufacturerId: null }),
    find: install.find,
    pdf: install.pdf,
    archivePdf: install.archivePdf,
    withdraw: install.withdraw,
    verify: install.verify,
    inspect: install.inspect,
    lookUp: install.lookUp,
    holderOfToken: install.holderOfToken,
    keys: install.keys,
    sealing: install.sealing,
    storeAnswers: install.storeAnswers,
    expiringKeys: install.expiringKeys,
    checksPerMinute: options.checksPerMinute,
    trustedProxies: options.trustedProxies,
    pages: {
      samples: () => readSamples(samples),
      samplePdf: (file) => readSample(samples, file),
      clock: install.clock,
      publicUrl: options.publicUrl,
    },
  });
}
