/** In which languages a document is printed. */
/** Every language that documents know, in the order in which they stand side by side. */
export const DOCUMENT_LANGUAGES = ['zh', 'en', 'ru'] as const;
export type DocumentLanguage = (typeof DOCUMENT_LANGUAGES)[number];

/** Of a document that names none: there were no others before, and data in the default say nothing. */
const DEFAULT: readonly DocumentLanguage[] = ['zh', 'en'];
/** The members of the Eurasian Economic Union (ISO 3166-1): whoever registers a vehicle there reads Russian. */
export const EAEU_MEMBERS: readonly string[] = ['AM', 'BY', 'KG', 'KZ', 'RU'];

/** The languages in which a document is printed, Chinese first. */
export function languagesOf(content: {
  readonly languages?: readonly DocumentLanguage[];
}): readonly DocumentLanguage[] {
  return content.languages ?? DEFAULT;
}

/** The languages of a document for these destinations (ISO 3166-1 alpha-2) where nobody asked for others. */
export function languagesFor(destinations: readonly string[]): readonly DocumentLanguage[] {
  return destinations.some((code) => EAEU_MEMBERS.includes(code)) ? DOCUMENT_LANGUAGES : DEFAULT;
}

/** The code of a language as it was typed, in its one form: `zh-CN`, as our pages are addressed, is `zh`. */
export function languageCode(text: string): string {
  const typed = text.normalize('NFKC').trim().toLowerCase();
  return typed === 'zh-cn' ? 'zh' : typed;
}

/** Whether documents know a language. */
export function isDocumentLanguage(code: string): boolean {
  return DOCUMENT_LANGUAGES.some((language) => language === code);
}

/** Each language once and in order. */
export function inPrintedOrder(languages: readonly string[]): readonly DocumentLanguage[] {
  return DOCUMENT_LANGUAGES.filter((language) => languages.includes(language));
}

/** Whether these are the languages of a document that names none. */
export function isDefault(languages: readonly DocumentLanguage[]): boolean {
  return languages.join() === DEFAULT.join();
}
