import { actorText } from '../../model/access/actor.ts';
import type { SealPicture, SealVersion } from '../../model/seals/seal.ts';
import type { SealChange, SealRegister } from '../../ports/seal-register.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { appendAudit } from './audit-log.ts';
import type { Database, Db } from './database.ts';
import type { SealRecord } from './schema/seal-schema.ts';

/** The versions of each manufacturer's seal in MongoDB. */
export function createSealRegister({ db, write }: Database): SealRegister {
  return {
    list: (manufacturerId) => list(db, manufacturerId),
    picture: async (manufacturerId, version) => {
      const found = await db.seals.one('picture of a seal', { _id: idOf(manufacturerId, version) });
      if (found === null || found.picture === null || found.content === null) return null;
      return { kind: found.picture, content: found.content };
    },
    change: (manufacturerId, decide) =>
      write(async (within) => {
        await within.turns.set({ _id: `seals of ${manufacturerId}` }, { $inc: { turns: 1 } });
        const versions = await list(within, manufacturerId);
        const { save, answer } = decide(versions);
        if (save !== null) await saveChange(within, { manufacturerId, versions, change: save });
        return answer;
      }),
  };
}

function idOf(manufacturerId: string, version: number): string {
  return `${manufacturerId}/${version}`;
}

async function list(db: Db, manufacturerId: string): Promise<readonly SealVersion[]> {
  const part = { sort: { version: 1 }, fields: { content: 0 } } as const;
  const found = await db.seals.many('seals of a manufacturer', { manufacturerId }, part);
  return found.map(({ _id, content: _picture, ...seal }) => seal);
}

type Saving = {
  readonly manufacturerId: string;
  readonly versions: readonly SealVersion[];
  readonly change: SealChange;
};

async function saveChange(db: Db, { manufacturerId, versions, change }: Saving): Promise<void> {
  const { seal, picture, entry } = change;
  if (seal.manufacturerId !== manufacturerId)
    throw new StoreConflict('record-not-valid', 'the seal of another manufacturer cannot be changed with this one');
  if ((picture?.kind ?? null) !== seal.picture && picture !== undefined)
    throw new StoreConflict('record-not-valid', 'the picture is not of the kind that the seal says');
  refuseState(seal);
  if (picture === undefined) await update(db, versions, seal);
  else await insert(db, seal, picture);
  await appendAudit(db, entry);
}

async function insert(db: Db, seal: SealVersion, picture: SealPicture | null): Promise<void> {
  const { manufacturerId, version } = seal;
  const owner = await db.manufacturers.one('manufacturer', { _id: manufacturerId }, { fields: { _id: 1 } });
  if (owner === null) throw conflict('the seal is of a manufacturer that is not registered');
  const record: SealRecord = { ...seal, _id: idOf(manufacturerId, version), content: picture?.content ?? null };
  await db.seals.insert([record]);
}

/** Nothing but its state is written, and nothing else may have been meant to change. */
async function update(db: Db, versions: readonly SealVersion[], seal: SealVersion): Promise<void> {
  const former = versions.find(({ version }) => version === seal.version);
  if (former === undefined) throw conflict(`there is no version ${seal.version} to change`);
  if (former.state === 'retired' || !looksAlike(former, seal))
    throw conflict('a version of a seal changes nothing but its state');
  const { state, approvedBy, approvedAt, retiredBy, retiredAt } = seal;
  await db.seals.change(
    { _id: idOf(seal.manufacturerId, seal.version) },
    { $set: { state, approvedBy, approvedAt, retiredBy, retiredAt } },
  );
}

function looksAlike(one: SealVersion, other: SealVersion): boolean {
  return JSON.stringify(lookOf(one)) === JSON.stringify(lookOf(other));
}

function lookOf({ data, picture, from, until, proposedBy, proposedAt }: SealVersion) {
  const { kind, id, name } = proposedBy;
  return [data.form, data.nameZh, data.recordCode, data.test, picture, from, until, kind, id, name, proposedAt];
}

function refuseState({ state, from, until, proposedBy, ...seal }: SealVersion): void {
  const { approvedBy, approvedAt, retiredBy, retiredAt } = seal;
  if (until !== null && until < from) throw conflict('the seal is in force on no day');
  if (approvedBy !== null && actorText(approvedBy) === actorText(proposedBy))
    throw conflict('whoever proposed a seal does not approve it');
  if (state === 'approved' && (approvedBy === null || approvedAt === null)) throw conflict('nobody approved the seal');
  if (state === 'retired' && (retiredBy === null || retiredAt === null)) throw conflict('nobody retired the seal');
}

function conflict(message: string): StoreConflict {
  return new StoreConflict('constraint-violated', message);
}
