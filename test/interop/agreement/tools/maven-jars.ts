import { readFileSync } from 'node:fs';
import path from 'node:path';
import { mustRun } from './run-command.ts';
import { toolFolder } from './tool-folder.ts';

/** Fetches what a pom.xml names, and what that needs. Gives a class path, and the version of the artifact asked about. */
export function mavenJars(name: string, pom: string, artifact: string) {
  const text = readFileSync(pom, 'utf8');
  const written =
    new RegExp(`<artifactId>${artifact}</artifactId>\\s*<version>([^<]+)</version>`).exec(text)?.[1] ?? '';
  const version = text.match(new RegExp(`<${written.slice(2, -1)}>([^<]+)<`))?.[1] ?? written;
  const folder = toolFolder(`${name}-${version}`, (into) => {
    mustRun('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${into}`]);
  });
  return { classPath: path.join(folder, '*'), version };
}

/** Runs a Java source file over a class path. Short runs are faster without the second compiler. */
export function runJava(classPath: string, source: string, args: readonly string[]): string {
  return mustRun('java', ['-XX:TieredStopAtLevel=1', '-cp', classPath, source, ...args]);
}
