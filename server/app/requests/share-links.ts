import { z } from 'zod';
import type { LineStatus, RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { type Actor, actorRef } from '../../model/access/actor.ts';
import { manufacturerStream } from '../../model/access/audit-entry.ts';
import { isPermitted, type Owner } from '../../model/access/permissions.ts';
import { isShared, type ShareLink } from '../../model/requests/share-link.ts';
import type { Collections } from '../../ports/collections.ts';
import type { Registry } from '../../ports/registry.ts';
import { type Act, type ActDependencies, auditEntry, authorize, performInStore } from '../access/act.ts';
import { randomId, toBase64Url } from '../base64-url.ts';
import { type CollectedPage, collectedPage } from '../collected-page.ts';
import { shapeProblems } from '../confirmations/confirmation-request.ts';
import { sha256Hex } from '../digest.ts';
import { formSchema } from './request-schema.ts';
import {
  endLink,
  LINK_ENDED,
  linkFormText,
  linksOfVehicle,
  readShareLink,
  type StoredShareLink,
  shareLinkKey,
  shareLinkRecord,
  tokenText,
} from './share-link-records.ts';

export type ShareDependencies = ActDependencies & {
  readonly collections: Collections;
  readonly registry: Pick<Registry, 'find'>;
  readonly randomBytes: (count: number) => Uint8Array;
};

const DAY_MS = 86_400_000;
export const MAX_LINK_DAYS = 90;
export const USUAL_LINK_DAYS = 30;
/** What people choose from. */
export const LINK_DAYS = [7, USUAL_LINK_DAYS, MAX_LINK_DAYS] as const;
/** Links of one vehicle that a page gives. */
export const LINKS_LISTED = 50;

export const shareSchema = z.strictObject({
  form: formSchema,
  number: z.string().max(60),
  vin: z.string().max(40),
  days: z.int().min(1).max(MAX_LINK_DAYS),
});

/** A link, and what its address ends with: null where the same form made the link before, since it is told once. */
export type MadeLink = { readonly link: ShareLink; readonly token: string | null };

/** Makes a link to one vehicle of a confirmation that is in force. Its token is told once and stored as a hash. */
export async function shareVehicle(deps: ShareDependencies, input: unknown, actor: Actor): Promise<Result<MadeLink>> {
  const parsed = shareSchema.safeParse(input, { reportInput: true });
  const confirmation = parsed.success ? await deps.registry.find(parsed.data.number) : null;
  const exporterUscc = confirmation?.content.exporter.uscc;
  const owner = parsed.success ? ofExporter(exporterUscc) : { organisationId: actor.organisation?.id ?? '' };
  const subject = { kind: 'confirmation', id: parsed.success ? parsed.data.number : '' } as const;
  const permitted = await authorize(deps, actor, 'share-confirmation', subject, owner);
  if (!permitted.ok) return permitted;
  if (!parsed.success) return refuse('request-not-valid', {}, shapeProblems(parsed.error));
  const { form, number, vin, days } = parsed.data;
  const line = confirmation?.lines.find((one) => one.vin === vin);
  if (confirmation === null || line === undefined) return refuse('confirmation-not-found', { asked: 'number', number });
  if (line.standing.status !== 'live') return refuse('share-link-not-in-force');
  const token = toBase64Url(deps.randomBytes(24));
  const createdAt = deps.clock.now();
  const link: StoredShareLink = {
    ...{ id: randomId(deps.randomBytes(12)), number, vin, exporterUscc: confirmation.content.exporter.uscc },
    ...{ createdAt, createdBy: actorRef(actor), endedAt: null, sha256: hashOf(token), form },
    expiresAt: new Date(Date.parse(createdAt) + days * DAY_MS).toISOString(),
  };
  const act = actOf(confirmation.manufacturerId, link.id, actor);
  const madeBefore = async (): Promise<Result<MadeLink> | null> => {
    const former = await deps.collections.findUnique('share-links', linkFormText(actor.id, form));
    return former === null ? null : succeed({ link: shown(readShareLink(former)), token: null });
  };
  return performInStore<MadeLink>(deps, act, async () => {
    const before = await madeBefore();
    if (before !== null) return before;
    const entry = auditEntry(act, 'succeeded', createdAt, { number, until: link.expiresAt });
    try {
      await deps.collections.change([shareLinkKey(link.id)], () => ({
        ...{ put: [shareLinkRecord(link)], remove: [], entries: [entry], answer: null },
      }));
    } catch (fault) {
      // The same form was sent at the same moment, and came first.
      const meanwhile = await madeBefore();
      if (meanwhile === null) throw fault;
      return meanwhile;
    }
    return succeed({ link: shown(link), token });
  });
}

/** Ends a link at once; once more changes nothing. */
export async function endShareLink(deps: ShareDependencies, id: string, actor: Actor): Promise<Result<ShareLink>> {
  const record = await deps.collections.find('share-links', id);
  const link = record === null ? null : readShareLink(record);
  const owner = link === null ? {} : { exporterUscc: link.exporterUscc };
  const isOwn = isPermitted(actor, 'share-confirmation', owner);
  const permitted = await authorize(deps, actor, 'share-confirmation', { kind: 'share-link', id }, owner);
  if (!permitted.ok) return isOwn ? permitted : refuse('share-link-unknown');
  const confirmation = link === null ? null : await deps.registry.find(link.number);
  if (link === null || confirmation === null) return refuse('share-link-unknown');
  const act = actOf(confirmation.manufacturerId, id, actor);
  return performInStore(deps, act, async () => {
    const at = deps.clock.now();
    const entry = auditEntry(act, 'succeeded', at, { number: link.number, outcome: LINK_ENDED });
    const ended = await endLink(deps.collections, id, at, [entry]);
    return ended === null ? refuse('share-link-unknown') : succeed(shown(ended));
  });
}

/** A page of the links of one vehicle, newest first, for those who may make them. */
export async function shareLinksOf(
  { collections }: Pick<ShareDependencies, 'collections'>,
  { number, vin, cursor }: { readonly number: string; readonly vin: string; readonly cursor: string | null },
  actor: Actor,
): Promise<Result<CollectedPage<ShareLink>>> {
  const question = { tags: linksOfVehicle(number, vin), cursor, limit: LINKS_LISTED };
  const page = await collectedPage(collections, 'share-links', question, readShareLink);
  if (!page.ok) return page;
  const items = page.value.items.filter(({ exporterUscc }) =>
    isPermitted(actor, 'share-confirmation', { exporterUscc }),
  );
  return succeed({ ...page.value, items: items.map(shown) });
}

/** What whoever bears a link sees: one vehicle, and how its confirmation stands now. */
export type SharedVehicle = {
  readonly link: ShareLink;
  readonly checkedAt: string;
  readonly confirmation: RegisteredConfirmation;
  readonly line: RegisteredConfirmation['lines'][number];
  readonly standing: LineStatus;
};

/** What a link shows now. A token that names none, and one of a link that ended or ran out, are alike. */
export async function openShareLink(
  { collections, registry, clock }: Pick<ShareDependencies, 'collections' | 'registry' | 'clock'>,
  token: string,
): Promise<Result<SharedVehicle>> {
  const record = await collections.findUnique('share-links', tokenText(hashOf(token)));
  const checkedAt = clock.now();
  const link = record === null ? null : readShareLink(record);
  if (link === null || !isShared(link, checkedAt)) return refuse('share-link-unknown');
  const confirmation = await registry.find(link.number);
  const line = confirmation?.lines.find(({ vin }) => vin === link.vin);
  if (confirmation === null || line === undefined) return refuse('share-link-unknown');
  return succeed({ link: shown(link), checkedAt, confirmation, line, standing: line.standing });
}

function ofExporter(exporterUscc: string | undefined): Owner {
  return exporterUscc === undefined ? {} : { exporterUscc };
}

function shown({ sha256: _, form: __, ...link }: StoredShareLink): ShareLink {
  return link;
}

function actOf(manufacturerId: string, id: string, actor: Actor): Act {
  const subject = { kind: 'share-link', id } as const;
  return { stream: manufacturerStream(manufacturerId), actor, action: 'share-confirmation', subject };
}

function hashOf(token: string): string {
  return sha256Hex(new TextEncoder().encode(token));
}
