import type { Words } from '../../i18n/words.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';

/** Names of manufacturers by id, as they are registered: in Chinese, or in English for whoever reads another language. */
export async function makerNames(
  deps: { readonly manufacturers: () => Promise<readonly Manufacturer[]> },
  { locale }: Words,
): Promise<ReadonlyMap<string, string>> {
  const all = await deps.manufacturers();
  return new Map(all.map(({ id, nameZh, nameEn }) => [id, locale === 'zh-CN' || nameEn === '' ? nameZh : nameEn]));
}
