import type { Express } from 'express';
import type { Logger } from 'pino';
import { toBase64Url } from '../app/base64-url.ts';
import { createApp } from '../http/app.ts';
import { measureFor } from '../http/metrics/measure.ts';
import type { MetricsAccess } from '../http/metrics/metrics-access.ts';
import type { Metrics } from '../http/metrics/open-metrics.ts';
import { createUploadBudget } from '../http/middleware/upload-budget.ts';
import { MAX_BYTES_UNDER_WAY, MAX_UPLOAD_BYTES, type UploadOptions } from '../http/middleware/uploads.ts';
import { PROBLEM_STATUS } from '../http/problem.ts';
import { loadWords } from '../i18n/load-words.ts';
import { hasSamples, readSample, readSamples } from './install/read-samples.ts';
import { dataPaths } from './install-options.ts';
import { type Install, TEMPLATES } from './open-install.ts';
import { random } from './random.ts';

export type ServiceOptions = {
  readonly data: string;
  readonly publicUrl: string;
  readonly checksPerMinute: number;
  /** Another limit of each access key than the usual; for tests. */
  readonly keyRequestsPerMinute?: number;
  /** See `VINSEAL_TRUSTED_PROXIES`. */
  readonly trustedProxies: readonly string[];
  readonly log: Logger;
  /** Who may read `/metrics`; nobody when left out, and then nothing is measured. */
  readonly metrics?: MetricsAccess | null;
  /** Bytes that all uploads under way may hold together; the usual bound where it is left out. */
  readonly uploadBytes?: number;
  /** Other bounds of uploads than the usual; for tests. */
  readonly uploads?: UploadOptions;
};

/** The HTTP surface over an open install: what the service listens with, and what tests send requests to. */
export function serviceApp(install: Install, options: ServiceOptions): Express {
  const { samples } = dataPaths(options.data);
  const access = options.metrics ?? null;
  const open = access === null ? null : metricsOf(install);
  const measure = measureFor(open);
  return createApp({
    log: options.log,
    words: loadWords(`${TEMPLATES}/locales`),
    issue: (input, by) =>
      measure('issue', () => install.issue(input, { by }), outcomeOfIssue).then((issued) =>
        tellUnissued(issued, options.log),
      ),
    list: install.list,
    find: install.find,
    pdf: install.pdf,
    archivePdf: install.archivePdf,
    withdraw: install.withdraw,
    verify: (request) => measure('verification', () => install.verify(request), outcomeOfVerification),
    inspect: (pdf, signal) =>
      measure(
        'inspection',
        () => install.inspect(pdf, signal),
        ({ outcome }) => outcome,
      ),
    metrics: open === null || access === null ? null : { open, access },
    lookUp: install.lookUp,
    actorOfToken: install.actorOfToken,
    endsUnknown: install.endsUnknown,
    keys: install.keys,
    sealing: install.sealing,
    seals: install.seals,
    batches: install.batches,
    requests: install.requests,
    clock: install.clock,
    storeAnswers: install.storeAnswers,
    findFaults: install.findFaults,
    expiringKeys: install.expiringKeys,
    expiringSeals: install.expiringSeals,
    limits: install.limits,
    checksPerMinute: options.checksPerMinute,
    ...(options.keyRequestsPerMinute === undefined ? {} : { keyRequestsPerMinute: options.keyRequestsPerMinute }),
    trustedProxies: options.trustedProxies,
    uploads: {
      budget: createUploadBudget(options.uploadBytes ?? MAX_BYTES_UNDER_WAY, MAX_UPLOAD_BYTES),
      shared: { limits: install.limits, perAddress: MAX_UPLOAD_BYTES },
      ...options.uploads,
    },
    pages: {
      hasSamples: () => hasSamples(samples),
      samples: () => readSamples(samples),
      samplePdf: (file) => readSample(samples, file),
      results: install.results,
      clock: install.clock,
      publicUrl: options.publicUrl,
      requests: {
        ...{ requests: install.requests, manufacturers: install.directory.manufacturers, pdf: install.pdf },
        addressees: install.applications.deciders,
        confirmations: { find: install.find, withdraw: install.withdraw },
        ...{ now: install.clock.now, newForm: () => toBase64Url(random(18)) },
        publicUrl: options.publicUrl,
      },
      applications: { ...install.applications, manufacturers: install.directory.manufacturers },
      officers: install.officers,
      batches: {
        ...{ batches: install.batches, findRequest: install.requests.find, pdf: install.pdf },
        manufacturers: install.directory.manufacturers,
      },
      administration: {
        install: install.readInstall,
        suspendKey: install.keys.suspend,
        activateKey: install.keys.activate,
        approveSeal: install.seals.approve,
        retireSeal: install.seals.retire,
        manufacturer: install.readManufacturer,
        changeRegistration: install.changeRegistration,
        checkRegistration: install.checkRegistration,
        readManufacturerLists: install.readManufacturerLists,
        proposeSeal: install.seals.propose,
        previewSeal: install.seals.preview,
        clock: install.clock,
        trust: install.trust,
        audit: install.audit.page,
        auditEntries: install.audit.entries,
        verifyAudit: install.audit.verify,
      },
      accounts: {
        ...install.accounts,
        endsUnknown: install.endsUnknown,
        limits: install.limits,
        waiting: install.waiting,
        firstSteps: install.firstSteps,
        toldMisses: install.toldMisses,
        hiddenSections: install.accounts.hasOutbox ? [] : ['outbox'],
        refusalsPerMinute: options.checksPerMinute,
      },
    },
  });
}

/** Loaded with the first thing that there is to tell: a start does without. */
function metricsOf(install: Install): () => Promise<Metrics> {
  let opened: Promise<Metrics> | null = null;
  const { signingCertificates, sealEnds, failingHosts, pools, missedLookUps } = install;
  const letters = install.mail.standing;
  return () => {
    opened ??= import('../http/metrics/open-metrics.ts').then(({ openMetrics }) =>
      openMetrics({
        ...{ now: install.clock.now, signingCertificates, sealEnds, failingHosts, pools, missedLookUps, letters },
      }),
    );
    return opened;
  };
}

/** A refusal for want of a proof has a reason that the operator needs, and that no client is told. */
function tellUnissued(issued: Awaited<ReturnType<Install['issue']>>, log: Logger): typeof issued {
  if (!issued.ok && PROBLEM_STATUS[issued.problem.code] === 503)
    log.error({ code: issued.problem.code, ...issued.problem.data }, 'nothing could be issued');
  return issued;
}

function outcomeOfIssue(issued: Awaited<ReturnType<Install['issue']>>): string {
  if (!issued.ok) return issued.problem.code;
  return issued.value.repeated ? 'repeated' : 'issued';
}

function outcomeOfVerification(judged: Awaited<ReturnType<Install['verify']>>): string {
  return judged.ok ? judged.value.verdict : judged.problem.code;
}
