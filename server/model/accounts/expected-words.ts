/**
 * Words that everybody would try first here: of the trade, of this product, of the person and their organisation. A password may
 * hold them, but not consist of them (ASVS 6.1.2, 6.2.11).
 */
const OF_THE_TRADE = [
  ...['vinseal', 'vin', 'confirmation', 'certificate', 'signature', 'sealer', 'seal', 'stamp', 'manufacturer', 'maker'],
  ...[
    'factory',
    'export',
    'exporter',
    'import',
    'vehicle',
    'vehicles',
    'automobile',
    'auto',
    'cars',
    'car',
    'truck',
    'bus',
  ],
  ...[
    'used',
    'second',
    'hand',
    'aftersales',
    'service',
    'maintenance',
    'repair',
    'warranty',
    'outlet',
    'licence',
    'license',
  ],
  ...[
    'customs',
    'commerce',
    'ministry',
    'office',
    'officer',
    'clerk',
    'auditor',
    'requester',
    'administrator',
    'admin',
  ],
  ...['china', 'russia', 'kazakhstan', 'beijing', 'company', 'login', 'password', 'passwort', 'mima'],
  ...['queren', 'querenshu', 'shouhou', 'weixiu', 'chukou', 'ershouche', 'qiche', 'cheliang', 'haiguan', 'shangwu'],
  ...[
    '确认书',
    '确认',
    '售后',
    '维修',
    '服务',
    '出口',
    '二手车',
    '汽车',
    '车辆',
    '企业',
    '公司',
    '海关',
    '商务',
    '许可证',
  ],
  ...['印章', '公章', '签章', '核验', '核印', '管理员', '密码', '生产'],
  ...['подтверждение', 'экспорт', 'экспортер', 'экспортёр', 'завод', 'изготовитель', 'автомобиль', 'авто', 'машина'],
  ...['таможня', 'лицензия', 'сервис', 'ремонт', 'гарантия', 'печать', 'проверка', 'пароль', 'админ', 'компания'],
];

/** Characters that a password needs beside such words. */
const LEAST_BESIDE = 8;

/** The words of texts such as names and addresses of mail; single letters are none. */
export function wordsOf(texts: readonly string[]): readonly string[] {
  const words = texts.flatMap((text) => [...plain(text).matchAll(/[\p{L}\p{N}]+/gu)].map(([word]) => word));
  return [...new Set(words)].filter((word) => [...word].length > 1);
}

/** Whether a password is made of words that everybody expects, and hardly anything else. */
export function consistsOfExpectedWords(password: string, own: readonly string[]): boolean {
  const words = [...OF_THE_TRADE, ...own].toSorted((one, other) => other.length - one.length);
  let rest = plain(password);
  let found = false;
  for (const word of words) {
    if (!rest.includes(word)) continue;
    found = true;
    // A space, so that what stood on both sides makes no other word.
    rest = rest.replaceAll(word, ' ');
  }
  return found && [...rest.replace(/[^\p{L}\p{N}]/gu, '')].length < LEAST_BESIDE;
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
