import { commandVersion, pictureByCommand } from './picture-by-command.ts';
import { MAX_PAGES, PICTURE_DPI, type PictureReader } from './picture-reader.ts';

/** MuPDF, by `mutool` (Debian: mupdf-tools); null where it is not. */
export function openMupdf(): PictureReader | null {
  const version = commandVersion('mutool');
  if (version === null) return null;
  const options = ['-q', '-r', String(PICTURE_DPI), '-c', 'gray', '-F', 'pgm'];
  return {
    name: 'MuPDF',
    version,
    picture: async (pdf) =>
      pictureByCommand(pdf, 'mutool', (file, folder) => [
        'draw',
        ...options,
        '-o',
        `${folder}/%04d.pgm`,
        file,
        `1-${MAX_PAGES}`,
      ]),
  };
}
