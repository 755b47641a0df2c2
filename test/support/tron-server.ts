import { id } from 'ethers';
import { tronAddressOf, tronKeyHash } from '../../src/accounts/tron-address.ts';
import type { Anvil } from './anvil.ts';
import type { Answer, ProxiedRequest } from './faulty-proxy.ts';
import { type RawBlock, type RawExecution, rawChain } from './raw-chain.ts';

const transferTopic = 'ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';

export interface TronServer {
  readonly key: string;
  /** Rows of one page, and pages of one window of time, at most. */
  readonly pageMax: number;
  readonly pagesMax: number;
  /** Widest range of `eth_getLogs`. */
  readonly logBlocksMax: number;
  /** The end of the first block's id is the id of the chain; the main chain's if not given. */
  readonly genesisEnd?: string;
}

const json = (value: unknown): Answer => ({ status: 200, body: JSON.stringify(value) });
const bare = (hex: string) => hex.slice(2);
const prefixed = (address: string) => `41${bare(address)}`;
const base58 = (address: string) => tronAddressOf(bare(address));

const mainGenesisEnd = '2b6653dc';

/** A block's header in java-tron's shape; the hash of an anvil block serves as its id. */
function header(block: RawBlock, genesisEnd: string) {
  return {
    blockID: Number(block.number) === 0 ? genesisEnd.padStart(64, '0') : bare(block.hash),
    block_header: {
      raw_data: {
        ...(Number(block.number) === 0 ? {} : { number: Number(block.number) }),
        timestamp: Number(block.timestamp) * 1_000,
        parentHash: bare(block.parentHash),
        version: 31,
      },
      witness_signature: 'aa',
    },
  };
}

const result = (one: RawExecution) => (one.receipt.status === '0x1' ? 'SUCCESS' : 'REVERT');

function transaction(one: RawExecution) {
  const { from, to, value, input, hash } = one.transaction;
  const plain =
    one.calls.length === 0 && one.receipt.logs.length === 0 && result(one) === 'SUCCESS';
  const isMemo = plain && input !== '0x' && BigInt(value) > 0n;
  const isTransfer = plain && (input === '0x' || isMemo);
  const owner_address = prefixed(from);
  const contract = isTransfer
    ? {
        type: 'TransferContract',
        parameter: {
          value: { owner_address, to_address: prefixed(to ?? ''), amount: Number(value) },
        },
      }
    : {
        type: to === null ? 'CreateSmartContract' : 'TriggerSmartContract',
        parameter: {
          value: {
            owner_address,
            ...(to === null ? {} : { contract_address: prefixed(to), data: bare(input) }),
            ...(BigInt(value) === 0n ? {} : { call_value: Number(value) }),
          },
        },
      };
  return {
    txID: bare(hash),
    ret: [{ contractRet: result(one) }],
    raw_data: { contract: [contract], ...(isMemo ? { data: bare(input) } : {}) },
  };
}

/** java-tron's words: code run in place of one's own is a call of nothing to oneself. */
const internalCalls = ({ calls }: RawExecution) =>
  calls.map((call) =>
    call.type === 'delegatecall' ? { ...call, to: call.from, value: 0n } : call,
  );

function info(one: RawExecution) {
  const { receipt, block } = one;
  const calls = internalCalls(one);
  const isCall = 'data' in (transaction(one).raw_data.contract[0]?.parameter.value ?? {});
  const to = one.transaction.to ?? receipt.contractAddress;
  return {
    id: bare(one.transaction.hash),
    // java-tron writes great numbers as JSON numbers.
    fee: Number(BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice)),
    blockNumber: Number(block.number),
    blockTimeStamp: Number(block.timestamp) * 1_000,
    ...(isCall && to ? { contract_address: prefixed(to) } : {}),
    receipt: isCall ? { energy_usage_total: 1, result: result(one) } : { net_usage: 268 },
    ...(result(one) === 'SUCCESS' ? {} : { result: 'FAILED' }),
    ...(receipt.logs.length === 0
      ? {}
      : {
          log: receipt.logs.map((log) => ({
            address: bare(log.address),
            topics: log.topics.map(bare),
            ...(log.data === '0x' ? {} : { data: bare(log.data) }),
          })),
        }),
    ...(calls.length === 0
      ? {}
      : {
          internal_transactions: calls.map((call) => ({
            hash: '00',
            caller_address: prefixed(call.from),
            transferTo_address: prefixed(call.to),
            callValueInfo: call.value === 0n ? [{}] : [{ callValue: Number(call.value) }],
            note: Buffer.from(call.type).toString('hex'),
            ...(call.failed ? { rejected: true } : {}),
          })),
        }),
  };
}

/** The events that TronGrid has decoded by the contract's ABI: here those of issuers' freezes. */
const freezeEvents = [
  ['AddedBlackList', 'address indexed _user'],
  ['RemovedBlackList', 'address indexed _user'],
  ['DestroyedBlackFunds', 'address indexed _blackListedUser, uint256 _balance'],
] as const;

function events(one: RawExecution, contract: string, wanted: string | null): unknown[] {
  return one.receipt.logs.flatMap((log, index) => {
    const found = freezeEvents.find(([name, types]) => {
      const plain = types.split(', ').map((type) => type.split(' ')[0]);
      return id(`${name}(${plain.join()})`) === log.topics[0];
    });
    if (!found || log.address !== contract || (wanted !== null && wanted !== found[0])) return [];
    const [name, types] = found;
    const words = [...log.topics.slice(1), ...(log.data.slice(2).match(/.{64}/g) ?? [])];
    const values = types.split(', ').map((type, place) => {
      const word = bare(`0x${(words[place] ?? '').replace('0x', '')}`);
      return type.startsWith('address') ? `0x${word.slice(24)}` : BigInt(`0x${word}`).toString();
    });
    return {
      block_number: Number(one.block.number),
      block_timestamp: Number(one.block.timestamp) * 1_000,
      caller_contract_address: base58(contract),
      contract_address: base58(contract),
      event_index: index,
      event_name: name,
      event: `${name}(${types})`,
      result: Object.fromEntries(values.map((value, place) => [String(place), value])),
      transaction_id: bare(one.transaction.hash),
    };
  });
}

class Server {
  readonly #anvil: Anvil;
  readonly #given: TronServer;
  readonly #all: () => Promise<readonly RawExecution[]>;

  constructor(anvil: Anvil, given: TronServer) {
    this.#anvil = anvil;
    this.#given = given;
    this.#all = rawChain(anvil);
  }

  #header(block: RawBlock) {
    return header(block, this.#given.genesisEnd ?? mainGenesisEnd);
  }

  async #block(at: string | number): Promise<RawBlock | null> {
    const tag = typeof at === 'number' ? `0x${at.toString(16)}` : at;
    return await this.#anvil.rpc<RawBlock | null>('eth_getBlockByNumber', tag, false);
  }

  async #inBlock(height: number): Promise<RawExecution[]> {
    return (await this.#all()).filter(({ block }) => Number(block.number) === height);
  }

  async #byId(id: unknown): Promise<RawExecution | undefined> {
    return (await this.#all()).find((one) => one.transaction.hash === `0x${String(id)}`);
  }

  async wallet(path: string, body: Record<string, unknown>): Promise<unknown> {
    const last = path.split('/').at(-1);
    if (last === 'getnowblock') {
      const block = await this.#block(path.startsWith('/walletsolidity') ? 'finalized' : 'latest');
      return block ? this.#header(block) : {};
    }
    if (last === 'getblock') {
      const block = await this.#block(Number(body['id_or_num']));
      return block ? this.#header(block) : {};
    }
    if (last === 'getcontract') {
      const address = `0x${tronKeyHash(String(body['value']))}`;
      const code = await this.#anvil.rpc<string>('eth_getCode', address, 'latest');
      return code === '0x' ? {} : { contract_address: body['value'], bytecode: code.slice(2) };
    }
    const height = Number(body['num']);
    if (last === 'getblockbynum') {
      const block = await this.#block(height);
      if (!block) return {};
      const transactions = (await this.#inBlock(height)).map(transaction);
      return { ...this.#header(block), ...(transactions.length === 0 ? {} : { transactions }) };
    }
    if (last === 'gettransactioninfobyblocknum') return (await this.#inBlock(height)).map(info);
    const found = await this.#byId(body['value']);
    if (!found) return {};
    return last === 'gettransactionbyid' ? transaction(found) : info(found);
  }

  async jsonRpc({ id, method, params }: JsonRpcCall): Promise<unknown> {
    if (method !== 'eth_getLogs')
      return { id, jsonrpc: '2.0', error: { code: -32601, message: 'x' } };
    const [filter] = params;
    if (Number(filter.toBlock) - Number(filter.fromBlock) > this.#given.logBlocksMax) {
      const message = `exceed max block range: ${this.#given.logBlocksMax}`;
      return { id, jsonrpc: '2.0', error: { code: -32602, message } };
    }
    return { id, jsonrpc: '2.0', result: await this.#anvil.rpc(method, filter) };
  }

  async list(url: URL): Promise<unknown> {
    const [, , of, account = '', , kind] = url.pathname.split('/');
    const address = `0x${tronKeyHash(account)}`;
    const all = await this.#all();
    const timestamp = (one: RawExecution) => Number(one.block.timestamp) * 1_000;
    const ofEvents = of === 'contracts';
    const end = (which: string) =>
      Number(url.searchParams.get(ofEvents ? `${which}_block_timestamp` : `${which}_timestamp`));
    const rows = all
      .filter((one) => timestamp(one) >= end('min') && timestamp(one) <= end('max'))
      .flatMap((one) => {
        if (ofEvents) return events(one, address, url.searchParams.get('event_name'));
        return kind === 'trc20' ? this.#tokens(one, address) : this.#own(one, address);
      });
    const { pageMax, pagesMax } = this.#given;
    const size = Math.min(pageMax, Number(url.searchParams.get('limit') ?? 20));
    const start = Number(url.searchParams.get('fingerprint') ?? 0);
    const next = start + size;
    const more = next < rows.length && next < pageMax * pagesMax;
    return {
      data: rows.slice(start, next),
      success: true,
      meta: { at: 1, page_size: size, ...(more ? { fingerprint: String(next) } : {}) },
    };
  }

  #tokens(one: RawExecution, address: string): unknown[] {
    return one.receipt.logs
      .filter((log) => log.topics[0] === `0x${transferTopic}` && log.topics.length === 3)
      .map((log) => ({
        from: `0x${log.topics[1]?.slice(26)}`,
        to: `0x${log.topics[2]?.slice(26)}`,
        log,
      }))
      .filter(({ from, to }) => from === address || to === address)
      .map(({ from, to, log }) => ({
        transaction_id: bare(log.transactionHash),
        token_info: {
          symbol: 'USDT\u0000',
          address: base58(log.address),
          decimals: 6,
          name: 'N'.repeat(5_000),
        },
        block_timestamp: Number(one.block.timestamp) * 1_000,
        from: base58(from),
        to: base58(to),
        type: 'Transfer',
        value: BigInt(log.data).toString(),
      }));
  }

  #own(one: RawExecution, address: string): unknown[] {
    const block_timestamp = Number(one.block.timestamp) * 1_000;
    const { from, to, hash } = one.transaction;
    const own =
      from === address || to === address
        ? [{ ...transaction(one), blockNumber: Number(one.block.number), block_timestamp }]
        : [];
    const internal = internalCalls(one)
      .filter((call) => (call.from === address || call.to === address) && call.value > 0n)
      .map((call) => ({
        internal_tx_id: `${call.index}`,
        tx_id: bare(hash),
        block_timestamp,
        from_address: prefixed(call.from),
        to_address: prefixed(call.to),
        data: { note: '63616c6c', rejected: call.failed, call_value: { _: Number(call.value) } },
      }));
    return [...own, ...internal];
  }
}

interface JsonRpcCall {
  readonly id: number;
  readonly method: string;
  readonly params: readonly [{ fromBlock: string; toBlock: string }];
}

/** Answers as java-tron and TronGrid document, of what is on the anvil chain at that moment. */
export function tronServer(anvil: Anvil, given: TronServer) {
  const server = new Server(anvil, given);
  return async ({ path, body, headers }: ProxiedRequest): Promise<Answer> => {
    const url = new URL(path, 'http://server');
    if (headers['tron-pro-api-key'] !== given.key) return { status: 401, body: '{"Error":"key"}' };
    if (url.pathname === '/jsonrpc') return json(await server.jsonRpc(JSON.parse(body)));
    if (url.pathname.startsWith('/v1/')) return json(await server.list(url));
    return json(await server.wallet(url.pathname, JSON.parse(body === '' ? '{}' : body)));
  };
}
