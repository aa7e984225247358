/** How often a certificate's responder is asked while documents are issued: counted at a real server on the loopback. */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { prepareProofs } from '../../../server/app/proofs/prepare-proofs.ts';
import { dataPaths } from '../../../server/compose/install-options.ts';
import { openInstall } from '../../../server/compose/open-install.ts';
import { openProofs } from '../../../server/compose/proofs.ts';
import { operatorActor } from '../../../server/model/access/actor.ts';
import type { SigningKey } from '../../../server/ports/signing-keys.ts';
import { openSqliteStore, type SqliteStore } from '../../../server/stores/sqlite/open-store.ts';
import { type CountedResponder, openCountedResponder } from '../../support/counted-responder.ts';
import { copyInstall, seededRequest, testOptions } from '../../support/install.ts';
import { trustListOf } from '../../support/trust.ts';

const HOUR_MS = 3_600_000;

let copy: ReturnType<typeof copyInstall>;
let responder: CountedResponder;
let offset = 0;
/** The responders answer; where they do not, the lists do. */
let hasResponder = true;
const now = () => new Date(Date.now() + offset).toISOString();
const allAnswersRunOut = () => {
  offset += HOUR_MS + 1_000;
};

beforeAll(async () => {
  copy = copyInstall();
  responder = await openCountedResponder({ now, hasResponder: () => hasResponder });
  await responder.sealFor(copy.folder);
});
beforeEach(() => void responder.asked());
afterAll(async () => {
  await responder.close();
  copy.remove();
});

const options = () =>
  testOptions(copy.folder, { revocationHosts: [responder.host], allowPrivateAddresses: true, clock: { now } });

/** Issues in a process of its own, as far as memory goes: so many documents at once, then as many in a row. */
async function issueBatch(seed: number, count: number): Promise<readonly string[]> {
  const install = await openInstall(options());
  const issue = async (index: number) => {
    const by = { by: operatorActor('test'), algorithm: 'ecdsa-p256-sha256' } as const;
    const issued = await install.issue(seededRequest(seed + index), by);
    if (!issued.ok) throw new Error(JSON.stringify(issued.problem));
  };
  try {
    await Promise.all(Array.from({ length: count }, (_, index) => issue(index)));
    for (let index = 0; index < count; index += 1) await issue(count + index);
  } finally {
    await install.close();
  }
  return responder.asked();
}

describe('each certificate’s source is asked once while its answer is fresh', () => {
  test('by its responder, though many documents are issued at once and one after another', async () => {
    expect(await issueBatch(31_000, 6)).toEqual(['/ocsp/seal', '/ocsp/sub']);
  });

  test('not again after the process was started anew', async () => {
    expect(await issueBatch(32_000, 2)).toEqual([]);
  });

  test('once more when its answer has run out', async () => {
    allAnswersRunOut();
    expect(await issueBatch(33_000, 3)).toEqual(['/ocsp/seal', '/ocsp/sub']);
  });
});

test('its list is asked for once, and its responder not again and again, where the responder gives nothing', async () => {
  allAnswersRunOut();
  hasResponder = false;
  const asked = await issueBatch(34_000, 6);
  hasResponder = true;
  expect(asked.filter((path) => path.startsWith('/crl'))).toEqual(['/crl/seal', '/crl/sub']);
  expect(asked.filter((path) => path.startsWith('/ocsp'))).toEqual(['/ocsp/seal', '/ocsp/sub']);
});

/**
 * A batch of 1,000. Whatever asks anybody while a document is issued is `prepareProofs`: it runs here as `issue` runs it,
 * with the sources, the store and the network of an install, and only the typesetting is left out, which would take
 * a minute. `npm run bench -- issue/batch-1000` counts the same over documents that are issued.
 */
describe('for the proofs of a batch of 1,000 each source is asked once', () => {
  const POLICY = { level: 'B-T', embedRevocation: true, withoutProof: 'refuse' } as const;
  const BATCH = 1_000;
  const AT_ONCE = 100;
  const stores: SqliteStore[] = [];
  afterAll(() => {
    for (const store of stores) store.close();
  });

  /** Gathers in a process of its own, as far as memory goes. */
  async function openGathering() {
    const paths = dataPaths(copy.folder);
    const store = openSqliteStore({ file: paths.store, now });
    stores.push(store);
    const { sealedRevocation, timeStamps } = openProofs(options(), paths, store, { now });
    const trustList = trustListOf(copy.folder);
    const { root, sub, seal } = responder.chain;
    const key = { certificate: seal.der, chain: [sub.der, root.der] } as Pick<SigningKey, 'certificate' | 'chain'>;
    return async () => {
      const wanted = { key: key as SigningKey, policy: POLICY, at: now() };
      const prepared = await prepareProofs({ revocation: sealedRevocation, trustList, timeStamps }, wanted);
      if (!prepared.ok) throw new Error(JSON.stringify(prepared.problem));
      expect(prepared.value.proofs.ocsps.length).toBeGreaterThanOrEqual(2);
    };
  }

  async function gatherAll(gather: () => Promise<void>, count: number): Promise<void> {
    for (let done = 0; done < count; done += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, gather));
  }

  test('a hundred at once, across a start of the process', async () => {
    allAnswersRunOut();
    await gatherAll(await openGathering(), BATCH / 2);
    await gatherAll(await openGathering(), BATCH / 2);
    expect(responder.asked()).toEqual(['/ocsp/seal', '/ocsp/sub']);
  });

  test('and once more in each freshness interval', async () => {
    for (let interval = 0; interval < 2; interval += 1) {
      allAnswersRunOut();
      await gatherAll(await openGathering(), AT_ONCE);
      expect(responder.asked()).toEqual(['/ocsp/seal', '/ocsp/sub']);
    }
  });
});
