/** What happened in a model world, in order. Amounts are base units. */
export type ModelStep =
  | {
      readonly kind: 'pay';
      readonly asset: string;
      readonly from: string;
      readonly to: string;
      readonly amount: number;
      /** These units are the wage that is followed. */
      readonly seed?: boolean;
    }
  | {
      readonly kind: 'convert';
      readonly from: { readonly account: string; readonly asset: string; readonly amount: number };
      readonly to: { readonly account: string; readonly asset: string; readonly amount: number };
    };

/**
 * First in, first out over several assets by brute force: every unit of every pot is an entry in a
 * queue. A conversion takes the first units of its source; of V in and W out, T traced units give
 * ⌊T·W/V⌋, and these come first. Shares no code with the engine. The number of traced units that
 * each pot (`account asset`) holds at the end.
 */
export function fifoOverAssets(steps: readonly ModelStep[]): Map<string, number> {
  const queues = new Map<string, boolean[]>();
  const queueOf = (account: string, asset: string) => {
    const key = `${account} ${asset}`;
    const queue = queues.get(key) ?? [];
    queues.set(key, queue);
    return queue;
  };
  const take = (account: string, asset: string, amount: number) => {
    const queue = queueOf(account, asset);
    return Array.from({ length: amount }, () => queue.shift() ?? false);
  };
  for (const step of steps) {
    if (step.kind === 'pay') {
      const units = take(step.from, step.asset, step.amount);
      queueOf(step.to, step.asset).push(...units.map((traced) => step.seed ?? traced));
      continue;
    }
    const { from, to } = step;
    const traced = take(from.account, from.asset, from.amount).filter(Boolean).length;
    const arrived = Math.floor((traced * to.amount) / from.amount);
    const units = Array.from({ length: to.amount }, (_, place) => place < arrived);
    queueOf(to.account, to.asset).push(...units);
  }
  return new Map([...queues].map(([pot, queue]) => [pot, queue.filter(Boolean).length]));
}
