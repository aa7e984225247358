/**
 * Who may import whom (docs/architecture.md). A file belongs to the longest area below that its path starts with.
 * What is not listed is forbidden: other areas, packages, Node's modules.
 */
export type Area = {
  /** Path of a folder or a file, from the project's root. */
  readonly path: string;
  /** Areas of this table; an area may always import itself. */
  readonly areas: readonly string[];
  /** Names of npm packages, or `*`. */
  readonly packages: readonly string[];
  /** Whether modules of Node (`node:…`) may be imported. */
  readonly node: boolean;
};

const CORE = ['server/core'];
const MODEL = [...CORE, 'server/model'];
const PORTS = [...MODEL, 'server/ports'];
const USE_CASES = [
  'accounts',
  'access',
  'applications',
  'archive',
  'batches',
  'confirmations',
  'diagnosis',
  'health',
  'keys',
  'letters',
  'manufacturers',
  'notices',
  'officers',
  'people',
  'proofs',
  'recovery',
  'requests',
  'revocation',
  'seals',
  'trust',
  'verification',
];
const APP = [...PORTS, 'server/app', ...USE_CASES.map((name) => `server/app/${name}`)];
const ADAPTERS = [
  'server/accounts',
  'server/stores',
  'server/stores/mongo',
  'server/keys',
  'server/sealing',
  'server/outbound',
  'server/workers',
  'server/files',
];
const ENTRANCES = ['server/http', 'server/commands'];

/** A use case of one area, with the areas whose use cases it calls. */
function useCases(name: string, others: readonly string[] = []): Area {
  const areas = [
    ...PORTS,
    'server/i18n',
    'server/app',
    'server/app/access',
    ...others.map((other) => `server/app/${other}`),
  ];
  return { path: `server/app/${name}`, areas, packages: ['zod'], node: false };
}

export const AREAS: readonly Area[] = [
  {
    path: 'server/core',
    areas: [],
    packages: ['@noble/curves', '@noble/hashes', 'fflate', 'zod', 'canonicalize'],
    node: false,
  },
  { path: 'server/model', areas: CORE, packages: ['@noble/hashes'], node: false },
  { path: 'server/ports', areas: MODEL, packages: [], node: false },
  // What every use case needs: digests.
  { path: 'server/app', areas: PORTS, packages: [], node: true },
  useCases('access'),
  useCases('accounts', ['confirmations', 'letters', 'people']),
  useCases('applications', ['accounts', 'confirmations', 'people', 'requests']),
  useCases('archive', ['confirmations', 'proofs']),
  useCases('batches', ['accounts', 'confirmations', 'people', 'requests']),
  useCases('confirmations', ['health', 'proofs', 'keys', 'seals', 'trust']),
  useCases('health', ['proofs', 'revocation']),
  useCases('diagnosis', ['keys', 'proofs', 'seals', 'trust']),
  useCases('keys', ['trust']),
  useCases('letters', ['people']),
  useCases('manufacturers', ['confirmations', 'trust']),
  useCases('notices', ['accounts', 'applications', 'batches', 'manufacturers', 'people', 'requests', 'trust']),
  useCases('officers'),
  useCases('people', ['accounts', 'confirmations']),
  useCases('proofs'),
  useCases('revocation', ['confirmations']),
  useCases('recovery', ['accounts', 'batches', 'keys', 'letters', 'people', 'requests', 'verification']),
  useCases('requests', ['confirmations', 'people']),
  useCases('seals', ['confirmations', 'people']),
  useCases('trust', ['accounts', 'confirmations', 'manufacturers', 'people', 'proofs']),
  useCases('verification', ['confirmations', 'proofs']),
  { path: 'server/i18n', areas: CORE, packages: ['intl-messageformat'], node: true },
  { path: 'server/files', areas: [], packages: [], node: true },
  {
    path: 'server/accounts',
    areas: [...PORTS, 'server/files'],
    packages: [
      'better-auth',
      '@better-auth/passkey',
      '@node-rs/argon2',
      '@zxcvbn-ts/core',
      '@zxcvbn-ts/language-common',
      'zod',
    ],
    node: true,
  },
  { path: 'server/stores', areas: [...PORTS, 'server/files'], packages: ['zod', 'age-encryption'], node: true },
  { path: 'server/stores/mongo', areas: [...PORTS, 'server/stores'], packages: ['mongoose'], node: true },
  { path: 'server/keys', areas: [...PORTS, 'server/files', 'server/outbound'], packages: ['*'], node: true },
  { path: 'server/sealing', areas: PORTS, packages: ['*'], node: true },
  { path: 'server/outbound', areas: [...PORTS, 'server/files'], packages: ['*'], node: true },
  {
    path: 'server/workers',
    areas: [...PORTS, 'server/sealing', 'server/spreadsheets'],
    packages: ['piscina', 'pdfjs-dist'],
    node: true,
  },
  {
    path: 'server/spreadsheets',
    areas: ['server/ports'],
    packages: ['csv-parse', 'fflate', 'read-excel-file'],
    node: true,
  },
  { path: 'server/schedule', areas: APP, packages: ['pino'], node: true },
  { path: 'server/http', areas: [...APP, 'server/i18n'], packages: ['*'], node: true },
  // A command opens what it needs of an install by itself, as the programs do.
  {
    path: 'server/commands',
    areas: [...APP, 'server/i18n', 'server/compose', 'server/config.ts'],
    packages: ['zod', 'string-width'],
    node: true,
  },
  {
    path: 'server/development',
    areas: [...APP, ...ADAPTERS, 'server/compose'],
    packages: ['*'],
    node: true,
  },
  {
    path: 'server/compose',
    areas: [
      ...APP,
      ...ADAPTERS,
      'server/http',
      'server/i18n',
      'server/development',
      'server/schedule',
      'server/config.ts',
    ],
    packages: ['*'],
    node: true,
  },
  { path: 'server/config.ts', areas: MODEL, packages: ['*'], node: true },
  ...['main', 'cli', 'demo'].map((program) => ({
    path: `server/${program}.ts`,
    areas: [
      ...MODEL,
      ...ENTRANCES,
      'server/compose',
      'server/schedule',
      'server/development',
      'server/i18n',
      'server/config.ts',
    ],
    packages: ['pino'],
    node: true,
  })),
];
