import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { daysBetween, type IsoDate, type IsoInstant, shanghaiDate } from '#core/confirmation/calendar.ts';
import type { LettersStanding } from '../../model/letters/waiting-letter.ts';

/** What is counted and timed, by how it came out. */
export const OPERATIONS = ['issue', 'verification', 'inspection'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Where the figures of the moment come from. None of them names a vehicle, a document or a secret. */
export type MetricsSources = {
  readonly now: () => IsoInstant;
  /** The keys that sign today, and when their certificates end. Throws where they cannot be read. */
  readonly signingCertificates: () => Promise<
    readonly { readonly keyId: string; readonly manufacturerId: string; readonly notAfter: IsoInstant }[]
  >;
  /** The last sealing day of each manufacturer that has one. Throws where seals cannot be read. */
  readonly sealEnds: () => Promise<readonly { readonly manufacturerId: string; readonly until: IsoDate }[]>;
  /** Hosts that are asked for time-stamps and revocation and that failed lately. */
  readonly failingHosts: () => readonly {
    readonly service: string;
    readonly host: string;
    readonly failures: number;
    readonly isCircuitOpen: boolean;
  }[];
  /** Look-ups that found nothing, by the manufacturer whose code the number bears; empty for none of this install. */
  readonly missedLookUps: () => readonly {
    readonly manufacturerId: string;
    readonly kind: string;
    readonly misses: number;
  }[];
  /** How the queue of letters stands. Throws where it cannot be read. */
  readonly letters: () => Promise<LettersStanding>;
  readonly pools: () => readonly { readonly pool: string; readonly threads: number; readonly waiting: number }[];
};

export type Metrics = {
  readonly contentType: string;
  /** In the text format of Prometheus. */
  readonly text: () => Promise<string>;
  /** Counts one operation with its outcome, a permanent code, and how long it took. */
  readonly record: (operation: Operation, outcome: string, seconds: number) => void;
};

const BUCKETS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];
const DAY_MS = 86_400_000;

/** The metrics of this process: what it did since it started, and how things stand when somebody asks. */
export function openMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'vinseal_operation_seconds',
    help: 'Issues, verifications and inspections by outcome, and how long they took',
    labelNames: ['operation', 'outcome'],
    buckets: BUCKETS,
    registers: [registry],
  });
  const readCertificates = registerCertificates(registry, sources);
  const readSeals = registerSeals(registry, sources);
  const readLetters = registerLetters(registry, sources);
  registerHosts(registry, sources);
  registerPools(registry, sources);
  registerMissedLookUps(registry, sources);
  return {
    contentType: registry.contentType,
    text: async () => {
      await Promise.all([readCertificates(), readSeals(), readLetters()]);
      return registry.metrics();
    },
    record: (operation, outcome, took) => seconds.observe({ operation, outcome }, took),
  };
}

/** Gives what sets these figures, before they are told: both come from one reading. */
function registerCertificates(registry: Registry, { now, signingCertificates }: MetricsSources): () => Promise<void> {
  const readable = new Gauge({
    name: 'vinseal_keys_readable',
    help: '1 while the list of signing keys can be read',
    registers: [registry],
  });
  const daysLeft = new Gauge({
    name: 'vinseal_signing_certificate_days_left',
    help: 'Days until the certificate of a key that signs today ends; below 0 once it has',
    labelNames: ['key', 'manufacturer'],
    registers: [registry],
  });
  return async () => {
    const keys = await signingCertificates().catch(() => null);
    readable.set(keys === null ? 0 : 1);
    daysLeft.reset();
    for (const { keyId, manufacturerId, notAfter } of keys ?? [])
      daysLeft.set({ key: keyId, manufacturer: manufacturerId }, (Date.parse(notAfter) - Date.parse(now())) / DAY_MS);
  };
}

function registerSeals(registry: Registry, { now, sealEnds }: MetricsSources): () => Promise<void> {
  const readable = new Gauge({
    name: 'vinseal_seals_readable',
    help: '1 while the seals of the manufacturers can be read',
    registers: [registry],
  });
  const daysLeft = new Gauge({
    name: 'vinseal_seal_days_left',
    help: 'Days until the last day on which a manufacturer has an approved seal; below 0 after it, left out where there is no end',
    labelNames: ['manufacturer'],
    registers: [registry],
  });
  return async () => {
    const ends = await sealEnds().catch(() => null);
    readable.set(ends === null ? 0 : 1);
    daysLeft.reset();
    for (const { manufacturerId, until } of ends ?? [])
      daysLeft.set({ manufacturer: manufacturerId }, daysBetween(shanghaiDate(now()), until));
  };
}

function registerLetters(registry: Registry, { now, letters }: MetricsSources): () => Promise<void> {
  const count = new Gauge({
    name: 'vinseal_letters',
    help: 'Letters that wait to be sent, and those that failed within seven days; left out while they cannot be read',
    labelNames: ['state'],
    registers: [registry],
  });
  const oldest = new Gauge({
    name: 'vinseal_oldest_letter_seconds',
    help: 'How long the oldest letter has waited; 0 where none does',
    registers: [registry],
  });
  return async () => {
    const standing = await letters().catch(() => null);
    count.reset();
    if (standing === null) return;
    count.set({ state: 'waiting' }, standing.waiting);
    count.set({ state: 'failed' }, standing.failed);
    oldest.set(standing.oldest === null ? 0 : (Date.parse(now()) - Date.parse(standing.oldest)) / 1_000);
  };
}

function registerHosts(registry: Registry, { failingHosts }: MetricsSources): void {
  const labelNames = ['service', 'host'] as const;
  new Gauge({
    name: 'vinseal_host_failures',
    help: 'Failures in a row of a host that is asked for time-stamps or revocation; hosts that answer are left out',
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      for (const { service, host, failures } of failingHosts()) this.set({ service, host }, failures);
    },
  });
  new Gauge({
    name: 'vinseal_host_circuit_open',
    help: '1 while such a host is not asked because it failed several times in a row (circuit breaker)',
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      for (const { service, host, isCircuitOpen } of failingHosts()) this.set({ service, host }, isCircuitOpen ? 1 : 0);
    },
  });
}

function registerMissedLookUps(registry: Registry, { missedLookUps }: MetricsSources): void {
  new Counter({
    name: 'vinseal_missed_look_ups_total',
    help: 'Look-ups that found nothing, by the manufacturer whose code the number bears (without one for any other number), and by what was missed: mistyped-number, unknown-number, unknown-vin',
    labelNames: ['manufacturer', 'kind'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { manufacturerId, kind, misses } of missedLookUps())
        this.inc({ manufacturer: manufacturerId, kind }, misses);
    },
  });
}

function registerPools(registry: Registry, { pools }: MetricsSources): void {
  new Gauge({
    name: 'vinseal_pool_threads',
    help: 'Threads that make documents, and that read them',
    labelNames: ['pool'],
    registers: [registry],
    collect() {
      for (const { pool, threads } of pools()) this.set({ pool }, threads);
    },
  });
  new Gauge({
    name: 'vinseal_pool_waiting',
    help: 'Jobs that wait for such a thread',
    labelNames: ['pool'],
    registers: [registry],
    collect() {
      for (const { pool, waiting } of pools()) this.set({ pool }, waiting);
    },
  });
}
