/** The PKI of the cases: everything is judged on 2026-03-01, and lists and answers hold from 02-28 to 03-07. */
import { OID } from '#core/asn1/oids.ts';
import type { ValidationAnchor } from '#core/validation/validation.ts';
import { revocationExtensions } from '../../../support/path-extensions.ts';
import {
  CA_EXTENSIONS,
  type CertificateRecipe,
  type CrlRecipe,
  issueCertificate,
  issueCrl,
  LEAF_EXTENSIONS,
  purposeExtension,
  type TestCertificate,
  testKey,
  testLeaf,
  testRoot,
} from '../../../support/pki.ts';
import type { CaseStamp, TrustMaterial } from './trust-case.ts';

/** Serial numbers. */
export const SIGNER = 601;
export const BETWEEN = 602;
export const TSA = 603;

/** Made by the first who asks, and the same for all. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

export const root = once(() => testRoot({ name: 'cases-root' }));
export const stampRoot = once(() => testRoot({ name: 'cases-stamp-root' }));
/** It names a responder: without that some validators read no answer. */
export const LEAF_WITH_RESPONDER = [...LEAF_EXTENSIONS, ...revocationExtensions({ ocsp: ['http://ocsp.example/'] })];
export const leaf = once(async () => testLeaf(await root(), { serial: SIGNER, extensions: LEAF_WITH_RESPONDER }));
export const between = once(async () => ca('between', await root()));
export const deep = once(async () => testLeaf(await between(), { serial: SIGNER, extensions: LEAF_WITH_RESPONDER }));
export const tsa = once(async () => authorityOf({}));

const FOR_TIME_STAMPS = { ...purposeExtension(OID.timeStamping), critical: true };

/** A time-stamp authority; below the root of the time-stamps unless `by` says otherwise. */
export const authorityOf = async ({ by, ...recipe }: Partial<CertificateRecipe> & { readonly by?: TestCertificate }) =>
  issueCertificate({
    key: testKey('p-256', 'cases-tsa'),
    commonName: 'TEST cases-tsa',
    issuer: by ?? (await stampRoot()),
    serial: TSA,
    extensions: [...LEAF_EXTENSIONS, FOR_TIME_STAMPS],
    ...recipe,
  });

/** A CA with a key and a name of its own. */
export function ca(
  name: string,
  issuer: TestCertificate,
  recipe: Partial<CertificateRecipe> = {},
): Promise<TestCertificate> {
  return issueCertificate({
    key: testKey('p-256', `cases-${name}`),
    commonName: `TEST cases-${name}`,
    issuer,
    serial: BETWEEN,
    extensions: CA_EXTENSIONS,
    ...recipe,
  });
}

export const sealing = ({ der }: TestCertificate): ValidationAnchor => ({ certificate: der, purposes: ['sealing'] });
export const stamping = ({ der }: TestCertificate): ValidationAnchor => ({
  certificate: der,
  purposes: ['time-stamping'],
});
/** One of which no file is relied on. */
export const barred = ({ der }: TestCertificate): ValidationAnchor => ({
  certificate: der,
  purposes: [],
  isBarred: true,
});

export const bothAnchors = async () => [sealing(await root()), stamping(await stampRoot())];

/** The list of the root; it holds at the present unless the recipe says otherwise. */
export const list = async (more: Partial<CrlRecipe> = {}) => issueCrl({ signer: await root(), ...more });
/** The list of the root of the time-stamps. */
export const stampList = async (more: Partial<CrlRecipe> = {}) => issueCrl({ signer: await stampRoot(), ...more });

/** A list that held in February. */
export const THEN = { thisUpdate: '2026-02-01T00:00:00Z', nextUpdate: '2026-02-12T00:00:00Z' } as const;
/** The time of a stamp while those lists held. */
export const STAMPED = '2026-02-10T00:00:00Z';

/** A list that names somebody; a day older than the one that names nobody, so that no validator has two of one age. */
export const revoking = (
  reason: number | undefined = 1,
  at = '2026-02-15T00:00:00Z',
  serial = SIGNER,
): Partial<CrlRecipe> => ({
  revoked: [{ serial, at, ...(reason === undefined ? {} : { reason }) }],
  thisUpdate: OLDER,
});
export const OLDER = '2026-02-27T00:00:00Z';

/** The standard signer under the standard anchors, with what the case brings. */
export async function signed(more: Partial<TrustMaterial> = {}): Promise<TrustMaterial> {
  return { signer: await leaf(), anchors: await bothAnchors(), ...more };
}

/** The same with a CA between. */
export async function signedBelow(more: Partial<TrustMaterial> = {}): Promise<TrustMaterial> {
  return { signer: await deep(), others: [await between()], anchors: await bothAnchors(), ...more };
}

/** A signature that was stamped while sealed-in lists of signer and authority held. */
export async function stamped(
  stamp: Partial<CaseStamp> = {},
  more: Partial<TrustMaterial> = {},
): Promise<TrustMaterial> {
  return signed({
    stamps: [{ authority: await tsa(), at: STAMPED, ...stamp }],
    sealedCrls: [await list(THEN), await stampList(THEN)],
    crls: [await list(), await stampList()],
    ...more,
  });
}

/** Revoked after the stamp: it passes by a stamp that counts, and by no other. */
export const saved = async (stamp: Partial<CaseStamp> = {}, more: Partial<TrustMaterial> = {}) =>
  stamped(stamp, { crls: [await list(revoking()), await stampList()], ...more });

export type Chain = {
  readonly anchor?: Partial<CertificateRecipe>;
  /** From the anchor down; one plain CA unless given. */
  readonly between?: readonly Partial<CertificateRecipe>[];
  readonly leaf?: Partial<CertificateRecipe>;
};

/** A signer below CAs of its own, whose lists all hold and revoke nobody. */
export async function chainOf({ anchor = {}, between: recipes = [{}], leaf: own = {} }: Chain): Promise<TrustMaterial> {
  const top = await testRoot({ name: 'cases-chain-0', ...anchor });
  const cas = [top];
  for (const [index, recipe] of recipes.entries()) {
    cas.push(await ca(`chain-${index + 1}`, cas.at(-1) as TestCertificate, recipe));
  }
  const signer = await testLeaf(cas.at(-1) as TestCertificate, { serial: SIGNER, ...own });
  const crls = await Promise.all(cas.map((one) => issueCrl({ signer: one })));
  return { signer, others: cas.slice(1).reverse(), anchors: [sealing(top)], crls };
}
