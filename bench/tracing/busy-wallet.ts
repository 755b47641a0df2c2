import type { Transfer } from '../../src/domain/transfer.ts';
import {
  blocksOfDay,
  openFlowWorld,
  payment,
  worldChain,
  worldWallet,
} from '../../test/support/flow-world.ts';

const days = 60;
const batchRows = 50_000;
const [exchange, employer, worker, firstCustomer] = [0, 1, 2, 1_000];

export interface BusyWallet {
  readonly counterparties: number;
  /** A trail that comes to the wallet when nobody knows what it is, and one that comes later. */
  readonly firstMs: number;
  readonly laterMs: number;
}

/**
 * Follows wages into the hot wallet of an exchange, from PostgreSQL: half of its counterparties pay
 * in and half are paid, all over sixty days. Throws where the trail does not end there as `service`.
 */
export async function busyWallet(counterparties: number): Promise<BusyWallet> {
  const world = await openFlowWorld();
  try {
    const covered = { fromHeight: 0, toHeight: (days + 10) * blocksOfDay };
    for (let start = 0; start < counterparties; start += batchRows) {
      await world.hold(
        customers(start, Math.min(counterparties, start + batchRows), counterparties),
        covered,
      );
    }
    const trails = [0, 1].map((at) => {
      const [paid, height] = [worldWallet(worker + at), (days + 1 + at) * blocksOfDay];
      return [
        payment(worldWallet(employer), paid, 5_000, height),
        payment(paid, worldWallet(exchange), 4_900, height + 10),
      ] as const;
    });
    await world.hold(trails.flat(), covered);
    const times: number[] = [];
    for (const [{ tx }] of trails) {
      const start = performance.now();
      const flow = await world.follow({ kind: 'transaction', chain: worldChain, tx });
      times.push(performance.now() - start);
      const end = flow.endpoints.find(({ account }) => account === worldWallet(exchange));
      if (end?.kind !== 'service') throw new Error(`The trail ends as ${end?.kind}`);
    }
    const [firstMs = 0, laterMs = 0] = times;
    return { counterparties, firstMs, laterMs };
  } finally {
    await world.close();
  }
}

function customers(from: number, to: number, of: number): Transfer[] {
  return Array.from({ length: to - from }, (_, place) => {
    const at = from + place;
    const customer = worldWallet(firstCustomer + at);
    const height = 1 + Math.floor((at * days * blocksOfDay) / of);
    const units = 50 + (at % 400);
    return at % 2 === 0
      ? payment(customer, worldWallet(exchange), units, height)
      : payment(worldWallet(exchange), customer, units, height);
  });
}
