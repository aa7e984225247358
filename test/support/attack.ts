import { afterAll, beforeAll, expect } from '@jest/globals';
import type { CheckCode } from '#core/confirmation/errors.ts';
import type { Verdict } from '#core/confirmation/verdict.ts';
import { inspectDocument } from '#core/validation/inspect-document.ts';
import type { ChangePlace } from '#core/validation/inspection.ts';
import { openInstall } from '../../server/compose/open-install.ts';
import { openTestInstall, type TestInstall, testOptions } from './install.ts';
import { latin1Bytes } from './pdf-writer.ts';
import { type Target, targetOf } from './target.ts';

export type AttackBench = {
  readonly install: TestInstall;
  /** A sealed, live, untouched document of the true manufacturer. */
  readonly genuine: Uint8Array;
  readonly vin: string;
  /** The genuine document, taken apart. */
  readonly target: Target;
  readonly judge: (pdf: Uint8Array, vin?: string) => Promise<Verdict>;
  /** The same without the registry, whose hash alone would catch every changed byte. */
  readonly judgeWithoutRegistry: (pdf: Uint8Array) => Promise<Verdict>;
};

/** An install to attack, for a whole test file. */
export function attackBench(): AttackBench {
  const bench: { current?: AttackBench; close?: () => Promise<void> } = {};
  beforeAll(async () => {
    const install = await openTestInstall();
    const blind = await openInstall(testOptions(install.folder, { askRegistry: false }));
    const { pdf, vin } = install.sample('valid');
    const ask = async (judging: Pick<TestInstall, 'verify'>, bytes: Uint8Array, asked: string | null) => {
      const result = await judging.verify({ pdf: bytes, vin: asked, destination: null, applicationDate: null });
      if (!result.ok) throw new Error(result.problem.code);
      return result.value;
    };
    bench.current = {
      install,
      genuine: pdf,
      vin,
      target: targetOf(pdf),
      judge: (bytes, asked) => ask(install, bytes, asked ?? null),
      judgeWithoutRegistry: (bytes) => ask(blind, bytes, null),
    };
    bench.close = async () => {
      await blind.close();
      await install.dispose();
    };
  });
  afterAll(() => bench.close?.());
  const current = () => {
    if (bench.current === undefined) throw new Error('the bench is not ready: use it inside tests');
    return bench.current;
  };
  return {
    get install() {
      return current().install;
    },
    get genuine() {
      return current().genuine;
    },
    get vin() {
      return current().vin;
    },
    get target() {
      return current().target;
    },
    judge: (pdf, vin) => current().judge(pdf, vin),
    judgeWithoutRegistry: (pdf) => current().judgeWithoutRegistry(pdf),
  };
}

/** The codes of the checks that failed. */
export function failures(verdict: Verdict): readonly CheckCode[] {
  return verdict.checks.filter((check) => check.outcome === 'failed').map((check) => check.code);
}

/** Refused, with that code among its reasons, and nothing of the file shown as fact. */
export function expectRefused(verdict: Verdict, code: CheckCode): void {
  expect({ verdict: verdict.verdict, failures: failures(verdict) }).toEqual({
    verdict: 'not-valid',
    failures: expect.arrayContaining([code]),
  });
  expect(verdict.confirmation).toBeNull();
}

const NEITHER_CLEAN_NOR_AMENDED = /^(?:suspect|unsupported|unsigned|unreadable)$/;

/** What both must say of an attack: a code of a failed check, and one of the file's or a signature's problems. */
export type Answers = { readonly verify: CheckCode; readonly inspect: string };

/** Refused by `verify` without the registry, and never clean for `inspect`, each with its code. */
export async function expectCaught(bench: AttackBench, pdf: Uint8Array, answers: Answers): Promise<void> {
  const verdict = await bench.judgeWithoutRegistry(pdf);
  const inspection = await inspectDocument(pdf);
  const problems = [...inspection.problems, ...inspection.signatures.flatMap((signature) => signature.problems)];
  expect({ verdict: verdict.verdict, failures: failures(verdict), problems }).toEqual({
    verdict: 'not-valid',
    failures: expect.arrayContaining([answers.verify]),
    problems: expect.arrayContaining([answers.inspect]),
  });
  expect(inspection.outcome).toMatch(NEITHER_CLEAN_NOR_AMENDED);
  expect(verdict.confirmation).toBeNull();
}

/** What nobody sealed for us is refused for its signer at the least; `inspect` says by its code what was done to it. */
export async function expectForeignCaught(bench: AttackBench, text: string, code: string): Promise<void> {
  const pdf = latin1Bytes(text);
  const { outcome, problems, signatures } = await inspectDocument(pdf);
  const codes = [...problems, ...signatures.flatMap((signature) => signature.problems)];
  expect({ outcome, codes }).toEqual({
    outcome: expect.stringMatching(NEITHER_CLEAN_NOR_AMENDED),
    codes: expect.arrayContaining([code]),
  });
  expect((await bench.judgeWithoutRegistry(pdf)).verdict).toBe('not-valid');
}

/** A permitted change is named by its place, whatever it shows: nobody vouches for its look. It is no confirmation either. */
export async function expectForeignAmended(bench: AttackBench, text: string, place: ChangePlace): Promise<void> {
  const pdf = latin1Bytes(text);
  const { outcome, changes, problems, signatures } = await inspectDocument(pdf);
  const codes = [...problems, ...signatures.flatMap((signature) => signature.problems)];
  const places = changes.map((change) => change.place);
  expect({ outcome, places, codes }).toEqual({
    outcome: 'amended',
    places: expect.arrayContaining([place]),
    codes: [],
  });
  expect((await bench.judgeWithoutRegistry(pdf)).verdict).toBe('not-valid');
}

/** What is allowed and shows nothing stays clean: an attack test that refuses everything would prove nothing. */
export async function expectClean(text: string): Promise<void> {
  const { outcome, problems, signatures } = await inspectDocument(latin1Bytes(text));
  expect([outcome, ...problems, ...signatures.flatMap((signature) => signature.problems)]).toEqual(['clean']);
}

export function concat(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part))));
}

/** The bytes with some of them replaced, from an offset on. */
export function overwrite(bytes: Uint8Array, at: number, replacement: Uint8Array | string): Uint8Array {
  const changed = bytes.slice();
  changed.set(Buffer.from(replacement), at);
  return changed;
}

/** Where a text stands; it must stand there exactly once. */
export function offsetOf(bytes: Uint8Array, text: string): number {
  const all = Buffer.from(bytes);
  const at = all.indexOf(text, 0, 'latin1');
  if (at < 0 || all.indexOf(text, at + 1, 'latin1') >= 0) throw new Error(`"${text}" does not stand exactly once`);
  return at;
}
