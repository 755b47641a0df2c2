// Who may import whom. test/architecture/imports.test.ts runs these rules and checks that they bite.

const ADAPTERS = 'chains|crosschain|ledger|sanctions|labels|prices|jobs';
const USE_CASES = 'payroll|flows|rescreen|screening|cases|watch';
const STORES = ['^src/.+/store\\.ts$', '^src/.+/store-[^/]+\\.ts$'];

/** Modules at `from` may import modules of this product at `to` only (and their own room). */
const mayOnlyImport = (name, from, to, except) => ({
  name,
  severity: 'error',
  from: { path: from, ...(except && { pathNot: except }) },
  to: { path: '^(src|workers|test|bench)/', pathNot: to },
});

/** The packages (regular expressions on their names) are imported by modules at `from` only. */
const packagesOnlyIn = (name, packages, from) => ({
  name,
  severity: 'error',
  from: { path: '^(src|workers)/', pathNot: from },
  to: { path: `(^|/)node_modules/(${packages})/` },
});

/** Rooms at `parent` (with one group for the room's name) never import one another. */
const siblingsNeverMeet = (name, parent) => ({
  name,
  severity: 'error',
  from: { path: `^src/(${parent})/([^/]+)/` },
  to: { path: '^src/$1/[^/]+/', pathNot: '^src/$1/$2/' },
});

module.exports = {
  forbidden: [
    {
      name: 'domain-imports-nothing',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: '^src/domain/' },
    },
    mayOnlyImport('accounts-import-domain', '^src/accounts/', '^src/(domain|accounts)/'),
    mayOnlyImport('ports-import-domain', '^src/ports/', '^src/(domain|ports)/'),
    mayOnlyImport('tracing-imports-domain', '^src/tracing/', '^src/(domain|tracing)/'),
    mayOnlyImport(
      'policy-imports-domain',
      '^src/screening/policy/',
      '^src/(domain|accounts|screening/policy)/',
    ),
    mayOnlyImport(
      'red-flags-import-domain',
      '^src/payroll/red-flags/',
      '^src/(domain|accounts|payroll/red-flags)/',
    ),
    {
      name: 'pure-rooms-do-no-io',
      severity: 'error',
      from: { path: '^src/(domain|accounts|ports|tracing|screening/policy|payroll/red-flags)/' },
      to: {
        dependencyTypes: ['core'],
        path: '^(node:)?(fs|net|http|https|http2|tls|dns|child_process|cluster|dgram|readline)(/|$)',
      },
    },
    {
      name: 'adapters-never-meet',
      severity: 'error',
      from: { path: `^src/(${ADAPTERS})/` },
      to: { path: '^(src|workers|test|bench)/', pathNot: '^src/(domain|accounts|ports|$1|database)/' },
    },
    siblingsNeverMeet('rooms-of-adapters-never-meet', ADAPTERS),
    siblingsNeverMeet('lists-never-meet', 'sanctions/lists'),
    siblingsNeverMeet('bridges-never-meet', 'crosschain/bridges'),
    siblingsNeverMeet('dialects-never-meet', 'chains/[^/]+'),
    mayOnlyImport(
      'payroll-imports-rightwards',
      '^src/payroll/',
      '^src/(domain|accounts|ports|tracing|payroll|flows|screening|cases|database)/',
      '^src/payroll/red-flags/',
    ),
    mayOnlyImport(
      'flows-import-rightwards',
      '^src/flows/',
      '^src/(domain|accounts|ports|tracing|flows|screening|cases|database)/',
    ),
    mayOnlyImport(
      'rescreen-imports-rightwards',
      '^src/rescreen/',
      '^src/(domain|accounts|ports|tracing|rescreen|payroll|flows|screening|cases|database)/',
    ),
    mayOnlyImport(
      'watch-imports-rightwards',
      '^src/watch/',
      '^src/(domain|accounts|ports|tracing|watch|rescreen|payroll|flows|screening|cases|database)/',
    ),
    mayOnlyImport(
      'screening-imports-rightwards',
      '^src/screening/',
      '^src/(domain|accounts|ports|tracing|screening|payroll/red-flags|cases|database)/',
      '^src/screening/policy/',
    ),
    mayOnlyImport(
      'cases-import-rightwards',
      '^src/cases/',
      '^src/(domain|accounts|ports|tracing|cases|database)/',
    ),
    mayOnlyImport('database-imports-domain', '^src/database/', '^src/(domain|ports|database)/'),
    {
      name: 'only-stores-of-adapters-open-the-database',
      severity: 'error',
      from: { path: `^src/(${ADAPTERS})/`, pathNot: [...STORES, '^src/ledger/postgres/'] },
      to: { path: '^src/database/' },
    },
    mayOnlyImport(
      'api-imports-use-cases',
      '^src/api/',
      `^src/(domain|accounts|api|${USE_CASES})/`,
    ),
    {
      name: 'api-opens-no-store',
      severity: 'error',
      from: { path: '^src/api/' },
      to: { path: [...STORES, '^src/database/'] },
    },
    mayOnlyImport('web-uses-the-api-only', '^src/web/', '^src/web/'),
    mayOnlyImport('entries-import-runtime', '^(src/(main|cli)\\.ts|workers/)', '^src/runtime/'),
    {
      name: 'only-entries-import-runtime',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main\\.ts|cli\\.ts|runtime/)' },
      to: { path: '^(src/runtime|src/main\\.ts|src/cli\\.ts|workers)' },
    },
    {
      name: 'the-product-imports-no-test',
      severity: 'error',
      from: { path: '^(src|workers)/' },
      to: { path: '^(test|bench)/' },
    },
    packagesOnlyIn('chain-libraries', 'ethers|bitcoinjs-lib', '^src/(accounts|chains|crosschain)/'),
    packagesOnlyIn('queue-libraries', 'bullmq|ioredis', '^src/(jobs|runtime)/'),
    packagesOnlyIn('web-framework', 'express', '^src/api/'),
    packagesOnlyIn('sql-libraries', 'pg|pg-[a-z-]+|kysely', [
      '^src/(database|ledger/postgres)/',
      ...STORES,
    ]),
    packagesOnlyIn('clickhouse-library', '@clickhouse', '^src/ledger/clickhouse/'),
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^(src|workers)/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: { path: '^(src|workers)/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'no-development-packages',
      severity: 'error',
      from: { path: '^(src|workers)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      from: { path: '^(src|workers)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
