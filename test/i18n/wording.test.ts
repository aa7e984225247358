import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readWordTree } from '../../server/i18n/load-words.ts';
import { flattenWords, type Locale } from '../../server/i18n/words.ts';

const FOLDER = path.join(import.meta.dirname, '../../templates/locales');
const textsOf = (locale: Locale) => [...flattenWords(readWordTree(path.join(FOLDER, locale)))];

/** A request of an exporter is «заявка»; where an export licence is applied for, or the registry asked, it is not. */
const ABOUT_REQUESTS = /^(accounts|requests|batches|errors)\./;

const NOWHERE = /^$/;

/** Words that name a thing which has another name here, and what to write instead. */
const NOT_OURS: Readonly<Record<'zh-CN' | 'ru', readonly (readonly [RegExp, string, RegExp?])[]>> = {
  'zh-CN': [
    [/签名者|签署人/, '签名人'],
    [/颁发/, '签发、签发机构'],
    [/原件/, '原始 PDF 文件'],
    [/担保/, '认可'],
    [/一字不差/, '完全一致'],
    [/本服务/, '本系统'],
    [/(?<!电子)认证机构(?!的|签发)/, '电子认证服务机构'],
    [/出具/, '签发'],
    [/撤销列表|吊销数据/, '吊销列表、吊销信息'],
    [/最后需用日/, '须提交确认书的最后申请日'],
    [/怎么办|自称|来历不明/, '处理建议、所载、未知'],
  ],
  ru: [
    [/сертификат\S* регистрации/i, 'свидетельство о регистрации ТС (КНР)'],
    [/заявк/i, 'заявление, запрос', ABOUT_REQUESTS],
    [/МПИТ|Объявлени/, 'Перечень автопроизводителей Минпрома КНР (MIIT)'],
    [/руча/i, 'вправе выдать подтверждение; выдан доверенным центром'],
    [/редакци/i, 'версия'],
    [/опечатан|опечатыв|запечат/i, 'после подписания'],
  ],
};

describe.each(['zh-CN', 'ru'] as const)('the texts of %s', (locale) => {
  const rows = NOT_OURS[locale].map(([word, instead, where = NOWHERE]) => [word, instead, where] as const);
  it.each(rows)('do not say %p', (word, instead, where) => {
    const said = textsOf(locale).filter(([key, text]) => word.test(text) && !where.test(key));
    expect({ instead, said }).toEqual({ instead, said: [] });
  });
});

it('sets a space between a Chinese word and a value, which goes where the value is Chinese too', () => {
  const tight = /\p{Script=Han}\{(?!\w+,)|\{\w+\}\p{Script=Han}/u;
  expect(textsOf('zh-CN').filter(([, text]) => tight.test(text))).toEqual([]);
});
