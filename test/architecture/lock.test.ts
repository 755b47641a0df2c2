import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>
  >;
}

it('the lock names the optional packages of every platform, or `npm ci` refuses it', () => {
  const path = resolve(import.meta.dirname, '../../package-lock.json');
  // CAST: as much of npm's own file as is looked at.
  const { packages } = JSON.parse(readFileSync(path, 'utf8')) as Lock;
  const locked = new Set(Object.keys(packages).map((at) => at.split('node_modules/').at(-1)));
  const optional = Object.values(packages).flatMap(({ optionalDependencies }) =>
    Object.keys(optionalDependencies ?? {}),
  );
  expect(optional.filter((name) => !locked.has(name))).toEqual([]);
});
