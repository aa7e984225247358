import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locale, Words, WordTree } from './words.ts';
import { createWords, LOCALES } from './words.ts';

/**
 * Reads the texts of every language from `<folder>/<locale>/*.json`; a file's name is the first part of its keys.
 * Reads synchronously: it belongs to the start of a program.
 * @throws when a folder is missing or a file is no JSON
 */
export function loadWords(folder: string): Readonly<Record<Locale, Words>> {
  const entries = LOCALES.map((locale) => [locale, createWords(locale, readWordTree(path.join(folder, locale)))]);
  return Object.fromEntries(entries) as Record<Locale, Words>;
}

/** The texts of one language as they lie in their files. */
export function readWordTree(folder: string): WordTree {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const trees = files.map((name) => [
    path.basename(name, '.json'),
    JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as WordTree,
  ]);
  return Object.fromEntries(trees);
}
