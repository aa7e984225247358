/** Names that somebody chose, in letters to somebody else: `pay.example.com invites you` would be a letter of ours with their link. */

/** Endings of domains, in either case; written in small Latin letters every ending counts, so that this list need not be whole. */
const ENDINGS: ReadonlySet<string> = new Set([
  ...[
    'com',
    'net',
    'org',
    'info',
    'biz',
    'cn',
    'ru',
    'su',
    'kz',
    'by',
    'kg',
    'uz',
    'io',
    'app',
    'dev',
    'xyz',
    'top',
    'cc',
  ],
  ...[
    'site',
    'online',
    'shop',
    'store',
    'link',
    'click',
    'live',
    'club',
    'vip',
    'рф',
    'рус',
    'бел',
    'қаз',
    'сайт',
    'онлайн',
  ],
  ...['中国', '公司', '网络', '网址', '商城', '在线'],
]);
/** What stands behind a point in names of companies. */
const COMPANY_FORMS: ReadonlySet<string> = new Set(['ltd', 'llc', 'inc', 'gmbh', 'corp', 'limited']);

/** Whether a name can be read as the address of a web page: with `://`, `www.`, or such as `pay.example.com`. */
export function isLikeAddress(name: string): boolean {
  const visible = name.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  const plain = visible.replaceAll('。', '.').replace(/[\u2044\u2215]/g, '/');
  if (plain.includes('://') || plain.toLowerCase().includes('www.')) return true;
  return plain.split(/[^\p{L}\p{M}\p{N}.-]/u).some(isLikeDomain);
}

function isLikeDomain(word: string): boolean {
  const labels = word.split('.');
  return labels.some((label, index) => index > 0 && labels[index - 1] !== '' && isEnding(label));
}

function isEnding(label: string): boolean {
  const small = label.toLowerCase();
  if (COMPANY_FORMS.has(small)) return false;
  return ENDINGS.has(small) || small.startsWith('xn--') || /^[a-z]{2,}$/.test(label);
}

/** A name as letters print it: with a space where a mail program would see an address, so that it makes no link of it. */
export function unlinked(name: string): string {
  return name
    .replaceAll('://', ': //')
    .replaceAll('@', ' @')
    .replace(/(?<=[\p{L}\p{M}\p{N}])([.\uff0e\uff61\u3002])(?=\p{L})/gu, '$1 ');
}
