import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * The only fonts of a document, all under the SIL Open Font License and shipped by packages: never the machine's own,
 * so that a document looks the same wherever it is made. Noto Serif SC is of Song style.
 */
const FONT_FILES = [
  ['@embedpdf/fonts-latin', '../fonts/NotoSans-Regular.ttf'],
  ['@expo-google-fonts/noto-serif-sc', '400Regular/NotoSerifSC_400Regular.ttf'],
  ['@expo-google-fonts/noto-serif-sc', '700Bold/NotoSerifSC_700Bold.ttf'],
  ['@embedpdf/fonts-arabic', '../fonts/NotoNaskhArabic-Regular.ttf'],
] as const;

/** Absolute paths of the font files, found by package and not by working directory. */
export function fontFiles(): readonly string[] {
  const { resolve } = createRequire(import.meta.url);
  return FONT_FILES.map(([name, file]) => path.join(path.dirname(resolve(name)), file));
}
