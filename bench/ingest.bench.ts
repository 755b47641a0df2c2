import { parseArgs } from 'node:util';
import { Interface, id } from 'ethers';
import { z } from 'zod';
import { EvmRpcSource } from '../src/chains/evm/source.ts';
import { wireLog } from '../src/chains/evm/wire.ts';
import { type HttpAnswer, type HttpClient, httpClient } from '../src/chains/http.ts';
import { tokenTransfers } from '../src/chains/token-transfers.ts';
import { PostgresLedger } from '../src/ledger/postgres/ledger.ts';
import type { ChainBatch } from '../src/ports/chain-source.ts';
import { type Anvil, startAnvil } from '../test/support/anvil.ts';
import { openTestDatabase } from '../test/support/database.ts';
import { evmChain, nodeSettings } from '../test/support/evm-chain.ts';

const receiversPerPayment = 100;
const paymentsPerBlock = 3;
const decodeMs = 3_000;
const signal = new AbortController().signal;

interface Payments {
  readonly token: string;
  readonly fromHeight: number;
  readonly toHeight: number;
}

/** Blocks of batch payrolls: three payments of a hundred wages each. */
async function payWages(anvil: Anvil, blocks: number): Promise<Payments> {
  const [, employer = ''] = anvil.accounts;
  const token = await anvil.deploy('PlainToken', 'Test dollar', 'TUSD', 6);
  const payer = await anvil.deploy('BatchPayer');
  const head = async () => Number(await anvil.rpc<string>('eth_blockNumber'));
  await token.call(employer, 'mint', [employer, 10n ** 15n]);
  await token.call(employer, 'approve', [payer.address, 10n ** 15n]);
  const fromHeight = (await head()) + 1;
  const wage = (n: number) => `0x${(0x1000_0000 + n).toString(16).padStart(40, 'f')}`;
  for (let block = 0; block < blocks; block++) {
    await anvil.oneBlock(async () => {
      for (let payment = 0; payment < paymentsPerBlock; payment++) {
        const first = (block * paymentsPerBlock + payment) * receiversPerPayment;
        const to = Array.from({ length: receiversPerPayment }, (_, i) => wage(first + i));
        const data = payer.interface.encodeFunctionData('payToken', [
          token.address,
          to,
          to.map(() => 1_000n),
        ]);
        await anvil.send({ from: employer, to: payer.address, gas: 6_000_000n, data });
      }
    });
  }
  return { token: token.address, fromHeight, toHeight: await head() };
}

/** A client that measures how long it waits, and remembers what was answered. */
function recording(http: HttpClient) {
  const answers = new Map<string, HttpAnswer>();
  const spent = { ms: 0, bytes: 0 };
  let waiting = 0;
  let since = 0;
  const key = (body: unknown) => JSON.stringify(body, (name, value) => (name === 'id' ? 0 : value));
  const record: HttpClient = async (request, stop) => {
    if (waiting++ === 0) since = performance.now();
    try {
      const answer = await http(request, stop);
      answers.set(key(request.body), answer);
      spent.bytes += answer.text.length;
      return answer;
    } finally {
      if (--waiting === 0) spent.ms += performance.now() - since;
    }
  };
  return { record, answers, spent };
}

async function readAll(source: EvmRpcSource, range: Payments): Promise<ChainBatch[]> {
  const batches: ChainBatch[] = [];
  for await (const batch of source.blocks(range, signal)) batches.push(batch);
  return batches;
}

function perSecond(count: number, ms: number): string {
  return `${Math.round((count / ms) * 1_000).toLocaleString('en')}/s`;
}

/** Repeats work for a few seconds; milliseconds of one core that a round takes, whoever else runs. */
function timed(work: () => void): number {
  work();
  const start = performance.now();
  const before = process.cpuUsage();
  let rounds = 0;
  while (performance.now() - start < decodeMs) {
    work();
    rounds += 1;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / rounds;
}

async function decoding(anvil: Anvil, range: Payments): Promise<void> {
  const text = JSON.stringify(
    await anvil.rpc<unknown[]>('eth_getLogs', {
      fromBlock: `0x${range.fromHeight.toString(16)}`,
      toBlock: `0x${range.toHeight.toString(16)}`,
      topics: [id('Transfer(address,address,uint256)')],
    }),
  );
  const words = evmChain(anvil, [range.token]);
  const schema = z.array(wireLog);
  let logs = 0;
  const ours = timed(() => {
    const parsed = schema.parse(JSON.parse(text));
    logs = tokenTransfers(
      words,
      parsed.map((log) => ({ log, timestamp: 1_767_225_600 })),
    ).length;
  });
  const abi = new Interface([
    'event Transfer(address indexed from, address indexed to, uint256 value)',
  ]);
  const peer = timed(() => {
    // CAST: what anvil just answered.
    const parsed = JSON.parse(text) as { topics: string[]; data: string }[];
    for (const log of parsed) abi.parseLog(log);
  });
  console.log(
    `decoding ${logs} logs on one core: ${perSecond(logs, ours)} from JSON to checked transfers, ` +
      `${(peer / ours).toFixed(1)} times as fast as ethers' parseLog alone (${perSecond(logs, peer)})`,
  );
}

async function ingesting(anvil: Anvil, range: Payments): Promise<void> {
  const settings = nodeSettings(anvil.url, { batchCallsMax: 50 });
  const { record, answers, spent } = recording(httpClient('node', settings.limits));
  const words = evmChain(anvil, [range.token]);
  const start = performance.now();
  const batches = await readAll(new EvmRpcSource(words, settings, record), range);
  const readMs = performance.now() - start;
  const transfers = batches.flatMap((batch) => batch.transfers);
  const store = await openTestDatabase();
  const stored = performance.now();
  const ledger = new PostgresLedger(store.database);
  for (const batch of batches) {
    const { transfers: own, events } = batch;
    await ledger.append({ owner: { shared: true }, transfers: own, events, coverage: [] });
  }
  const storeMs = performance.now() - stored;
  await store.close();
  const all = readMs + storeMs;
  const blocks = range.toHeight - range.fromHeight + 1;
  const logs = transfers.filter((t) => t.kind === 'token').length;
  const share = (ms: number) => `${Math.round((ms / all) * 100)} %`;
  console.log(
    `from a node with traces: ${blocks} blocks, ${transfers.length} transfers: ` +
      `${perSecond(blocks, all)} blocks, ${perSecond(transfers.length, all)} transfers, ` +
      `${perSecond(logs, all)} logs; ${share(spent.ms)} waiting for RPC, ` +
      `${share(readMs - spent.ms)} decoding, ${share(storeMs)} storing; ` +
      `${(spent.bytes / transfers.length).toFixed(0)} bytes read a transfer`,
  );
  const replay: HttpClient = async ({ body }) => {
    await Promise.resolve();
    const asked = JSON.stringify(body, (name, value) => (name === 'id' ? 0 : value));
    const known = answers.get(asked);
    if (!known) throw new Error('asked what was not recorded');
    return { ...known, text: renumbered(known.text, body) };
  };
  const again = performance.now();
  await readAll(new EvmRpcSource(words, settings, replay), range);
  const replayMs = performance.now() - again;
  console.log(
    `from recorded blocks: ${perSecond(blocks, replayMs)} blocks, ` +
      `${perSecond(transfers.length, replayMs)} transfers, ${perSecond(logs, replayMs)} logs; ` +
      `${(readMs / replayMs).toFixed(1)} times as fast as from the node`,
  );
}

/** The ids of a recorded answer as the question numbers them. */
function renumbered(text: string, body: unknown): string {
  const ids = [body].flat().map((call) => (call as { id: number }).id); // CAST: JSON-RPC calls
  const answers = [JSON.parse(text) as { id: number }[]].flat(); // CAST: their answers
  const first = Math.min(...answers.map(({ id: own }) => own));
  const shift = Math.min(...ids) - first;
  return JSON.stringify(answers.map((one) => ({ ...one, id: one.id + shift })));
}

/**
 * Reads `--blocks` (40) of batch payrolls from a local node, whole, with traces, and stores them;
 * then decodes recorded logs on one core. The database is WAGETRACE_TEST_DATABASE_URL.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { blocks: { type: 'string' } } });
  process.env['WAGETRACE_TEST_DATABASE_URL'] ??= 'postgres://root@127.0.0.1:5432/test';
  const anvil = await startAnvil({ chainNumber: 31_406 });
  try {
    const range = await payWages(anvil, Number(values.blocks ?? 40));
    await ingesting(anvil, range);
    await decoding(anvil, range);
  } finally {
    await anvil.stop();
  }
}
