import { readAccount } from '../../src/accounts/account.ts';
import { scriptHashOf } from '../../src/chains/bitcoin/script-hash.ts';
import type { ChainId } from '../../src/domain/caip.ts';
import type { Answer } from './faulty-proxy.ts';
import type { UtxoIndex } from './utxo-index.ts';

/** Answers a path of Blockbook's interface of version 2 as its servers do, from an index. */
export function blockbookAnswer(index: UtxoIndex, chain: ChainId, path: string): Answer {
  const url = new URL(path, 'http://blockbook');
  const [kind = '', id = ''] = url.pathname.replace(/^.*\/api\/v2\/?/, '').split('/');
  const json = (value: unknown): Answer => ({ status: 200, body: JSON.stringify(value) });
  const missing = (what: string): Answer => ({
    status: 400,
    body: JSON.stringify({ error: `${what} not found` }),
  });
  if (kind === '') return json({ blockbook: { bestHeight: index.tip }, backend: {} });
  if (kind === 'block-index') {
    const hash = index.blocks[Number(id)]?.hash;
    return hash === undefined ? missing('Block') : json({ blockHash: hash });
  }
  if (kind === 'rawblock') {
    const block = index.blocks.find(({ hash }) => hash === id);
    return block ? json({ hex: block.raw }) : missing('Block');
  }
  if (kind === 'address') return json(accountPage(index, chain, id, url.searchParams));
  const found = index.transactions.get(id);
  if (!found) return missing(`Transaction '${id}'`);
  const { hex, height, transaction } = found;
  const vout = transaction.outs.map((_, n) => {
    const spentTxId = index.spenderOf(id, n);
    const spentHeight = index.transactions.get(spentTxId ?? '')?.height;
    return spentTxId ? { n, spent: true, spentTxId, spentHeight } : { n };
  });
  return json({ txid: id, hex, blockHeight: height, blockHash: index.blocks[height]?.hash, vout });
}

function accountPage(index: UtxoIndex, chain: ChainId, address: string, query: URLSearchParams) {
  const [page, rows] = [Number(query.get('page')), Number(query.get('pageSize'))];
  const within = ({ blockHeight }: { blockHeight: number }) =>
    blockHeight >= Number(query.get('from')) && blockHeight <= Number(query.get('to'));
  const all = [...index.history(scriptHashOf(readAccount(chain, address)))]
    .reverse()
    .map((txid) => ({ txid, blockHeight: index.transactions.get(txid)?.height ?? -1 }))
    .filter(within);
  const totalPages = Math.max(1, Math.ceil(all.length / rows));
  const transactions = all.slice((page - 1) * rows, page * rows);
  return { address, page, totalPages, itemsOnPage: rows, transactions };
}
