/** What the files of a confirmation are called when somebody downloads them: short enough for customs (`customsFaults`). */
export function pdfFileName(number: string, copy: 'original' | 'archive' = 'original'): string {
  return copy === 'archive' ? `${number}-archive.pdf` : `${number}.pdf`;
}
