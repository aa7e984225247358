import type { OperationId } from './problems.ts';
import type { RequestSchemaName, ResponseSchemaName } from './schemas.ts';

/** One operation of the API, as its area describes it. What it refuses with stands in `problems.ts`. */
export type Operation = {
  readonly id: OperationId;
  readonly method: 'get' | 'post' | 'put' | 'delete';
  readonly path: string;
  readonly tag: Tag;
  /** Up to about eight words, imperative. */
  readonly summary: string;
  /** CommonMark. */
  readonly description: string;
  /** Who may ask: the holder of a bearer token, or everybody up to a limit. */
  readonly access: 'token' | 'everybody';
  readonly query?: readonly QueryParameter[];
  readonly idempotencyKey?: true;
  readonly body?: { readonly kind: 'json' | 'form'; readonly schema: RequestSchemaName };
  readonly answers: Readonly<Record<number, Answer>>;
};

export type Answer = {
  readonly description: string;
  /** A schema of JSON, or a PDF. */
  readonly content: ResponseSchemaName | 'pdf';
  readonly headers?: readonly ('Location' | 'ETag' | 'Content-Disposition')[];
};

export type QueryParameter = {
  readonly name: string;
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
};

export const TAGS = {
  confirmations: 'Issue, list, read, download and withdraw confirmations.',
  requests: 'Ask a manufacturer for confirmations as an exporter, and follow what becomes of them.',
  batches: 'Propose many confirmations together, and follow them: another person approves in the pages.',
  checks: 'Check documents and look up vehicles: for everybody, without a token, up to a limit for each address.',
  keys: 'Where the signing keys stand, and the steps that cannot wait. Keys are made and certified at the terminal.',
  sealing: 'How the documents of a manufacturer are sealed.',
  seals: 'The versions of a manufacturer’s seal: one person proposes, another one approves.',
} as const;

export type Tag = keyof typeof TAGS;
