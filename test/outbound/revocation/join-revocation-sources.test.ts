import { beforeAll, expect, it } from '@jest/globals';
import { joinRevocationSources } from '../../../server/outbound/revocation/join-revocation-sources.ts';
import {
  type RevocationMaterial,
  type RevocationSource,
  RevocationUnreachable,
} from '../../../server/ports/revocation-source.ts';
import { issueCrl, TEST_NOW, testRoot } from '../../support/pki.ts';

const NOTHING: RevocationMaterial = { crls: [], ocsps: [] };
const OCSP = new Uint8Array([1, 2, 3]);
const knows = (material: Partial<RevocationMaterial>): RevocationSource => ({
  kept: async () => ({ ...NOTHING, ...material }),
  find: async () => ({ ...NOTHING, ...material }),
});
const away: RevocationSource = {
  kept: () => Promise.reject(new Error('away')),
  find: () => Promise.reject(new RevocationUnreachable('away')),
};
const find = (...sources: readonly RevocationSource[]) =>
  joinRevocationSources(sources).find({ certificate: OCSP, issuer: OCSP, at: TEST_NOW });

let old: Uint8Array;
let recent: Uint8Array;
beforeAll(async () => {
  const signer = await testRoot({ name: 'join-root' });
  old = await issueCrl({ signer, thisUpdate: '2026-02-01T00:00:00Z' });
  recent = await issueCrl({ signer, thisUpdate: '2026-02-02T00:00:00Z' });
});

it('gives what all know, each once, the newest list first and rubbish last', async () => {
  const rubbish = new Uint8Array([9]);
  const first = knows({ crls: [old, rubbish], ocsps: [OCSP] });
  const second = knows({ crls: [recent, old.slice()], ocsps: [OCSP.slice()] });
  expect(await find(first, second)).toEqual({ crls: [recent, old, rubbish], ocsps: [OCSP] });
});

it('passes over one that cannot be reached where another knows something', async () => {
  expect(await find(away, knows({ crls: [old] }))).toEqual({ crls: [old], ocsps: [] });
});

it('throws where one cannot be reached and the others know nothing: that is not "nothing is known to exist"', async () => {
  await expect(find(away, knows({}))).rejects.toThrow('away');
  expect(await find(knows({}), knows({}))).toEqual(NOTHING);
});

it('keeps what each keeps, the newest list first and each once', async () => {
  const sources = [knows({ crls: [old] }), knows({ crls: [recent, old], ocsps: [OCSP] })];
  expect(await joinRevocationSources(sources).kept()).toEqual({ crls: [recent, old], ocsps: [OCSP] });
});

it('gives nothing where a store cannot be asked, whatever others know: it may hold what revokes', async () => {
  const locked: RevocationSource = { kept: async () => NOTHING, find: () => Promise.reject(new Error('locked')) };
  await expect(find(knows({ ocsps: [OCSP] }), locked)).rejects.toThrow('locked');
});
