import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import {
  cruise,
  type ICruiseOptions,
  type ICruiseResult,
  type IFlattenedRuleSet,
} from 'dependency-cruiser';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { afterEach, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
// CAST: the file of this repository that holds the rules, in the shape of the tool's own types.
const rules = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
  forbidden: IFlattenedRuleSet['forbidden'];
  options: ICruiseOptions;
};

async function cruiseIn(folder: string): Promise<ICruiseResult> {
  const { output } = await cruise(
    ['src', 'workers'],
    {
      ...rules.options,
      baseDir: folder,
      validate: true,
      ruleSet: { forbidden: rules.forbidden ?? [] },
    },
    rules.options.enhancedResolveOptions ?? {},
    { tsConfig: extractTsConfig(join(folder, 'tsconfig.json')) },
  );
  if (typeof output === 'string')
    throw new TypeError('a cruise without a reporter gives an object');
  return output;
}

function sourcesIn(folder: string): string[] {
  return ['src', 'workers'].flatMap((top) =>
    readdirSync(join(folder, top), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${top}/${name}`),
  );
}

describe('imports of the product', () => {
  it('keep to the rules, in every file there is', async () => {
    const { modules, summary } = await cruiseIn(root);
    const cruised = new Set(modules.map((module) => module.source));
    expect(sourcesIn(root).filter((file) => !cruised.has(file))).toEqual([]);
    const broken = summary.violations.map((one) => `${one.rule.name}: ${one.from} -> ${one.to}`);
    expect(broken).toEqual([]);
  });
});

describe('the rules', () => {
  let folder = '';
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Names of the rules that a product of these files (path to imported specifiers) breaks. */
  async function brokenBy(files: Record<string, string[]>): Promise<string[]> {
    folder = mkdtempSync(join(tmpdir(), 'wagetrace-imports-'));
    for (const name of ['tsconfig.json', 'package.json', 'node_modules']) {
      symlinkSync(join(root, name), join(folder, name));
    }
    mkdirSync(join(folder, 'workers'));
    for (const [file, imports] of Object.entries(files)) {
      const lines = imports.map((specifier) => `import '${specifier}';`);
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), `${lines.join('\n')}\nexport {};\n`);
    }
    const { summary } = await cruiseIn(folder);
    return [...new Set(summary.violations.map((one) => one.rule.name))].sort();
  }

  it('refuse an adapter that imports another, or a use-case', async () => {
    const broken = await brokenBy({
      'src/chains/evm/source.ts': ['../../ledger/read.ts'],
      'src/labels/read.ts': ['../flows/follow.ts'],
      'src/ledger/read.ts': [],
      'src/flows/follow.ts': [],
    });
    expect(broken).toEqual(['adapters-never-meet']);
  });

  it('refuse siblings that meet inside an adapter', async () => {
    const broken = await brokenBy({
      'src/chains/evm/source.ts': ['../tron/source.ts'],
      'src/chains/tron/source.ts': [],
      'src/sanctions/lists/ofac/parse.ts': ['../un/parse.ts'],
      'src/sanctions/lists/un/parse.ts': [],
    });
    expect(broken).toEqual(['lists-never-meet', 'rooms-of-adapters-never-meet']);
  });

  it('refuse an import against the arrows, and a pure room that reads a file', async () => {
    const broken = await brokenBy({
      'src/domain/amount.ts': ['../ports/clock.ts'],
      'src/ports/clock.ts': [],
      'src/tracing/trace.ts': ['node:fs'],
      'src/cases/alert.ts': ['../screening/screen.ts'],
      'src/screening/screen.ts': ['../runtime/settings.ts'],
      'src/runtime/settings.ts': [],
    });
    expect(broken).toEqual([
      'cases-import-rightwards',
      'domain-imports-nothing',
      'only-entries-import-runtime',
      'pure-rooms-do-no-io',
      'screening-imports-rightwards',
    ]);
  });

  it('keep each library in its rooms', async () => {
    const broken = await brokenBy({
      'src/flows/follow.ts': ['bullmq', 'ethers', 'pg', 'express'],
      'src/flows/store.ts': ['pg'],
      'src/jobs/queue.ts': ['bullmq'],
      'src/jobs/test-tool.ts': ['vitest'],
    });
    expect(broken).toEqual([
      'chain-libraries',
      'no-development-packages',
      'queue-libraries',
      'sql-libraries',
      'web-framework',
    ]);
  });

  it('refuse a store in the API, a room in an entry, and a cycle', async () => {
    const broken = await brokenBy({
      'src/api/routes/wallets.ts': ['../../screening/store.ts'],
      'src/screening/store.ts': ['./screen.ts'],
      'src/screening/screen.ts': ['./store.ts'],
      'workers/all.ts': ['../src/screening/screen.ts', './absent.ts'],
    });
    expect(broken).toEqual([
      'api-opens-no-store',
      'entries-import-runtime',
      'everything-resolves',
      'no-cycles',
    ]);
  });
});
