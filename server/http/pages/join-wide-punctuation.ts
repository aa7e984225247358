import { randomBytes } from 'node:crypto';

/** Stands where a text of ours ends or begins with such punctuation. Nobody can type it: what is typed keeps its spaces. */
const MARK = `\uE000${randomBytes(9).toString('base64url')}\uE000`;
const BEGINS = /^[，：；。（）「」、]/;
const ENDS = /[，：；。（）「」、]$/;
/** The space that a template sets after a text, perhaps behind the end of what emphasises it. */
const SPACE_AFTER = /^((?:<\/(?:strong|span)>){0,3})\s+/;

/** Marks where a text begins or ends with punctuation that is as wide as a character, and holds its own space. */
export function markWidePunctuation(text: string): string {
  return `${BEGINS.test(text) ? MARK : ''}${text}${ENDS.test(text) ? MARK : ''}`;
}

/** Takes the marks away, with the space that a template sets beside them: for languages that have no such punctuation. */
export function joinWidePunctuation(html: string): string {
  const parts = html.split(MARK);
  return parts
    .map((part, index) => (index === 0 ? part : part.replace(SPACE_AFTER, '$1')))
    .map((part, index) => (index === parts.length - 1 ? part : part.trimEnd()))
    .join('');
}
