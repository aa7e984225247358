import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { ActorRef, RecordedActor } from './actor.ts';
import { ACTIONS } from './permissions.ts';

/** What the log tells: what was asked for, and what comes with it by itself. */
export const AUDIT_ACTIONS = [
  ...ACTIONS,
  'use-key',
  'retire-key',
  'supersede-confirmation',
  'count-missed-look-ups',
  'accept-invitation',
  'confirm-application',
  'set-up-second-factor',
  'change-second-factor',
  'renew-backup-codes',
  'add-passkey',
  'remove-passkey',
  'bind-identity',
  'change-password',
  'reset-password',
  'erase-request',
  'erase-attachments',
  'take-over-files',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** `intended` is durable before anything happens, `succeeded` or `failed` after. */
export type AuditPhase = 'intended' | 'succeeded' | 'failed';

/** Kinds of what is acted upon. */
export const AUDIT_SUBJECTS = [
  'confirmation',
  'key',
  'seal',
  'manufacturer',
  'anchor',
  'trust-proposal',
  'revocation-list',
  'token',
  'archive',
  'audit-log',
  'install',
  'organisation',
  'access-key',
  'batch',
  'check',
  'person',
  'invitation',
  'application',
  'request',
  'share-link',
] as const;

/** What was acted upon. All versions of a manufacturer's seal are one subject, with the manufacturer's id. */
export type AuditSubject = {
  readonly kind: (typeof AUDIT_SUBJECTS)[number];
  readonly id: string;
};

/** Which chain of entries: one for each manufacturer, and the operator's for everything else and for every refusal. */
export type AuditStream = 'operator' | `manufacturer:${string}`;

/** One entry of the audit log: who did what to what, when, and what came of it. Never a secret, never the text of a fault. */
export type AuditEntry = {
  readonly stream: AuditStream;
  readonly at: IsoInstant;
  readonly actor: ActorRef;
  readonly action: AuditAction;
  readonly phase: AuditPhase;
  readonly subject: AuditSubject;
  readonly detail: Readonly<Record<string, string>>;
};

/** Where an entry stands in its chain. Positions count from 1; hashes are SHA-256 in lower-case hex. */
export type ChainHead = { readonly position: number; readonly hash: string };

/**
 * An entry as it was stored. Entries of former versions keep the words of then: a `named` actor, actions such as `issued`,
 * and the phase `recorded`, since they did not say whether it was before or after.
 */
export type RecordedEntry = ChainHead & {
  readonly stream: string;
  /** Hash of the entry before; 64 zeros for the first. */
  readonly previous: string;
  readonly at: IsoInstant;
  readonly actor: RecordedActor;
  readonly action: string;
  readonly phase: AuditPhase | 'recorded';
  readonly subject: { readonly kind: string; readonly id: string };
  readonly detail: Readonly<Record<string, string>>;
};

/** The chain of one manufacturer. */
export function manufacturerStream(manufacturerId: string): AuditStream {
  return `manufacturer:${manufacturerId}`;
}

/** The manufacturer whose chain it is; null for the operator's. */
export function manufacturerOfStream(stream: string): string | null {
  return stream.startsWith('manufacturer:') ? stream.slice('manufacturer:'.length) : null;
}
