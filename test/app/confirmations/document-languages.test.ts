import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { operatorActor } from '../../../server/model/access/actor.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { readPageText } from '../../support/page-text.ts';

let install: TestInstall;
let seed = 700;
beforeAll(async () => {
  install = await openTestInstall();
});
afterAll(() => install.dispose());

/** Asks for one vehicle a destination. */
function ask(destinations: readonly string[], languages?: readonly string[]) {
  const wanted = install.request(seed++, destinations.length);
  const vehicles = wanted.vehicles.map((vehicle, at) => ({ ...vehicle, destination: destinations[at] ?? '' }));
  const asked = { ...wanted, vehicles, ...(languages === undefined ? {} : { languages }) };
  return install.issue(asked, { by: operatorActor('test') });
}

async function issued(destinations: readonly string[], languages?: readonly string[]) {
  const answer = await ask(destinations, languages);
  if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
  return answer.value.confirmation;
}

describe('the languages of a document', () => {
  test.each<[string, readonly string[], readonly string[] | undefined, readonly string[] | undefined]>([
    ['of the Eurasian Economic Union', ['KZ'], undefined, ['zh', 'en', 'ru']],
    ['elsewhere', ['AE'], undefined, undefined],
    ['of both', ['AE', 'RU'], undefined, ['zh', 'en', 'ru']],
    ['that was asked for', ['AE'], ['zh', 'ru'], ['zh', 'ru']],
    ['in another order and spelling, and one twice', ['AE'], ['RU', 'zh-CN', 'en', 'ru'], ['zh', 'en', 'ru']],
    ['of those who want no Russian', ['KZ'], ['en', 'zh'], undefined],
  ])('%s', async (_, destinations, asked, languages) => {
    const { content } = await issued(destinations, asked);
    expect(content.languages).toEqual(languages);
    expect(content.destinations.every(({ ru }) => (ru !== undefined) === (languages?.includes('ru') ?? false))).toBe(
      true,
    );
  });

  test('are those of its pages, and anybody can check it', async () => {
    const { number, lines } = await issued(['KZ']);
    const found = await install.pdf(number, operatorActor());
    if (!found.ok) throw new Error(found.problem.code);
    const text = (await readPageText(found.value.pdf)).join('\n');
    for (const name of ['哈萨克斯坦', 'Kazakhstan', 'Казахстан']) expect(text).toContain(name);
    const vin = lines[0]?.vin ?? null;
    const verdict = await install.verify({ pdf: found.value.pdf, vin, destination: 'KZ', applicationDate: null });
    expect(verdict).toMatchObject({ ok: true, value: { verdict: 'valid' } });
  });
});

test.each<[string, readonly string[], readonly string[]]>([
  ['an unknown one', ['zh', 'kk'], ['/languages/1 language-unknown']],
  ['none of them Chinese', ['en', 'fr'], ['/languages/1 language-unknown', '/languages languages-without-chinese']],
  ['none', [], ['/languages too-short']],
])('%s is refused', async (_, languages, problems) => {
  const answer = await ask(['KZ'], languages);
  const fields = answer.ok ? [] : answer.problem.fields;
  expect(fields.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(problems);
});
