import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { run as runBridges } from '../../../bench/evaluate/bridges.ts';
import { run as runSwaps } from '../../../bench/evaluate/swaps.ts';

const folder = new URL('../../../../shared/data/crosschain/', import.meta.url);
const file = (name: string) => fileURLToPath(new URL(name, folder));
const isThere = existsSync(folder);
if (!isThere) process.stderr.write('skipped: no recorded transactions beside the repository\n');

describe.skipIf(!isThere)('recorded transactions', () => {
  it('give their swaps: party, assets, exact amounts, fees', async () => {
    const { json } = await runSwaps({ data: file('swaps.jsonl'), flags: {} });
    expect(json).toMatchObject({ total: 59, correct: 59, wrong: [] });
  });

  it('pair by id, and without ids among decoys without a wrong pair', async () => {
    const { json } = await runBridges({ data: file('bridge-pairs.jsonl'), flags: {} });
    expect(json).toMatchObject({ pairs: 6, byId: 6, structured: { correct: 6, precision: 1 } });
  });
});
