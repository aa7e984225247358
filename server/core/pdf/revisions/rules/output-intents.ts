import { isSrgbProfile } from '#core/pdf/document/srgb-profile.ts';
import { ALLOWED, type Rule } from '#core/pdf/revisions/difference.ts';
import { ENCODING, falseIfUnread } from '#core/pdf/revisions/same-drawing.ts';
import type { View } from '#core/pdf/revisions/view.ts';
import { entry, isArray, isDict, isStream, isString, nameOf, type PdfValue } from '#core/pdf/syntax/values.ts';

const TEXTS = ['OutputCondition', 'OutputConditionIdentifier', 'RegistryName', 'Info'];
const KEYS = new Set(['Type', 'S', 'DestOutputProfile', ...TEXTS]);
const PROFILE_KEYS = new Set(['N', 'Alternate', ...ENCODING]);

/**
 * A document of no output intent (ISO 32000-2, 14.11.5) may get that of sRGB, which is how viewers show plain colours: EU
 * DSS adds it with a visible signature, as PDF/A asks. Another profile could turn the colours of what was signed.
 */
export const outputIntentsRule: Rule = ({ place, before, after }, view) => {
  if (place !== 'output-intents' || view.before(before) !== null) return null;
  if (view.permissions.profile === 'sealed' || view.permissions.docMdp === 1) return null;
  const intents = view.after(after);
  if (!isArray(intents) || intents.length !== 1) return null;
  return isSrgbIntent(view, intents[0] ?? null) ? ALLOWED : null;
};

function isSrgbIntent(view: View, value: PdfValue): boolean {
  const intent = view.after(value);
  if (!isDict(intent) || [...intent.entries.keys()].some((key) => !KEYS.has(key))) return false;
  const part = (key: string) => view.after(entry(intent, key));
  if (nameOf(part('S')) !== 'GTS_PDFA1' || TEXTS.some((key) => part(key) !== null && !isString(part(key))))
    return false;
  const profile = part('DestOutputProfile');
  if (!isStream(profile) || [...profile.dict.entries.keys()].some((key) => !PROFILE_KEYS.has(key))) return false;
  const alternate = view.after(entry(profile.dict, 'Alternate'));
  if (alternate !== null && nameOf(alternate) !== 'DeviceRGB') return false;
  if (view.after(entry(profile.dict, 'N')) !== 3) return false;
  return falseIfUnread(() => isSrgbProfile(view.file.decode(profile, view.revision)));
}
