import { describe, expect, it } from 'vitest';
import { type AccountId, accountId, chainId } from '../../../src/domain/caip.ts';
import type { CoveredRange } from '../../../src/domain/coverage.ts';
import { KnownCoverage } from '../../../src/flows/known-coverage.ts';

const chain = chainId('test:1');
const [alice, bob] = [accountId(`${chain}:alice`), accountId(`${chain}:bob`)];
const all: CoveredRange = { fromHeight: 0, toHeight: 100, lacks: [] };
const partly: CoveredRange = { fromHeight: 0, toHeight: 100, lacks: ['no-internal-transfers'] };

/** A ledger in which a chain was read as `whole` says, and beside it Alice by herself. */
function ledgerOf(whole: readonly CoveredRange[]) {
  const asked: AccountId[][] = [];
  const coverageOf = async (_: string, __: unknown, accounts: readonly AccountId[]) => {
    asked.push([...accounts]);
    return new Map(accounts.map((one) => [one, one === alice ? [partly, ...whole] : whole]));
  };
  return { asked, coverageOf };
}

describe('what is known of coverage', () => {
  it('is of a chain that was read whole the same of an account, asked first or later', async () => {
    const ledger = ledgerOf([all]);
    const known = new KnownCoverage(ledger, { trace: { heights: { [chain]: 100 }, cut: false } });
    const first = await known.coverageOf('o', chain, [alice]);
    expect(first.get(alice)).toEqual([all]);
    const later = await known.coverageOf('o', chain, [bob, alice]);
    expect(later.get(alice)).toEqual([all]);
    expect(ledger.asked).toHaveLength(1);
  });

  it('is what was read of each account where the chain was not read whole', async () => {
    const known = new KnownCoverage(ledgerOf([{ ...all, fromHeight: 1 }]), {
      trace: { heights: { [chain]: 100 }, cut: false },
    });
    const found = await known.coverageOf('o', chain, [alice, bob]);
    expect(found.get(alice)).toContainEqual(partly);
  });
});
