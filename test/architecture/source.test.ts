import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const LINES_MAX = 300;

interface Source {
  readonly path: string;
  readonly text: string;
}

const sources: readonly Source[] = ['src', 'workers'].flatMap((top) =>
  readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ path: `${top}/${name}`, text: readFileSync(join(root, top, name), 'utf8') })),
);

/** Lines of the file that match, as `path:line`. */
function matches({ path, text }: Source, pattern: RegExp): string[] {
  return text
    .split('\n')
    .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : []));
}

/** Casts (`as T`, never `as const`) in declarations where no comment gives the reason. */
function unexplainedCasts({ path, text }: Source): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  return file.statements
    .filter((statement) => !statement.getFullText().includes('CAST'))
    .flatMap((statement) => castsIn(statement))
    .map((cast) => `${path}:${file.getLineAndCharacterOfPosition(cast.getEnd()).line + 1}`);
}

function castsIn(node: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (one: ts.Node): void => {
    if (ts.isAsExpression(one) && one.type.getText() !== 'const') found.push(one);
    ts.forEachChild(one, visit);
  };
  visit(node);
  return found;
}

describe('the source', () => {
  it('is found', () => {
    expect(sources.length).toBeGreaterThan(20);
  });

  it(`has no file of more than ${LINES_MAX} lines`, () => {
    const long = sources.filter(({ text }) => text.trimEnd().split('\n').length > LINES_MAX);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it('leaves nothing to be done later', () => {
    expect(sources.flatMap((source) => matches(source, /\b(TODO|FIXME|XXX|HACK)\b/))).toEqual([]);
  });

  it('reads the environment in runtime only', () => {
    const outside = sources.filter(({ path }) => !path.startsWith('src/runtime/'));
    expect(outside.flatMap((source) => matches(source, /\bprocess\.env\b/))).toEqual([]);
  });

  it('gives a reason for every cast', () => {
    expect(sources.flatMap(unexplainedCasts)).toEqual([]);
  });

  it('names no room after nothing', () => {
    const vague = /(^|\/)(utils?|helpers?|common|misc|shared)(\.ts|\/)|(^|\/)index\.ts$/;
    expect(sources.filter(({ path }) => vague.test(path)).map(({ path }) => path)).toEqual([]);
  });

  it('keeps a port to five methods', () => {
    const wide = sources
      .filter(({ path }) => path.startsWith('src/ports/'))
      .flatMap(({ path, text }) => {
        const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
        return file.statements.filter(ts.isInterfaceDeclaration).flatMap((declared) => {
          const methods = declared.members.filter(ts.isMethodSignature).length;
          return methods > 5 ? [`${path}: ${declared.name.text} has ${methods}`] : [];
        });
      });
    expect(wide).toEqual([]);
  });
});
