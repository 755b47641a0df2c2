import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Transfer, transferKey } from '../../../src/domain/transfer.ts';
import type { Subgraph } from '../../../src/tracing/subgraph.ts';
import { buildSubgraph, SubgraphBuilder } from '../../../src/tracing/subgraph-builder.ts';
import { usd } from '../../unit/tracing/world.ts';
import { conversionWorlds, eth } from './conversion-world.ts';

/** All that a subgraph says of these transfers. */
function saidOf(graph: Subgraph, transfers: readonly Transfer[]) {
  const { count, from, to, height, amount, accounts, assets, potAccount, potAsset } = graph;
  const names = transfers.flatMap((transfer) => [transfer.from, transfer.to]);
  return {
    ...{ count, from, to, height, accounts, assets, potAccount, potAsset },
    ...{ amounts: amount.wide, sum: amount.sum, transfers: graph.transfers },
    keys: graph.transfers.map((_, index) => graph.keyAt(index)),
    indexes: transfers.map((transfer) => graph.indexOf(transferKey(transfer))),
    pots: names.flatMap((account) => [usd, eth].map((asset) => graph.potOf({ account, asset }))),
    numbers: names.map((account) => graph.accountOf(account)),
  };
}

describe('a builder that is asked again and again', () => {
  it('gives what one gives that was told all at once, and does not change what it gave', () => {
    const step = fc.record({
      at: fc.nat(),
      told: fc.constantFrom('as it is', 'as it is', 'doubted', 'as another', 'of nothing'),
      isBuilt: fc.boolean(),
    });
    fc.assert(
      fc.property(conversionWorlds, fc.array(step, { maxLength: 40 }), (world, steps) => {
        const { transfers, conversions = [] } = world;
        const builder = new SubgraphBuilder();
        const last = new Map<string, Transfer>();
        const given: [Subgraph, unknown][] = [];
        for (const { at, told, isBuilt } of steps) {
          const transfer = toldAs(told, transfers[at % transfers.length]);
          if (!transfer) continue;
          builder.add(transfer);
          last.set(transferKey(transfer), transfer);
          if (!isBuilt) continue;
          const graph = builder.build(conversions);
          const said = saidOf(graph, transfers);
          expect(said).toEqual(saidOf(buildSubgraph(last.values(), conversions), transfers));
          given.push([graph, said]);
        }
        for (const [graph, said] of given) expect(saidOf(graph, transfers)).toEqual(said);
      }),
      { numRuns: 150 },
    );
  });
});

function toldAs(told: string, transfer: Transfer | undefined): Transfer | undefined {
  if (!transfer) return undefined;
  if (told === 'doubted') return { ...transfer, suspect: 'unlisted-asset' };
  if (told === 'of nothing') return { ...transfer, amountBase: 0n };
  return told === 'as another'
    ? { ...transfer, from: transfer.to, to: transfer.from, height: transfer.height + 1 }
    : transfer;
}
