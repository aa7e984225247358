import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type ParserOptions, parse } from '@babel/parser';

/** A regular expression that is written in the source, and where: `file:line`. */
export type WrittenExpression = { readonly place: string; readonly source: string; readonly flags: string };

export type Expressions = {
  readonly written: readonly WrittenExpression[];
  /** Where one is made by `RegExp`, as `file:line`. */
  readonly made: readonly string[];
};

const OPTIONS: ParserOptions = { sourceType: 'module', plugins: ['typescript'] };

/** Every regular expression of the TypeScript files under a folder. */
export function expressionsUnder(folder: string): Expressions {
  const written: WrittenExpression[] = [];
  const made: string[] = [];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  for (const name of files) {
    const file = path.join(folder, name);
    for (const node of nodesOf(parse(readFileSync(file, 'utf8'), OPTIONS).program)) {
      const place = `${file}:${node.loc?.start.line}`;
      if (node.type === 'RegExpLiteral')
        written.push({ place, source: String(node.pattern), flags: String(node.flags) });
      if (isCallOf(node, 'RegExp')) made.push(place);
    }
  }
  return { written, made };
}

type Node = {
  readonly type: string;
  readonly loc?: { readonly start: { readonly line: number } };
  readonly [key: string]: unknown;
};

function isCallOf({ type, callee }: Node, name: string): boolean {
  const isCall = type === 'NewExpression' || type === 'CallExpression';
  return isCall && isNode(callee) && callee.name === name;
}

function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const item of value) yield* nodesOf(item);
  if (!isNode(value)) return;
  yield value;
  for (const key of Object.keys(value)) if (key !== 'loc') yield* nodesOf(value[key]);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/**
 * Does `work`, and gives the expressions that `RegExp` made meanwhile. The place of each is that of the call, as far as
 * the stack tells it.
 */
export async function expressionsMadeDuring(work: () => Promise<unknown>): Promise<readonly WrittenExpression[]> {
  const made: WrittenExpression[] = [];
  const Original = globalThis.RegExp;
  const remember = (expression: RegExp) => {
    const place = /(\/[^\s()]*\/server\/[^\s()]*:\d+):\d+/.exec(new Error('here').stack ?? '')?.[1] ?? 'unknown';
    made.push({ place, source: expression.source, flags: expression.flags });
    return expression;
  };
  globalThis.RegExp = new Proxy(Original, {
    construct: (_target, [pattern, flags]) => remember(new Original(pattern, flags)),
    apply: (_target, _this, [pattern, flags]) => remember(new Original(pattern, flags)),
  });
  try {
    await work();
  } finally {
    globalThis.RegExp = Original;
  }
  return made;
}
