import type { Anvil } from './anvil.ts';
import type { Answer, ProxiedRequest } from './faulty-proxy.ts';
import { type RawExecution, rawChain } from './raw-chain.ts';

const transferTopic = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';

interface Item {
  readonly block_number: number;
  readonly [name: string]: unknown;
}

const json = (value: unknown): Answer => ({ status: 200, body: JSON.stringify(value) });
/** Blockscout gives addresses with their checksums. */
const party = (address: string) => ({
  hash: `0x${address.slice(2).toUpperCase()}`,
  is_scam: false,
});

function internalItem(one: RawExecution, call: RawExecution['calls'][number]): Item {
  const creates = call.type.startsWith('create');
  const undone = call.failed || one.receipt.status !== '0x1';
  return {
    block_number: Number(one.block.number),
    transaction_hash: one.transaction.hash,
    index: call.index,
    success: !undone,
    error: undone ? 'Reverted' : null,
    type: call.type,
    from: party(call.from),
    to: creates ? null : party(call.to),
    created_contract: creates ? party(call.to) : null,
    value: call.value.toString(),
    timestamp: new Date(Number(one.block.timestamp) * 1_000).toISOString(),
  };
}

/** The rows of one of an account's lists, oldest first. */
function listed(all: readonly RawExecution[], account: string, list: string): Item[] {
  const block_number = (one: RawExecution) => Number(one.block.number);
  if (list === 'transactions') {
    return all
      .filter(({ transaction: { from, to } }) => from === account || to === account)
      .map((one) => ({ hash: one.transaction.hash, block_number: block_number(one) }));
  }
  if (list === 'internal-transactions') {
    return all.flatMap((one) =>
      one.calls
        .filter(({ from, to }) => from === account || to === account)
        .map((call) => internalItem(one, call)),
    );
  }
  return all.flatMap((one) =>
    one.receipt.logs
      .filter((log) => log.topics[0] === transferTopic)
      .filter((log) => log.topics.some((topic) => `0x${topic.slice(26)}` === account))
      .map((log) => ({
        transaction_hash: log.transactionHash,
        block_number: block_number(one),
        log_index: Number(log.logIndex),
      })),
  );
}

function paged(rows: readonly Item[], url: URL, pageMax: number): Answer {
  const start = Number(url.searchParams.get('start') ?? 0);
  const items = rows.slice(start, start + pageMax);
  const next = start + pageMax < rows.length ? { start: start + pageMax, items_count: 50 } : null;
  return json({ items, next_page_params: next });
}

/** Answers as Blockscout's API v2 documents, of what is on the chain at that moment. */
export function blockscoutServer(anvil: Anvil, key: string, pageMax: number) {
  const chain = rawChain(anvil);
  return async ({ path, method, body }: ProxiedRequest): Promise<Answer> => {
    const url = new URL(path, 'http://server');
    if (url.searchParams.get('apikey') !== key) return { status: 401, body: '{"message":"key"}' };
    if (url.pathname === '/api/eth-rpc') {
      const headers = { 'content-type': 'application/json' };
      const forwarded = await fetch(anvil.url, { method, headers, body });
      return { status: 200, body: await forwarded.text() };
    }
    const [, , , subject, id = '', list = ''] = url.pathname.split('/');
    const all = await chain();
    if (subject === 'addresses') return paged(listed(all, id, list).reverse(), url, pageMax);
    const one = all.find(({ transaction }) => transaction.hash === id);
    const items = one?.calls.map((call) => internalItem(one, call)) ?? [];
    return paged(items, url, pageMax);
  };
}
