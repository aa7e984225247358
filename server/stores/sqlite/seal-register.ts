import { ACTOR_KINDS, actorText, type RecordedActor } from '../../model/access/actor.ts';
import type { SealPicture, SealVersion } from '../../model/seals/seal.ts';
import type { SealChange, SealRegister } from '../../ports/seal-register.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { appendAudit } from './audit-log.ts';
import type { Connection } from './sql.ts';

/** Beside each name stands `kind:id` of the actor; null in rows of versions that stored names only. */
export type SealRow = Omit<SealVersion, 'data' | 'proposedBy' | 'approvedBy' | 'retiredBy'> & {
  readonly data: string;
  readonly proposedBy: string;
  readonly proposedActor: string | null;
  readonly approvedBy: string | null;
  readonly approvedActor: string | null;
  readonly retiredBy: string | null;
  readonly retiredActor: string | null;
};

export const SEAL_COLUMNS = `manufacturer_id AS manufacturerId, version, data, picture_kind AS picture, valid_from AS "from",
  valid_until AS until, state, proposed_by AS proposedBy, proposed_at AS proposedAt, approved_by AS approvedBy,
  approved_at AS approvedAt, retired_by AS retiredBy, retired_at AS retiredAt, proposed_actor AS proposedActor,
  approved_actor AS approvedActor, retired_actor AS retiredActor`;

/** The versions of each manufacturer's seal in SQLite. Triggers refuse to delete one, or to change what it looks like. */
export function createSealRegister(db: Connection): SealRegister {
  return {
    list: async (manufacturerId) => list(db, manufacturerId),
    picture: async (manufacturerId, version) =>
      db.one<SealPicture>(
        `SELECT seals.picture_kind AS kind, content FROM seal_pictures JOIN seals USING (manufacturer_id, version)
         WHERE manufacturer_id = ? AND version = ?`,
        manufacturerId,
        version,
      ),
    change: async (manufacturerId, decide) =>
      db.write(() => {
        const { save, answer } = decide(list(db, manufacturerId));
        if (save !== null) saveChange(db, manufacturerId, save);
        return answer;
      }),
  };
}

function list(db: Connection, manufacturerId: string): readonly SealVersion[] {
  return db
    .all<SealRow>(`SELECT ${SEAL_COLUMNS} FROM seals WHERE manufacturer_id = ? ORDER BY version`, manufacturerId)
    .map(sealOf);
}

export function sealOf({ proposedActor, approvedActor, retiredActor, ...row }: SealRow): SealVersion {
  return {
    ...row,
    data: JSON.parse(row.data) as SealVersion['data'],
    proposedBy: readActor(row.proposedBy, proposedActor),
    approvedBy: row.approvedBy === null ? null : readActor(row.approvedBy, approvedActor),
    retiredBy: row.retiredBy === null ? null : readActor(row.retiredBy, retiredActor),
  };
}

function readActor(text: string, actor: string | null): RecordedActor {
  const kind = ACTOR_KINDS.find((known) => actor?.startsWith(`${known}:`));
  if (kind === undefined || actor === null) return { kind: 'named', id: text, name: text };
  const id = actor.slice(kind.length + 1);
  return { kind, id, name: kind === 'person' ? text.slice(0, -` (${id})`.length) : text };
}

/** Name and `kind:id`, as the two columns hold them. */
function actorColumns(actor: RecordedActor | null): readonly [string | null, string | null] {
  if (actor === null) return [null, null];
  return [actorText(actor), actor.kind === 'named' ? null : `${actor.kind}:${actor.id}`];
}

function saveChange(db: Connection, manufacturerId: string, { seal, picture, entry }: SealChange): void {
  if (seal.manufacturerId !== manufacturerId)
    throw new StoreConflict('record-not-valid', 'the seal of another manufacturer cannot be changed with this one');
  if ((picture?.kind ?? null) !== seal.picture && picture !== undefined)
    throw new StoreConflict('record-not-valid', 'the picture is not of the kind that the seal says');
  if (picture === undefined) update(db, seal);
  else insertSeal(db, seal, picture);
  appendAudit(db, entry);
}

export function insertSeal(
  db: Pick<Connection, 'run'>,
  seal: SealVersion,
  picture: Pick<SealPicture, 'content'> | null,
): void {
  db.run(
    `INSERT INTO seals (manufacturer_id, version, data, picture_kind, valid_from, valid_until, state, proposed_by,
       proposed_actor, proposed_at, approved_by, approved_actor, approved_at, retired_by, retired_actor, retired_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    seal.manufacturerId,
    seal.version,
    JSON.stringify(seal.data),
    seal.picture,
    ...stateOf(seal),
  );
  if (picture === null) return;
  db.run(
    'INSERT INTO seal_pictures (manufacturer_id, version, content) VALUES (?, ?, ?)',
    seal.manufacturerId,
    seal.version,
    picture.content,
  );
}

/** Everything is written, so that the triggers see what must not have changed. */
function update(db: Connection, seal: SealVersion): void {
  const touched = db.run(
    `UPDATE seals SET data = ?, picture_kind = ?, valid_from = ?, valid_until = ?, state = ?, proposed_by = ?,
       proposed_actor = ?, proposed_at = ?, approved_by = ?, approved_actor = ?, approved_at = ?, retired_by = ?,
       retired_actor = ?, retired_at = ?
     WHERE manufacturer_id = ? AND version = ?`,
    JSON.stringify(seal.data),
    seal.picture,
    ...stateOf(seal),
    seal.manufacturerId,
    seal.version,
  );
  if (touched !== 1) throw new StoreConflict('constraint-violated', `there is no version ${seal.version} to change`);
}

function stateOf({ from, until, state, ...seal }: SealVersion) {
  const proposed = [...actorColumns(seal.proposedBy), seal.proposedAt];
  const approved = [...actorColumns(seal.approvedBy), seal.approvedAt];
  const retired = [...actorColumns(seal.retiredBy), seal.retiredAt];
  return [from, until, state, ...proposed, ...approved, ...retired];
}
