import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../../src/domain/caip.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import { exposureOf } from '../../../src/tracing/exposure.ts';
import { account, pay, requestOf, usd } from '../../unit/tracing/world.ts';

const [source, sink] = [account('source'), account('sink')];
const opening = 1000n;
const row = fc.record({
  from: fc.integer({ min: 0, max: 4 }),
  to: fc.integer({ min: 0, max: 4 }),
  amount: fc.bigInt({ min: 1n, max: 300n }),
});

/** Worlds in which nobody spends what he has not, the source only pays and the sink only takes. */
const worlds = fc.array(row, { maxLength: 40 }).map((rows): Transfer[] => {
  const names = [source, account('a1'), account('a2'), account('a3'), sink];
  const balances = new Map<AccountId, bigint>(names.map((name) => [name, opening]));
  return rows.flatMap(({ from, to, amount }, at) => {
    const [sender, receiver] = [names[from] ?? source, names[to] ?? sink];
    const balance = balances.get(sender) ?? 0n;
    if (sender === sink || receiver === source || sender === receiver || amount > balance)
      return [];
    balances.set(sender, balance - amount);
    balances.set(receiver, (balances.get(receiver) ?? 0n) + amount);
    return [pay(1 + Math.floor(at / 3), sender, receiver, amount)];
  });
});

/** What of the source's payments came to rest in the sink, asked from one side or the other. */
function exposed(
  transfers: readonly Transfer[],
  method: 'fifo' | 'lifo',
  forward: boolean,
): bigint {
  const names = ['source', 'a1', 'a2', 'a3', 'sink'];
  const openings = Object.fromEntries(names.map((name) => [name, opening]));
  const { seeds: _, combine: __, ...request } = requestOf({ transfers, seeds: [], openings });
  const outcome = exposureOf({
    ...request,
    // Ends at both, so that the walk back does not go on behind the source.
    verdicts: [source, sink].map((id) => ({
      account: id,
      kind: 'merchant',
      evidence: '',
      asOfBlock: 0,
      source: 'label',
    })),
    method,
    methods: [method],
    wallet: forward ? source : sink,
    asset: usd,
    direction: forward ? 'forward' : 'backward',
    since: {},
    categoryOf: (id) => id.slice('test:1:'.length),
  });
  if (outcome.state !== 'exposed') throw new Error('not exposed');
  const found = outcome.categories.find(
    ({ category }) => category === (forward ? 'sink' : 'source'),
  );
  return (found?.direct.amountBase ?? 0n) + (found?.indirect.amountBase ?? 0n);
}

describe.each(['fifo', 'lifo'] as const)('%s', (method) => {
  it('finds backwards exactly what it brought forwards', () => {
    fc.assert(
      fc.property(worlds, (transfers) => {
        expect(exposed(transfers, method, false)).toBe(exposed(transfers, method, true));
      }),
      { numRuns: 300 },
    );
  });
});
