import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import type { CheckId } from '#core/confirmation/errors.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Evidence } from '#core/confirmation/evidence.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { keyIdentity } from '#core/x509/public-key.ts';
import type { Actor } from '../../model/access/actor.ts';
import { manufacturerStream } from '../../model/access/audit-entry.ts';
import type { DocumentFiles } from '../../ports/document-files.ts';
import type { KeyLedger, KeyRecord } from '../../ports/key-ledger.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import type { AdoptionOutcome, RecoveryRegister } from '../../ports/recovery.ts';
import { type ActDependencies, authorize, performInStore } from '../access/act.ts';
import { type JudgedFile, judgeFile, type VerifyDependencies } from '../verification/verify-document.ts';

export type AdoptDependencies = ActDependencies & {
  readonly verifying: Omit<VerifyDependencies, 'registry' | 'recovery'>;
  readonly ledger: Pick<KeyLedger, 'list'>;
  readonly directory: Pick<ManufacturerDirectory, 'manufacturers'>;
  readonly files: Pick<DocumentFiles, 'put'>;
  readonly recovery: Pick<RecoveryRegister, 'adopt'>;
};

/** What became of a file; `known` where the registry has its record already. */
export type Adopted = { readonly number: string; readonly outcome: 'adopted' | 'known' };

/** Checks that the registry or the question answer, not the file. */
const NOT_OF_THE_FILE: ReadonlySet<CheckId> = new Set([
  'registered',
  'still-in-force',
  'vehicle-matches',
  'destination-matches',
  'confirmation-needed',
]);

/**
 * Takes a sealed file up into the registry again, which lost its record when it was restored. Verified as strictly as any
 * upload, without the registry: exactly in its form and as it was issued, with nothing after it, by a key of this install
 * for its own manufacturer. The record is made from what the file says.
 */
export async function adoptDocument(deps: AdoptDependencies, pdf: Uint8Array, actor: Actor): Promise<Result<Adopted>> {
  const permitted = await authorize(deps, actor, 'adopt-confirmation', { kind: 'confirmation', id: '' });
  if (!permitted.ok) return permitted;
  const judged = await judgeFile(
    { ...deps.verifying, registry: null },
    { pdf, vin: null, destination: null, applicationDate: null },
  );
  if (!judged.ok) return judged;
  const content = genuineContent(judged.value);
  if (!content.ok) return content;
  const key = await ownKey(deps, judged.value.evidence, content.value);
  if (key === null) return refuse('adoption-not-ours');
  return keepRecord(deps, pdf, { content: content.value, key, actor });
}

/** What the file says, where every check of the file itself passed. */
function genuineContent({ verdict, evidence }: JudgedFile): Result<ConfirmationContent> {
  const open = verdict.checks.find(({ id, outcome }) => outcome !== 'passed' && !NOT_OF_THE_FILE.has(id));
  if (open !== undefined) return refuse('adoption-not-genuine', { code: open.code });
  const isOriginal = evidence.document.kind === 'signed' && evidence.document.following.kind === 'nothing';
  if (verdict.confirmation === null || !isOriginal)
    return refuse('adoption-not-genuine', { code: 'bytes-after-signature' });
  return succeed(verdict.confirmation.content);
}

/** The key of this install that signed, where it is the key of the manufacturer that the file names. */
async function ownKey(
  { ledger, directory }: AdoptDependencies,
  { document }: Evidence,
  { manufacturer }: ConfirmationContent,
): Promise<KeyRecord | null> {
  if (document.kind !== 'signed' || document.signature.kind !== 'read') return null;
  const [signer] = document.signature.certificates;
  if (signer === undefined) return null;
  const identity = keyIdentity(readCertificate(signer).publicKey.spki);
  const named = (await directory.manufacturers()).find(
    ({ code, uscc }) => code === manufacturer.code && uscc === manufacturer.uscc,
  );
  const keys = await ledger.list();
  return (
    keys.find(({ publicKey, manufacturerId }) => manufacturerId === named?.id && keyIdentity(publicKey) === identity) ??
    null
  );
}

type Genuine = { readonly content: ConfirmationContent; readonly key: KeyRecord; readonly actor: Actor };

function keepRecord(
  deps: AdoptDependencies,
  pdf: Uint8Array,
  { content, key, actor }: Genuine,
): Promise<Result<Adopted>> {
  const { number } = content;
  const { keyId, manufacturerId } = key;
  const act = {
    stream: manufacturerStream(manufacturerId),
    actor,
    action: 'adopt-confirmation',
    subject: { kind: 'confirmation', id: number },
  } as const;
  return performInStore(deps, act, async () => {
    const sha256 = await deps.files.put(pdf);
    const at = deps.clock.now();
    return answer(number, await deps.recovery.adopt({ content, manufacturerId, keyId, sha256, by: actor, at }));
  });
}

function answer(number: string, outcome: AdoptionOutcome): Result<Adopted> {
  switch (outcome.kind) {
    case 'adopted':
    case 'known':
      return succeed({ number, outcome: outcome.kind });
    case 'number-of-another':
      return refuse('adoption-number-taken', { number });
    case 'vins-taken':
      return refuse('adoption-vins-taken', { vins: outcome.vins });
  }
}
