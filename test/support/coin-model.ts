/** A transaction as its node tells it, with what the model looks at. */
export interface NodeTransaction {
  readonly txid: string;
  readonly vin: readonly { readonly txid: string; readonly vout: number }[];
  readonly vout: readonly {
    readonly value: number;
    readonly scriptPubKey: { readonly addresses?: readonly string[] };
  }[];
}

/** A run of satoshi: how many, and whether they are the wage. */
type Run = [amount: number, traced: boolean];

/**
 * First in, first out by brute force on what a node tells: the satoshi of the inputs in their order
 * fill the outputs in theirs, and the fee takes the rest. Shares no code with the engine.
 * `coins` must know every coin that is spent. The traced satoshi that each address holds unspent,
 * and those of the fees as `fee`.
 */
export function fifoBySatoshi(
  transactions: readonly NodeTransaction[],
  coins: Map<string, Run[]>,
): Map<string, number> {
  const holderOf = new Map<string, string>();
  let fee = 0;
  for (const { txid, vin, vout } of transactions) {
    const stream = vin.flatMap((input) => {
      const key = `${input.txid}:${input.vout}`;
      const runs = coins.get(key);
      if (!runs) throw new Error(`the model does not know ${key}`);
      coins.delete(key);
      return runs.map(([amount, traced]): Run => [amount, traced]);
    });
    for (const [index, { value, scriptPubKey }] of vout.entries()) {
      coins.set(`${txid}:${index}`, take(stream, Math.round(value * 1e8)));
      holderOf.set(`${txid}:${index}`, scriptPubKey.addresses?.[0] ?? '');
    }
    fee += tracedIn(stream);
  }
  const held = new Map([['fee', fee]]);
  for (const [key, runs] of coins) {
    const holder = holderOf.get(key);
    const traced = tracedIn(runs);
    if (holder !== undefined && traced > 0) held.set(holder, (held.get(holder) ?? 0) + traced);
  }
  return held;
}

function take(stream: Run[], amount: number): Run[] {
  const taken: Run[] = [];
  for (let left = amount; left > 0; ) {
    const first = stream[0];
    if (!first) throw new Error('an output is larger than what is left');
    const part = Math.min(first[0], left);
    taken.push([part, first[1]]);
    left -= part;
    first[0] -= part;
    if (first[0] === 0) stream.shift();
  }
  return taken;
}

function tracedIn(runs: readonly Run[]): number {
  return runs.reduce((sum, [amount, traced]) => sum + (traced ? amount : 0), 0);
}
