import type { BitcoinHistory } from './bitcoin-history.ts';
import type { Answer, ProxiedRequest } from './faulty-proxy.ts';

type Ask = (history: BitcoinHistory, request: ProxiedRequest) => Promise<Answer>;

// What is used of the node's decoded blocks and transactions.
interface Output {
  readonly value: number;
  readonly scriptPubKey: { readonly hex: string };
}
interface Block {
  readonly tx: readonly { readonly vin: readonly { txid?: string; vout?: number }[] }[];
}

/**
 * Answers `getblock` with verbosity 3 as Core 23 and newer do, over an older node: each input
 * with the coin that it spends, its amount with eight places.
 */
export async function withPrevouts(
  history: BitcoinHistory,
  request: ProxiedRequest,
  ask: Ask,
): Promise<Answer> {
  // CAST: what the source sends.
  const { method, params } = JSON.parse(request.body) as { method: string; params: unknown[] };
  if (method !== 'getblock' || params[1] !== 3) return await ask(history, request);
  const block = (await history.rpc('getblock', params[0], 2)) as Block; // CAST: the node's answer
  const tx = await Promise.all(
    block.tx.map(async (transaction) => ({
      ...transaction,
      vin: await Promise.all(
        transaction.vin.map(async (input) => {
          if (input.txid === undefined || input.vout === undefined) return input;
          const made = (await history.rpc('getrawtransaction', input.txid, true)) as {
            vout: Output[];
          }; // CAST: the node's answer
          const { value, scriptPubKey } = made.vout[input.vout] ?? { value: 0, scriptPubKey: {} };
          return { ...input, prevout: { value: `#${value.toFixed(8)}#`, scriptPubKey } };
        }),
      ),
    })),
  );
  const text = JSON.stringify({ result: { ...block, tx }, error: null, id: 1 });
  // Core prints amounts as numbers of eight places, which JSON.stringify would shorten.
  return { status: 200, body: text.replace(/"#([\d.]+)#"/g, '$1') };
}
