import { defineConfig } from 'vitest/config';
import { SlowestFirst } from './test/support/slowest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One more than the cores of a small machine: those of e2e mostly wait for other processes.
    maxWorkers: 3,
    pool: 'forks',
    // Loading the product anew for each file would take a third of the time. Files share loaded modules,
    // which hold no state that an answer depends on; each has a database and processes of its own.
    isolate: false,
    sequence: { sequencer: SlowestFirst },
  },
});
