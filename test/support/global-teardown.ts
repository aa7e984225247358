import { rmSync } from 'node:fs';

export default function globalTeardown(): void {
  const folder = process.env.VINSEAL_TEST_INSTALL;
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
