import { rmSync } from 'node:fs';
import path from 'node:path';

export default function globalTeardown(): void {
  const folder = process.env.VINSEAL_TEST_INSTALL;
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  const tokens = process.env.SOFTHSM2_CONF;
  if (tokens !== undefined) rmSync(path.dirname(tokens), { recursive: true, force: true });
}
