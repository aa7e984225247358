import type { FoundManufacturer } from '../app/manufacturers/find-manufacturer.ts';
import type { Registration } from '../app/manufacturers/register-manufacturer.ts';

/** A manufacturer for a terminal: JSON on one line, or a line of words. `outcome` where it was just registered. */
export function showManufacturer(
  { manufacturer, outlets, anchors }: FoundManufacturer,
  json: boolean,
  outcome?: Registration['outcome'],
): string {
  const { id, code, nameZh, nameEn, uscc, test, wmis } = manufacturer;
  const countries = [...new Set(outlets.map(({ country }) => country))].toSorted();
  const described = { id, code, nameZh, nameEn, uscc, test, wmis: wmis.map(({ wmi }) => wmi), countries, anchors };
  if (json)
    return JSON.stringify({ ...(outcome === undefined ? {} : { outcome }), ...described, outlets: outlets.length });
  return [
    ...(outcome === undefined ? [] : [outcome]),
    `${id} ${code}`,
    ...(test ? ['TEST'] : []),
    nameZh,
    uscc,
    described.wmis.join(' '),
    `${outlets.length} outlets in ${countries.join(' ') || 'no country'}`,
    anchors.length === 0 ? 'nobody vouches for it' : `vouched for by ${anchors.join(', ')}`,
  ].join('  ');
}
