import type { Answer } from './faulty-proxy.ts';
import type { UtxoIndex } from './utxo-index.ts';

/** Esplora gives an account's transactions in pages of this many. */
const pageRows = 25;

/** Answers a path of Esplora's interface as its servers do, from an index. */
export function esploraAnswer(index: UtxoIndex, path: string): Answer {
  const [kind = '', id = '', what = '', output, last] = path.replace(/^\/[^/]*\//, '').split('/');
  const text = (body: string | undefined): Answer =>
    body === undefined ? { status: 404, body: `${kind} not found` } : { status: 200, body };
  const json = (value: unknown): Answer => ({ status: 200, body: JSON.stringify(value) });
  if (kind === 'blocks') return text(`${index.tip}`);
  if (kind === 'block-height') return text(index.blocks[Number(id)]?.hash);
  if (kind === 'block')
    return text(index.blocks.find((block) => block.hash === id)?.raw.slice(0, 160));
  if (kind === 'scripthash' && what === 'txs') return json(page(index, id, last));
  if (kind === 'scripthash') return json({ chain_stats: { tx_count: index.history(id).length } });
  const found = index.transactions.get(id);
  if (!found) return text(undefined);
  if (what === 'hex') return text(found.hex);
  if (what === 'status') return json(statusOf(index, id));
  if (what === 'outspend') {
    const txid = index.spenderOf(id, Number(output));
    return json(
      txid ? { spent: true, txid, vin: 0, status: statusOf(index, txid) } : { spent: false },
    );
  }
  const { index: pos, branch } = index.merkleBranch(id);
  return json({ block_height: found.height, pos, merkle: branch });
}

function page(index: UtxoIndex, scriptHash: string, last: string | undefined) {
  const newestFirst = [...index.history(scriptHash)].reverse();
  const from = last === undefined ? 0 : newestFirst.indexOf(last) + 1;
  return newestFirst
    .slice(from, from + pageRows)
    .map((txid) => ({ txid, status: statusOf(index, txid) }));
}

function statusOf(index: UtxoIndex, tx: string) {
  const height = index.transactions.get(tx)?.height ?? 0;
  return { confirmed: true, block_height: height, block_hash: index.blocks[height]?.hash };
}
