import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { refuse } from '#core/confirmation/errors.ts';
import type { TrustAnchor } from '../../server/ports/trust-list.ts';
import type { JudgeChange, SuspensionTarget, TrustChange, TrustRegister } from '../../server/ports/trust-register.ts';
import { openTrustList } from '../../server/stores/trust/open-trust-list.ts';
import { viewOwnTrust } from '../../server/stores/trust/own-trust.ts';
import { saveTrustAnchor } from '../../server/stores/trust/trust-file.ts';
import { createTrustRegister } from '../../server/stores/trust/trust-register.ts';
import { MANUFACTURER } from '../support/perfect-evidence.ts';
import { TEST_NOW, type TestCertificate, testRoot } from '../support/pki.ts';
import type { StoreFixture } from './store-fixture.ts';

const NOT_JUDGED: JudgeChange = () => null;

/** The suite of `TrustRegister` over the records of a store. */
export function trustRegisterContract(name: string, makeStore: () => Promise<StoreFixture>): void {
  describe(`${name}: trust register`, () => {
    let roots: readonly TestCertificate[];
    beforeAll(async () => {
      roots = await Promise.all(['a', 'b', 'c'].map((of) => testRoot({ name: `register-${of}` })));
    });
    const anchor = (id: string, root: number, changes: Partial<TrustAnchor> = {}): TrustAnchor => ({
      ...{ id, certificate: roots[root]?.der ?? new Uint8Array(), timeStamping: true },
      manufacturers: [MANUFACTURER, { ...MANUFACTURER, code: 'YYY' }],
      ...{ status: 'active', from: '2026-01-01', until: null },
      ...changes,
    });

    let shipped: string;
    let store: StoreFixture;
    /** Another user of the same install, as another process would be. */
    const open = async () => createTrustRegister({ shipped, shared: (await store.open()).shared });
    let register: TrustRegister;
    let other: TrustRegister;
    beforeEach(async () => {
      shipped = mkdtempSync(path.join(tmpdir(), 'vinseal-shipped-'));
      saveTrustAnchor(shipped, anchor('shipped', 0));
      saveTrustAnchor(shipped, anchor('stopped', 1, { status: 'suspended' }));
      store = await makeStore();
      register = await open();
      other = await open();
    });
    afterEach(async () => {
      await store.dispose();
      rmSync(shipped, { recursive: true });
    });
    const add = (...anchors: readonly TrustAnchor[]) => register.change({ kind: 'add', anchors }, NOT_JUDGED);
    const suspend = (target: SuspensionTarget, isSuspended: boolean) =>
      register.change({ kind: isSuspended ? 'suspend' : 'resume', target }, NOT_JUDGED);

    /** How an anchor and its two manufacturers stand, as another user sees it. */
    const standing = async (id: string) => {
      const found = (await other.all()).find((candidate) => candidate.id === id);
      return [found?.status, ...(found?.manufacturers ?? []).map(({ status }) => status)];
    };

    test('knows where each anchor comes from, and gives everybody what was added, as it was', async () => {
      await add(anchor('own', 2));
      expect(await other.all()).toEqual([
        { ...anchor('shipped', 0), origin: 'shipped', file: expect.stringContaining('shipped') },
        {
          ...anchor('stopped', 1, { status: 'suspended' }),
          origin: 'shipped',
          file: expect.stringContaining('stopped'),
        },
        { ...anchor('own', 2), origin: 'install', file: null },
      ]);
    });

    test('adds no second anchor of one id, and keeps the first', async () => {
      await add(anchor('own', 2));
      const second = other.change(
        { kind: 'add', anchors: [anchor('more', 2), anchor('own', 2, { manufacturers: [] })] },
        NOT_JUDGED,
      );
      await expect(second).rejects.toMatchObject({ code: 'trust-file-malformed' });
      expect((await register.all()).map(({ id }) => id)).toEqual(['shipped', 'stopped', 'own']);
      expect((await register.all()).find(({ id }) => id === 'own')).toMatchObject({
        ...anchor('own', 2),
        origin: 'install',
      });
    });

    describe('replaces an anchor', () => {
      const AT = '2026-03-01T08:00:00.000Z';
      const replace = (former: string, by: TrustAnchor) =>
        register.change({ kind: 'replace', former, anchor: by, at: AT }, NOT_JUDGED);
      const own = async () =>
        (await other.all()).filter(({ origin }) => origin === 'install').map(({ id, from }) => [id, from]);

      test.each(['own', 'renewed'])('by one of the id %s, and the suspensions stay', async (id) => {
        await add(anchor('own', 2));
        await suspend({ anchor: 'own', manufacturer: null }, true);
        await suspend({ anchor: 'own', manufacturer: 'YYY' }, true);
        await replace('own', anchor(id, 2, { from: '2026-02-01' }));
        expect(await own()).toEqual([[id, '2026-02-01']]);
        expect(await standing(id)).toEqual(['suspended', 'active', 'suspended']);
        await suspend({ anchor: id, manufacturer: null }, false);
        expect(await standing(id)).toEqual(['active', 'active', 'suspended']);
      });

      test('who comes under the former id later is not suspended with it', async () => {
        await add(anchor('own', 2));
        await suspend({ anchor: 'own', manufacturer: 'YYY' }, true);
        await replace('own', anchor('renewed', 2));
        await replace('renewed', anchor('third', 2));
        await add(anchor('own', 2));
        expect(await standing('own')).toEqual(['active', 'active', 'active']);
      });

      test('not over a third one', async () => {
        await add(anchor('own', 2));
        await add(anchor('third', 2));
        await expect(replace('own', anchor('third', 2))).rejects.toMatchObject({ code: 'trust-file-malformed' });
        await expect(replace('nobody', anchor('new', 2))).rejects.toMatchObject({ code: 'trust-file-malformed' });
        expect((await own()).map(([id]) => id)).toEqual(['own', 'third']);
      });
    });

    test('suspends one manufacturer and resumes it, shipped or added', async () => {
      await add(anchor('own', 2));
      for (const id of ['shipped', 'own']) {
        await suspend({ anchor: id, manufacturer: 'YYY' }, true);
        expect(await standing(id)).toEqual(['active', 'active', 'suspended']);
        await suspend({ anchor: id, manufacturer: 'YYY' }, false);
        expect(await standing(id)).toEqual(['active', 'active', 'active']);
      }
    });

    test('a suspension of the whole anchor and of a manufacturer are lifted each by itself', async () => {
      await suspend({ anchor: 'shipped', manufacturer: 'YYY' }, true);
      await suspend({ anchor: 'shipped', manufacturer: null }, true);
      expect(await standing('shipped')).toEqual(['suspended', 'active', 'suspended']);
      await suspend({ anchor: 'shipped', manufacturer: null }, false);
      expect(await standing('shipped')).toEqual(['active', 'active', 'suspended']);
    });

    test('what is suspended twice is resumed once, and what is not suspended can be resumed', async () => {
      for (const isSuspended of [true, true, false, false])
        await suspend({ anchor: 'shipped', manufacturer: null }, isSuspended);
      expect(await standing('shipped')).toEqual(['active', 'active', 'active']);
    });

    test('what the anchor itself suspends stays so', async () => {
      await suspend({ anchor: 'stopped', manufacturer: null }, true);
      await suspend({ anchor: 'stopped', manufacturer: null }, false);
      expect(await standing('stopped')).toEqual(['suspended', 'active', 'active']);
    });

    test('what is refused changes nothing, and is judged by the list as it stands', async () => {
      await add(anchor('own', 2));
      const seen: (readonly string[])[] = [];
      const { problem } = refuse('anchor-known');
      const judge: JudgeChange = (listed) => {
        seen.push(listed.map(({ id }) => id));
        return problem;
      };
      const target = { anchor: 'own', manufacturer: null };
      const changes: readonly TrustChange[] = [
        { kind: 'add', anchors: [anchor('new', 2)] },
        { kind: 'replace', former: 'own', anchor: anchor('new', 2), at: TEST_NOW },
        { kind: 'suspend', target },
      ];
      for (const change of changes) expect(await other.change(change, judge)).toBe(problem);
      expect(new Set(seen.map((ids) => ids.join()))).toEqual(new Set(['shipped,stopped,own']));
      expect((await register.all()).map(({ id }) => id)).toEqual(['shipped', 'stopped', 'own']);
      expect(await standing('own')).toEqual(['active', 'active', 'active']);
    });

    test('of two changes at once both are made, or the second sees the first', async () => {
      await Promise.all([
        suspend({ anchor: 'shipped', manufacturer: null }, true),
        other.change({ kind: 'suspend', target: { anchor: 'stopped', manufacturer: 'YYY' } }, NOT_JUDGED),
        add(anchor('own', 2)),
      ]);
      expect(await standing('shipped')).toEqual(['suspended', 'active', 'active']);
      expect(await standing('stopped')).toEqual(['suspended', 'active', 'suspended']);
      expect(await standing('own')).toEqual(['active', 'active', 'active']);
    });

    test('gives its own anchors as they were added, whatever was suspended since', async () => {
      await add(anchor('own', 2));
      await suspend({ anchor: 'own', manufacturer: null }, true);
      expect(await other.added()).toEqual([anchor('own', 2)]);
    });

    test('what one suspends another does not trust with its next question', async () => {
      await add(anchor('own', 2, { manufacturers: [] }));
      const own = viewOwnTrust((await store.open()).shared);
      const list = await openTrustList({ shipped: `${shipped}/none`, own, acceptTest: true, mayBeEmpty: true });
      const statuses = async () => (await list.anchors()).map(({ id, status }) => `${id} ${status}`);
      expect(await statuses()).toEqual(['own active']);
      await suspend({ anchor: 'own', manufacturer: null }, true);
      expect(await statuses()).toEqual(['own suspended']);
    });
  });
}
