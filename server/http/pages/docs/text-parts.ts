/** A part of a text: code where it stood between backticks. */
export type TextPart = { readonly text: string; readonly isCode: boolean };

/** The little of CommonMark that the descriptions use: code spans. */
export function withCode(text: string): readonly TextPart[] {
  return text.split('`').map((part, index) => ({ text: part, isCode: index % 2 === 1 }));
}
