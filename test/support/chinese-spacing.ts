const WIDE = '，：；。、（）「」';
const SPACED = new RegExp(`.{0,12}(?:[${WIDE}] +(?=[^ ·–])|(?<![·–]) +[${WIDE}]).{0,12}`, 'g');

/** Where a space stands beside punctuation that is as wide as a character, which holds its own space. */
export function spacedPunctuation(text: string): readonly string[] {
  return text.match(SPACED) ?? [];
}
