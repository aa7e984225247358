/** Names that people choose stand in letters to others: none of them reads as the address of a web page, or becomes a link. */

import { describe, expect, test } from '@jest/globals';
import { isLikeAddress, unlinked } from '../../../server/model/letters/names-in-letters.ts';

const ADDRESSES = [
  ...['https://pay.example.com', 'Pay here: HTTPS://x', 'www.example', 'WWW.EXAMPLE', 'see www.x', 'x://y'],
  ...['pay.example.com', 'Pay at pay.example.com!', 'PAY.EXAMPLE.COM', '«pay.example.com»', 'pay.example.com/login'],
  ...[
    'example.zone',
    'my-shop.online',
    'пример.рф',
    'ПРИМЕР.РФ',
    '例子.中国',
    'xn--e1afmkfd.xn--p1ai',
    'a.b.example.ru.',
  ],
  ...['pay．example．com', 'pay。example。com', 'ｐａｙ.ｅｘａｍｐｌｅ.ｃｏｍ', 'help@pay.example.com', 'jd.com'],
  ...[
    'pay.exam\u00adple.com',
    'http:\u2044\u2044pay',
    'pay.example.com:8080',
    'Pay.Example.Com',
    'pay.example.com.Ltd',
  ],
];
const NAMES = [
  ...['Müller GmbH & Co. KG', 'J.P. Ivanov', 'И.П. Иванов', 'Иванов И.П.', 'Sinotrade Co.,Ltd', 'Sinotrade Co.Ltd'],
  ...['SINOTRADE CO.LTD', 'Sinotrade Co., Ltd.', 'Sinotrade Co.,ltd.', '比亚迪汽车', 'St. Petersburg', 'St.Petersburg'],
  ...['Škoda Auto a.s.', 'Firma s.r.o.', 'Auto d.o.o.', 'Fiat S.p.A.', 'Example Pty.Ltd', 'J.R.R. Tolkien', 'A/S Auto'],
  ...[
    'ООО «Авто-Импорт»',
    'г.Алматы ТОО',
    'ул.Ленина 5',
    '北京（二手车）出口有限公司',
    'Auto & Co: export/import',
    'No.1 Motors',
  ],
  ...['Ver. 2.0', 'ERP 1.2.3', 'Dr.Müller', 'ERP: clerk', 'Жұмабек А.Қ.', 'Nr.5 e.V.', 'Auto 24/7', 'U.S.A. Inc.'],
];

describe('a name', () => {
  test.each(ADDRESSES)('that reads as an address is one: %s', (text) => {
    expect(isLikeAddress(text)).toBe(true);
  });

  test.each(NAMES)('of somebody or of a company is none: %s', (text) => {
    expect(isLikeAddress(text)).toBe(false);
  });

  test('becomes no link in a letter, whatever was stored before', () => {
    expect(unlinked('Go to https://pay.example.com/x now')).toBe('Go to https: //pay. example. com/x now');
    expect(unlinked('pay。example．com www.x help@pay.ru')).toBe('pay。 example． com www. x help @pay. ru');
    for (const text of ['Müller GmbH & Co. KG', 'Sinotrade Co.,Ltd', '比亚迪汽车', 'St. Petersburg', 'ERP 1.2'])
      expect(unlinked(text)).toBe(text);
    expect(unlinked('J.P. Ivanov')).toBe('J. P. Ivanov');
  });
});
