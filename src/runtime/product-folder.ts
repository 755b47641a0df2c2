import { fileURLToPath } from 'node:url';

/** Whether this process runs the sources (by tsx) or the emitted JavaScript under dist/. */
const fromSources = import.meta.url.endsWith('.ts');

/** The folder of package.json, whatever folder the process was started in. */
export const productFolder = fileURLToPath(
  new URL(fromSources ? '../..' : '../../..', import.meta.url),
);

/** The file of a module named by its path from the product's folder, without extension. */
export function moduleFile(path: string): string {
  return fileURLToPath(
    new URL(fromSources ? `../../${path}.ts` : `../../${path}.js`, import.meta.url),
  );
}
