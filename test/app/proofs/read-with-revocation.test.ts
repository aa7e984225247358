import { describe, expect, test } from '@jest/globals';
import type { SignedDocumentEvidence } from '#core/confirmation/evidence.ts';
import type { RevocationMaterial, SignerJudgement } from '#core/validation/validation.ts';
import { readDocumentWithRevocation, readWithRevocation } from '../../../server/app/proofs/read-with-revocation.ts';
import { type RevocationSource, RevocationUnreachable } from '../../../server/ports/revocation-source.ts';
import { DOCUMENT } from '../../support/perfect-evidence.ts';

const AT = '2026-03-02T08:00:00.000Z';
const CONTEXT = { anchors: [], at: AT };
const list = (octet: number): RevocationMaterial => ({ crls: [Uint8Array.of(octet)], ocsps: [] });
const subject = (octet: number) => ({ certificate: Uint8Array.of(octet), issuer: Uint8Array.of(0) });
const octets = ({ crls, ocsps }: RevocationMaterial) => [...crls, ...ocsps].map(([octet]) => octet);

/** Counts what it is asked; `kept` and `newest` are lists. */
function source(kept: number, newest: number) {
  const asked: number[] = [];
  const port: RevocationSource = {
    kept: async () => list(kept),
    find: async ({ certificate }) => {
      asked.push(certificate[0] ?? 0);
      return list(newest);
    },
  };
  return { port, asked };
}

describe('a file is read with what is at hand, and the source is asked once', () => {
  const readingOf = (answers: string[]) => ({
    read: async (known: RevocationMaterial) => {
      answers.push(`read ${octets(known)}`);
      return { subjects: [subject(7), subject(7), subject(8)] };
    },
    subjectsOf: ({ subjects }: { readonly subjects: readonly ReturnType<typeof subject>[] }) => subjects,
    judgeAgain: async (
      reading: { readonly subjects: readonly ReturnType<typeof subject>[] },
      found: RevocationMaterial,
    ) => {
      answers.push(`again ${octets(found)}`);
      return reading;
    },
    withoutLists: (reading: { readonly subjects: readonly ReturnType<typeof subject>[] }, fault: unknown) => {
      answers.push(`without lists: ${fault}`);
      return reading;
    },
  });

  test.each([
    ['nothing new: it is judged once', 1, ['read 1']],
    ['something new: it is judged again with that', 2, ['read 1', 'again 2']],
  ])('%s', async (_what, newest, steps) => {
    const { port, asked } = source(1, newest);
    const answers: string[] = [];
    const { found } = await readWithRevocation(port, AT, readingOf(answers));
    expect(answers).toEqual(steps);
    expect(asked).toEqual([7, 8]);
    expect(octets(found)).toEqual([newest]);
  });

  test('addresses that cannot be reached leave the first judgement', async () => {
    const { port } = source(1, 2);
    const find = () => Promise.reject(new RevocationUnreachable('away'));
    const answers: string[] = [];
    const { found } = await readWithRevocation({ ...port, find }, AT, readingOf(answers));
    expect(answers).toEqual(['read 1']);
    expect(found).toEqual({ crls: [], ocsps: [] });
  });

  test.each(['kept', 'find'] as const)(
    'a store that does not answer (%s) leaves nobody known to be good',
    async (method) => {
      const { port } = source(1, 2);
      const fail = () => Promise.reject(new Error('away'));
      const answers: string[] = [];
      const { found } = await readWithRevocation({ ...port, [method]: fail }, AT, readingOf(answers));
      expect(answers.at(-1)).toBe('without lists: Error: away');
      expect(found).toEqual({ crls: [], ocsps: [] });
    },
  );
});

describe('a sealed document', () => {
  const JUDGEMENT: SignerJudgement = {
    indication: 'TOTAL-PASSED',
    subIndication: null,
    goodUntil: null,
    revocationNotes: [],
    trust: 'trusted',
    path: { anchor: 0, certificates: [] },
    pathProblem: null,
    hasPathEnded: false,
    revocation: { kind: 'good', source: 'crl', asOf: AT },
    provenAt: null,
    level: 'B-B',
    embeddedRevocation: false,
    subjects: [],
  };

  /** Of a signer whose path holds, or does not yet; `judged` is what a second judgement gives. */
  function reader(path: SignerJudgement['path'], judged: SignerJudgement | null) {
    const steps: string[] = [];
    const document: SignedDocumentEvidence = {
      ...DOCUMENT,
      judgement: { ...JUDGEMENT, path },
      subjects: [subject(7)],
    };
    return {
      steps,
      read: async () => {
        steps.push('read');
        return document;
      },
      judge: async () => {
        steps.push('judge');
        return judged;
      },
    };
  }
  const judgementOf = async (port: ReturnType<typeof reader>, newest: number) => {
    const revocation = source(1, newest).port;
    const { document } = await readDocumentWithRevocation({ reader: port, revocation }, new Uint8Array(), CONTEXT);
    return document.kind === 'signed' ? document.judgement : null;
  };

  test('is read once, and only its signer judged again', async () => {
    const revoked = { ...JUDGEMENT, trust: 'untrusted' } as const;
    const port = reader(JUDGEMENT.path, revoked);
    expect(await judgementOf(port, 2)).toEqual(revoked);
    expect(port.steps).toEqual(['read', 'judge']);
  });

  test.each(['kept', 'find'] as const)(
    'is not trusted where the store does not answer (%s), whatever it proves itself',
    async (method) => {
      const fail = () => Promise.reject(new Error('away'));
      const revocation = { ...source(1, 1).port, [method]: fail };
      const port = reader(JUDGEMENT.path, null);
      const { document } = await readDocumentWithRevocation({ reader: port, revocation }, new Uint8Array(), CONTEXT);
      expect(document).toMatchObject({
        judgement: { trust: 'unknown', indication: 'INDETERMINATE', revocation: { kind: 'unknown' } },
      });
    },
  );

  test('is judged once where nothing new was found', async () => {
    const port = reader(JUDGEMENT.path, null);
    expect(await judgementOf(port, 1)).toEqual(JUDGEMENT);
    expect(port.steps).toEqual(['read']);
  });

  test('whose signer only the new data makes trusted is read again: its content waited for that', async () => {
    const port = reader(null, null);
    await judgementOf(port, 2);
    expect(port.steps).toEqual(['read', 'read']);
  });

  test('is not trusted where the second judgement is lost', async () => {
    const port = reader(JUDGEMENT.path, null);
    expect(await judgementOf(port, 2)).toMatchObject({
      trust: 'unknown',
      indication: 'INDETERMINATE',
      revocation: { kind: 'unknown' },
    });
  });
});
