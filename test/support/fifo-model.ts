/** One payment of the model world, in order. */
export interface ModelPayment {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
  /** These units are the wage that is followed. */
  readonly seed?: boolean;
}

/**
 * First in, first out by brute force: every unit of every account is an object in a queue. Shares
 * no code and no idea with the engine. The number of traced units that each account holds at the
 * end; accounts that are never debited in the model keep what they got.
 */
export function fifoByUnits(payments: readonly ModelPayment[]): Map<string, number> {
  const queues = new Map<string, boolean[]>();
  const queueOf = (account: string) => {
    const queue = queues.get(account) ?? [];
    queues.set(account, queue);
    return queue;
  };
  for (const { from, to, amount, seed } of payments) {
    const source = queueOf(from);
    const target = queueOf(to);
    for (let unit = 0; unit < amount; unit++) {
      const traced = source.shift() ?? false;
      target.push(seed ? true : traced);
    }
  }
  const held = [...queues].map(
    ([account, queue]) => [account, queue.filter(Boolean).length] as const,
  );
  return new Map(held);
}
