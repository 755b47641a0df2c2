/** Something that happened to the balance of one account in a super token; times in seconds. */
export type StreamedStep =
  | {
      readonly kind: 'rate';
      readonly timeS: number;
      readonly payer: string;
      readonly rateBase: bigint;
    }
  | { readonly kind: 'own-rate'; readonly timeS: number; readonly rateBase: bigint }
  | { readonly kind: 'income'; readonly timeS: number; readonly amountBase: bigint }
  | { readonly kind: 'debit'; readonly timeS: number; readonly amountBase: bigint };

/**
 * Whose each debit was, by who gave it (`''`: nobody who streams), worked out second by second on
 * a queue of coins: slow, and written from the rule alone.
 */
export function modelledShares(steps: readonly StreamedStep[]): Map<string, bigint>[] {
  const queue: { payer: string; left: bigint }[] = [];
  const rates = new Map<string, bigint>();
  let ownRate = 0n;
  let owed = 0n;
  const take = (amount: bigint): Map<string, bigint> => {
    const from = new Map<string, bigint>();
    for (let wanted = amount; wanted > 0n; ) {
      const [head] = queue;
      if (!head) throw new Error('more was taken than came');
      const isWhole = head.left <= wanted;
      const part = isWhole ? head.left : wanted;
      from.set(head.payer, (from.get(head.payer) ?? 0n) + part);
      wanted -= part;
      head.left -= part;
      if (isWhole) queue.shift();
    }
    return from;
  };
  // What its own stream paid before there was anything is paid by what comes next.
  const settle = () => {
    const had = queue.reduce((sum, { left }) => sum + left, 0n);
    const paid = owed < had ? owed : had;
    take(paid);
    owed -= paid;
  };
  const debits: Map<string, bigint>[] = [];
  let now = steps[0]?.timeS ?? 0;
  for (const step of steps) {
    for (; now < step.timeS; now += 1) {
      for (const payer of [...rates.keys()].sort())
        queue.push({ payer, left: rates.get(payer) ?? 0n });
      owed += ownRate;
      settle();
    }
    if (step.kind === 'rate') {
      rates.delete(step.payer);
      if (step.rateBase > 0n) rates.set(step.payer, step.rateBase);
    }
    if (step.kind === 'own-rate') ownRate = step.rateBase;
    if (step.kind === 'income' && step.amountBase > 0n) {
      queue.push({ payer: '', left: step.amountBase });
      settle();
    }
    if (step.kind === 'debit') debits.push(take(step.amountBase));
  }
  return debits;
}
