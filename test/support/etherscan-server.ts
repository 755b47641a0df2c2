import type { Anvil } from './anvil.ts';
import type { Answer, ProxiedRequest } from './faulty-proxy.ts';
import { type RawExecution, type RawLog, rawChain } from './raw-chain.ts';

const transferTopic = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
const proxied: Readonly<Record<string, readonly string[]>> = {
  eth_getBlockByNumber: ['tag', 'boolean'],
  eth_getTransactionByHash: ['txhash'],
  eth_getTransactionReceipt: ['txhash'],
  eth_getCode: ['address', 'tag'],
  eth_call: ['to', 'data', 'tag'],
};

/** Rows of an answer at most, for a key that is paid for. */
const answerRowsMax = 10_000;

export interface EtherscanServer {
  readonly key: string;
  /** Rows that one page holds at most, whatever is asked. */
  readonly pageMax: number;
  /** Rows that an answer without pages is cut at: 1,000 for a key that is free. */
  readonly unpagedMax?: number;
  /** `etherscan`: one address for many chains, with a proxy; `blockscout`: rows of its own kind. */
  readonly flavour: 'etherscan' | 'blockscout';
}

type Row = Readonly<Record<string, unknown>>;

const decimal = (hex: string) => BigInt(hex).toString();
const ok = (result: unknown): Answer => ({
  status: 200,
  body: JSON.stringify({ status: '1', message: 'OK', result }),
});
const notOk = (result: string): Answer => ({
  status: 200,
  body: JSON.stringify({ status: '0', message: 'NOTOK', result }),
});

const list = (rows: readonly Row[]): Answer =>
  rows.length > 0
    ? ok(rows)
    : { status: 200, body: '{"status":"0","message":"No transactions found","result":[]}' };

const address = (topic: string | undefined) => `0x${topic?.slice(26)}`;

function transactionRow({ block, transaction, receipt, calls: _ }: RawExecution): Row {
  return {
    blockNumber: decimal(block.number),
    blockHash: block.hash,
    timeStamp: decimal(block.timestamp),
    hash: transaction.hash,
    nonce: '1',
    transactionIndex: decimal(transaction.transactionIndex),
    from: transaction.from,
    to: transaction.to ?? '',
    value: decimal(transaction.value),
    gas: decimal(transaction.gas),
    gasPrice: decimal(receipt.effectiveGasPrice),
    input: transaction.input,
    contractAddress: receipt.contractAddress ?? '',
    txreceipt_status: receipt.status === '0x1' ? '1' : '0',
    gasUsed: decimal(receipt.gasUsed),
    confirmations: '7',
    isError: receipt.status === '0x1' ? '0' : '1',
  };
}

function internalRows(execution: RawExecution, flavour: string, byHash: boolean): Row[] {
  const { block, transaction, calls } = execution;
  return calls
    .filter((call) => flavour === 'blockscout' || call.value > 0n)
    .map((call) => {
      const creates = call.type.startsWith('create');
      return {
        blockNumber: decimal(block.number),
        timeStamp: decimal(block.timestamp),
        ...(flavour === 'blockscout'
          ? {
              transactionHash: transaction.hash,
              index: String(call.index),
              ...(call.type.endsWith('call') ? { callType: call.type } : {}),
            }
          : byHash
            ? {}
            : { hash: transaction.hash }),
        from: call.from,
        to: creates ? '' : call.to,
        contractAddress: creates ? call.to : '',
        value: call.value.toString(),
        type: flavour === 'blockscout' && call.type.endsWith('call') ? 'call' : call.type,
        gas: '1',
        gasUsed: '1',
        isError: call.failed || execution.receipt.status !== '0x1' ? '1' : '0',
        errCode: '',
      };
    });
}

function tokenRow(log: RawLog, execution: RawExecution): Row {
  return {
    blockNumber: decimal(log.blockNumber),
    timeStamp: decimal(execution.block.timestamp),
    hash: log.transactionHash,
    blockHash: log.blockHash,
    from: address(log.topics[1]),
    to: address(log.topics[2]),
    contractAddress: log.address,
    value: decimal(log.data),
    tokenName: 'Some \u0000 \u202e token',
    tokenSymbol: 'X'.repeat(2_000),
    tokenDecimal: '6',
    transactionIndex: decimal(log.transactionIndex),
    input: 'deprecated',
  };
}

/** Zero is `0x` there. */
const bare = (hex: string) => (Number(hex) === 0 ? '0x' : hex);

function logRow(log: RawLog, execution: RawExecution, flavour: string): Row {
  return {
    address: log.address,
    topics: flavour === 'blockscout' && log.topics.length < 4 ? [...log.topics, null] : log.topics,
    data: log.data,
    blockNumber: log.blockNumber,
    blockHash: log.blockHash,
    timeStamp: execution.block.timestamp,
    gasPrice: execution.receipt.effectiveGasPrice,
    gasUsed: execution.receipt.gasUsed,
    logIndex: bare(log.logIndex),
    transactionHash: log.transactionHash,
    transactionIndex: bare(log.transactionIndex),
  };
}

const isErc20 = (log: RawLog) => log.topics[0] === transferTopic && log.topics.length === 3;

/** The rows that an action lists for an account, or for one transaction. */
function listed(all: readonly RawExecution[], query: URLSearchParams, flavour: string): Row[] {
  const account = query.get('address');
  const txhash = query.get('txhash');
  const inRange = all.filter(({ block }) => {
    const height = Number(block.number);
    const from = Number(query.get('startblock') ?? 0);
    return height >= from && height <= Number(query.get('endblock') ?? Number.MAX_SAFE_INTEGER);
  });
  const action = query.get('action');
  if (action === 'txlist') {
    return inRange.map(transactionRow).filter(({ from, to }) => from === account || to === account);
  }
  if (action === 'tokentx') {
    return inRange
      .flatMap((one) => one.receipt.logs.filter(isErc20).map((log) => tokenRow(log, one)))
      .filter(({ from, to }) => from === account || to === account);
  }
  if (txhash !== null) {
    return all
      .filter(({ transaction }) => transaction.hash === txhash)
      .flatMap((one) => internalRows(one, flavour, true));
  }
  return inRange
    .flatMap((one) => internalRows(one, flavour, false))
    .filter((row) => [row['from'], row['to'], row['contractAddress']].includes(account));
}

function logs(all: readonly RawExecution[], query: URLSearchParams, flavour: string): Row[] {
  const matches = (log: RawLog) =>
    [0, 1, 2, 3].every((place) => {
      const wanted = query.get(`topic${place}`);
      return wanted === null || log.topics[place] === wanted;
    }) && (query.get('address') ?? log.address) === log.address;
  return all
    .filter(({ block }) => {
      const height = Number(block.number);
      return height >= Number(query.get('fromBlock')) && height <= Number(query.get('toBlock'));
    })
    .flatMap((one) => one.receipt.logs.filter(matches).map((log) => logRow(log, one, flavour)));
}

function paged(rows: readonly Row[], query: URLSearchParams, pageMax: number): Answer {
  const page = Number(query.get('page') ?? 1);
  const offset = Number(query.get('offset') ?? pageMax);
  if (page * offset > answerRowsMax) {
    return notOk(
      'Result window is too large, PageNo x Offset size must be less than or equal to 10000',
    );
  }
  const size = Math.min(offset, pageMax);
  return list(rows.slice((page - 1) * size, page * size));
}

async function handedOn(anvil: Anvil, query: URLSearchParams): Promise<Answer> {
  const action = query.get('action') ?? '';
  const names = proxied[action];
  if (!names) return notOk('Error! Missing Or invalid Action name');
  const params = names
    .map((name) => query.get(name))
    .map((text) => (text === 'false' ? false : text));
  const [to, data, tag] = params;
  const asked = action === 'eth_call' ? [{ to, data }, tag] : params;
  try {
    const result = await anvil.rpc<unknown>(action, ...asked);
    return { status: 200, body: JSON.stringify({ jsonrpc: '2.0', id: 1, result }) };
  } catch {
    const error = { code: 3, message: 'execution reverted' };
    return { status: 200, body: JSON.stringify({ jsonrpc: '2.0', id: 1, error }) };
  }
}

/** Answers as Etherscan documents, of what is on the chain at that moment. */
export function etherscanServer(anvil: Anvil, server: EtherscanServer) {
  const chain = rawChain(anvil);
  return async ({ path, method, body }: ProxiedRequest): Promise<Answer> => {
    const url = new URL(path, 'http://server');
    const query = url.searchParams;
    if (server.flavour === 'blockscout' && url.pathname.endsWith('/eth-rpc')) {
      const forwarded = await fetch(anvil.url, {
        method,
        headers: { 'content-type': 'application/json' },
        body,
      });
      return { status: 200, body: await forwarded.text() };
    }
    if (query.get('apikey') !== server.key) return notOk('Missing/Invalid API Key');
    if (server.flavour === 'etherscan') {
      if (query.get('chainid') !== String(anvil.chainNumber)) return notOk('Unsupported chainid');
      if (query.get('module') === 'proxy') return handedOn(anvil, query);
    }
    const all = await chain();
    const rows =
      query.get('module') === 'logs'
        ? logs(all, query, server.flavour)
        : listed(all, query, server.flavour);
    // The calls of one transaction have no pages.
    if (query.has('txhash')) return list(rows.slice(0, server.unpagedMax ?? answerRowsMax));
    return paged(rows, query, server.pageMax);
  };
}
