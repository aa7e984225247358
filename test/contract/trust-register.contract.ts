import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { TrustAnchor } from '../../server/ports/trust-list.ts';
import type { TrustRegister } from '../../server/ports/trust-register.ts';
import { MANUFACTURER } from '../support/perfect-evidence.ts';
import { type TestCertificate, testRoot } from '../support/pki.ts';

/** The register of one install; every `open` is another user of it, as another process would be. */
export type RegisterFixture = {
  readonly open: () => TrustRegister;
  readonly dispose: () => void | Promise<void>;
};

/** The suite of `TrustRegister`, given how to make an install that vinseal was shipped to with these anchors. */
export function trustRegisterContract(
  name: string,
  makeFixture: (shipped: readonly TrustAnchor[]) => RegisterFixture,
): void {
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

    let fixture: RegisterFixture;
    let register: TrustRegister;
    beforeEach(() => {
      fixture = makeFixture([anchor('shipped', 0), anchor('stopped', 1, { status: 'suspended' })]);
      register = fixture.open();
    });
    afterEach(() => fixture.dispose());

    /** How an anchor and its two manufacturers stand, as another user sees it. */
    const standing = (id: string) => {
      const found = fixture
        .open()
        .all()
        .find((candidate) => candidate.id === id);
      return [found?.status, ...(found?.manufacturers ?? []).map(({ status }) => status)];
    };

    test('knows where each anchor comes from, and gives everybody what was added, as it was', () => {
      register.add(anchor('own', 2));
      expect(fixture.open().all()).toEqual([
        { ...anchor('shipped', 0), origin: 'shipped', file: expect.stringContaining('shipped') },
        {
          ...anchor('stopped', 1, { status: 'suspended' }),
          origin: 'shipped',
          file: expect.stringContaining('stopped'),
        },
        { ...anchor('own', 2), origin: 'install', file: expect.stringContaining('own') },
      ]);
    });

    test('adds no second anchor of one id, and keeps the first', () => {
      register.add(anchor('own', 2));
      expect(() => fixture.open().add(anchor('own', 2, { manufacturers: [] }))).toThrow(
        expect.objectContaining({ code: 'trust-file-malformed' }),
      );
      expect(register.all().find(({ id }) => id === 'own')).toMatchObject({ ...anchor('own', 2), origin: 'install' });
    });

    describe('replaces an anchor', () => {
      const AT = '2026-03-01T08:00:00.000Z';
      const former = (id: string) => {
        const found = register.all().find((one) => one.id === id);
        if (found === undefined) throw new Error(`no anchor ${id}`);
        return found;
      };
      const own = () =>
        fixture
          .open()
          .all()
          .filter(({ origin }) => origin === 'install')
          .map(({ id, from }) => [id, from]);

      test.each(['own', 'renewed'])('by one of the id %s, and the suspensions stay', (id) => {
        register.add(anchor('own', 2));
        register.setSuspended({ anchor: 'own', manufacturer: null }, true);
        register.setSuspended({ anchor: 'own', manufacturer: 'YYY' }, true);
        register.replace(former('own'), anchor(id, 2, { from: '2026-02-01' }), AT);
        expect(own()).toEqual([[id, '2026-02-01']]);
        expect(standing(id)).toEqual(['suspended', 'active', 'suspended']);
        register.setSuspended({ anchor: id, manufacturer: null }, false);
        expect(standing(id)).toEqual(['active', 'active', 'suspended']);
      });

      test('who comes under the former id later is not suspended with it', () => {
        register.add(anchor('own', 2));
        register.setSuspended({ anchor: 'own', manufacturer: 'YYY' }, true);
        register.replace(former('own'), anchor('renewed', 2), AT);
        register.replace(former('renewed'), anchor('third', 2), AT);
        register.add(anchor('own', 2));
        expect(standing('own')).toEqual(['active', 'active', 'active']);
      });

      test('not over a third one', () => {
        register.add(anchor('own', 2));
        register.add(anchor('third', 2));
        expect(() => register.replace(former('own'), anchor('third', 2), AT)).toThrow(
          expect.objectContaining({ code: 'trust-file-malformed' }),
        );
        expect(own().map(([id]) => id)).toEqual(['own', 'third']);
      });
    });

    test('suspends one manufacturer and resumes it, shipped or added', () => {
      register.add(anchor('own', 2));
      for (const id of ['shipped', 'own']) {
        register.setSuspended({ anchor: id, manufacturer: 'YYY' }, true);
        expect(standing(id)).toEqual(['active', 'active', 'suspended']);
        register.setSuspended({ anchor: id, manufacturer: 'YYY' }, false);
        expect(standing(id)).toEqual(['active', 'active', 'active']);
      }
    });

    test('a suspension of the whole anchor and of a manufacturer are lifted each by itself', () => {
      register.setSuspended({ anchor: 'shipped', manufacturer: 'YYY' }, true);
      register.setSuspended({ anchor: 'shipped', manufacturer: null }, true);
      expect(standing('shipped')).toEqual(['suspended', 'active', 'suspended']);
      register.setSuspended({ anchor: 'shipped', manufacturer: null }, false);
      expect(standing('shipped')).toEqual(['active', 'active', 'suspended']);
    });

    test('what is suspended twice is resumed once, and what is not suspended can be resumed', () => {
      for (const isSuspended of [true, true, false, false])
        register.setSuspended({ anchor: 'shipped', manufacturer: null }, isSuspended);
      expect(standing('shipped')).toEqual(['active', 'active', 'active']);
    });

    test('what the anchor itself suspends stays so', () => {
      register.setSuspended({ anchor: 'stopped', manufacturer: null }, true);
      register.setSuspended({ anchor: 'stopped', manufacturer: null }, false);
      expect(standing('stopped')).toEqual(['suspended', 'active', 'active']);
    });
  });
}
