import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  parseTemplate,
  readByTemplate,
  type Template,
  writeByTemplate,
} from '#core/x509/identity/identity-template.ts';
import { seedOf } from '../../../support/test-share.ts';

const USCC = '91350200M0000TEX1H';
const NAME = '星汉汽车（测试）有限公司';
const parsed = (text: string): Template => {
  const template = parseTemplate(text);
  if (typeof template === 'string') throw new Error(template);
  return template;
};
const read = (template: string, text: string) => readByTemplate(parsed(template), text);

describe('a template', () => {
  it.each([
    ['{name', 'identity-template-malformed'],
    ['name}', 'identity-template-malformed'],
    ['{Name}', 'identity-template-malformed'],
    ['{company}', 'identity-template-malformed'],
    ['', 'identity-template-malformed'],
    ['a\u0000{name}', 'identity-template-malformed'],
    [`${'x'.repeat(100)}{name}`, 'identity-template-malformed'],
    ['{name}-{name}', 'identity-template-ambiguous'],
    ['{uscc}-{uscc}', 'identity-template-ambiguous'],
    ['{name}{number}', 'identity-template-ambiguous'],
    ['{number}{uscc}', 'identity-template-ambiguous'],
    ['{number}1{name}', 'identity-template-ambiguous'],
    ['{name}@1{number}', 'identity-template-ambiguous'],
    ['{number}{number}@{name}', 'identity-template-ambiguous'],
  ])('%j: %s', (text, problem) => {
    expect(parseTemplate(text)).toBe(problem);
  });

  it.each([
    ['051@{name}@N{uscc}@{number}', `051@${NAME}@N${USCC}@1`, { name: NAME, uscc: USCC }],
    ['051@{name}@N{uscc}@{number}', `051@${NAME}@N${USCC}@1203`, { name: NAME, uscc: USCC }],
    ['051@{name}@N{uscc}@{number}', `051@a@b@N${USCC}@1`, { name: 'a@b', uscc: USCC }],
    ['{uscc}{name}', `${USCC}${NAME}`, { name: NAME, uscc: USCC }],
    ['{name}{uscc}', `${NAME}${USCC}`, { name: NAME, uscc: USCC }],
    ['{number}-{name}', `12-${NAME}`, { name: NAME }],
    ['NTRCN-{uscc}', `NTRCN-${USCC}`, { uscc: USCC }],
    ['{name}', ` ${NAME} `, { name: ` ${NAME} ` }],
  ])('%j reads %j', (template, text, facts) => {
    expect(read(template, text)).toEqual(facts);
  });

  it.each([
    ['051@{name}@N{uscc}@{number}', `051@@N${USCC}@1`],
    ['051@{name}@N{uscc}@{number}', `051@${NAME}@N${USCC}@`],
    ['051@{name}@N{uscc}@{number}', `051@${NAME}@N${USCC}@12345`],
    ['051@{name}@N{uscc}@{number}', `051@${NAME}@N${USCC}@1 `],
    ['051@{name}@N{uscc}@{number}', `051@${NAME}@N${USCC}@１`],
    ['051@{name}@N{uscc}@{number}', `051＠${NAME}@N${USCC}@1`],
    ['051@{name}@N{uscc}@{number}', `051@${NAME}@N${USCC.toLowerCase()}@1`],
    ['051@{name}@N{uscc}@{number}', `052@${NAME}@N${USCC}@1`],
    ['051@{name}@N{uscc}@{number}', `051@N${USCC}@1`],
    ['{uscc}{name}', USCC],
    ['{uscc}{name}', NAME],
    ['{uscc}', `${USCC} `],
    ['NTRCN-{uscc}', `VATCN-${USCC}`],
    ['NTRCN-{uscc}', `NTRCN-${USCC}X`],
    ['{name}', ''],
  ])('%j does not read %j', (template, text) => {
    expect(read(template, text)).toBeNull();
  });

  it('reads what it writes, whatever the name', () => {
    const templates = ['051@{name}@N{uscc}@{number}', '{uscc}{name}', '{name}{uscc}', '{number}/{uscc}/{name}'];
    const law = (name: string, text: string) => {
      const template = parsed(text);
      expect(readByTemplate(template, writeByTemplate(template, { name, uscc: USCC }))).toEqual({ name, uscc: USCC });
    };
    fc.assert(fc.property(fc.string({ minLength: 1 }), fc.constantFrom(...templates), law), {
      seed: seedOf(13),
    });
  });
});
