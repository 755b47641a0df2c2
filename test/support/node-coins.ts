import type { Litecoind } from './litecoind.ts';

/** The output of a transaction that pays an address. */
export type PaidTo = readonly [tx: string, address: string];

/** Where the coin is, as the node's calls name it. */
export async function coinAt(
  node: Litecoind,
  [txid, address]: PaidTo,
): Promise<{ readonly txid: string; readonly vout: number }> {
  // CAST: the node's own answer.
  const { vout } = (await node.rpc('getrawtransaction', txid, true)) as {
    vout: { scriptPubKey: { addresses?: string[] } }[];
  };
  return { txid, vout: vout.findIndex((o) => o.scriptPubKey.addresses?.[0] === address) };
}

/** Spends coins of the node's wallet into outputs that the test decides over to the last satoshi. */
export async function spendCoins(
  node: Litecoind,
  coins: readonly PaidTo[],
  outputs: readonly object[],
): Promise<string> {
  const inputs = await Promise.all(coins.map((coin) => coinAt(node, coin)));
  const raw = await node.rpc('createrawtransaction', inputs, outputs);
  // CAST: the node's own answer.
  const signed = (await node.rpc('signrawtransactionwithwallet', raw)) as { hex: string };
  return `${await node.rpc('sendrawtransaction', signed.hex, 0)}`;
}
