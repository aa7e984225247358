import { readFileSync } from 'node:fs';
import { type Config, ConfigError } from '../config.ts';
import type { MetricsAccess } from '../http/metrics/metrics-access.ts';

/** What a token must be: nobody guesses it, and it fits into a header. */
const TOKEN = /^[\x21-\x7e]{32,}$/;

/**
 * Who may read `/metrics`, as the settings say; null for nobody.
 * @throws {ConfigError} where the file of the token cannot be read or holds none
 */
export function readMetricsAccess({
  metricsTokenFile: file,
  environment,
}: Pick<Config, 'metricsTokenFile' | 'environment'>): MetricsAccess | null {
  // Behind a proxy on the same machine everybody would come from this machine.
  if (file === '') return environment === 'production' ? null : { kind: 'this-machine' };
  const token = readOrThrow(file).trim();
  if (TOKEN.test(token)) return { kind: 'token', token };
  throw new ConfigError(
    `VINSEAL_METRICS_TOKEN_FILE: ${file} must hold one token of 32 characters or more, without spaces`,
  );
}

function readOrThrow(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new ConfigError(`VINSEAL_METRICS_TOKEN_FILE: ${file} cannot be read (${code})`, { cause });
  }
}
