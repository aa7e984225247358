import { commandVersion, pictureByCommand } from './picture-by-command.ts';
import { MAX_PAGES, PICTURE_DPI, type PictureReader } from './picture-reader.ts';

/** Poppler, by `pdftoppm` (Debian: poppler-utils); null where it is not. */
export function openPoppler(): PictureReader | null {
  const version = commandVersion('pdftoppm');
  if (version === null) return null;
  const options = ['-q', '-gray', '-r', String(PICTURE_DPI), '-l', String(MAX_PAGES)];
  return {
    name: 'Poppler',
    version,
    picture: async (pdf) => pictureByCommand(pdf, 'pdftoppm', (file, folder) => [...options, file, `${folder}/page`]),
  };
}
