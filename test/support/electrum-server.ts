import { createServer, type Socket } from 'node:net';
import { type Fault, oversizeBytes } from './faulty-proxy.ts';
import type { UtxoIndex } from './utxo-index.ts';

/** An Electrum server over an index, which can be told to misbehave. */
export interface ElectrumServer {
  readonly url: string;
  fault: Fault | undefined;
  index: UtxoIndex;
  close(): Promise<void>;
}

interface Question {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

export async function startElectrumServer(index: UtxoIndex): Promise<ElectrumServer> {
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    let rest = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      // CAST: what the source sends.
      for (const line of lines) answer(socket, JSON.parse(line) as Question);
    });
  });
  const answer = (socket: Socket, question: Question) => {
    const whole = JSON.stringify({
      jsonrpc: '2.0',
      id: question.id,
      ...answerOf(server.index, question),
    });
    if (server.fault) misbehave(socket, server.fault, question.id, whole);
    else socket.write(`${whole}\n`);
  };
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const server: ElectrumServer = {
    url: `tcp://127.0.0.1:${port}`,
    fault: undefined,
    index,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => listener.close(() => resolve()));
    },
  };
  return server;
}

function misbehave(socket: Socket, fault: Fault, id: number, whole: string): void {
  const error = (code: number, message: string) =>
    socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } })}\n`);
  if (fault === 'dead' || fault === 'redirect') socket.destroy();
  else if (fault === 'rate-limited') error(-101, 'excessive resource usage');
  else if (fault === 'server-error') error(-32603, 'internal error: overloaded');
  else if (fault === 'truncated') socket.write(`${whole.slice(0, whole.length / 2)}\n`);
  else if (fault === 'html') socket.write('<html><body>Just a moment…</body></html>\n');
  else if (fault === 'wrong-shape')
    socket.write(`{"jsonrpc":"2.0","id":${id},"result":{"status":7}}\n`);
  else if (fault === 'forbidden') error(1, 'unauthorized');
  else if (fault === 'oversize') socket.write(`"${'x'.repeat(oversizeBytes)}`);
  // `stalled`: a line begins and never ends.
  else socket.write('{"jsonrpc":');
}

function answerOf(index: UtxoIndex, { method, params }: Question): object {
  const [first, second] = params;
  const missing = (message: string) => ({ error: { code: 2, message } });
  switch (method) {
    case 'server.version':
      return { result: ['TestX 1.0', '1.4'] };
    case 'blockchain.headers.subscribe':
      return { result: { height: index.tip, hex: index.blocks.at(-1)?.raw.slice(0, 160) } };
    case 'blockchain.block.header':
      return { result: index.blocks[Number(first)]?.raw.slice(0, 160) };
    case 'blockchain.scripthash.get_history': {
      const hash = Buffer.from(`${first}`, 'hex').reverse().toString('hex');
      const history = index.history(hash);
      return { result: history.map((tx_hash) => ({ tx_hash, height: heightOf(index, tx_hash) })) };
    }
    case 'blockchain.transaction.get': {
      const found = index.transactions.get(`${first}`);
      return found
        ? { result: found.hex }
        : missing('daemon error: No such mempool or blockchain transaction.');
    }
    case 'blockchain.transaction.get_merkle': {
      const { index: pos, branch } = index.merkleBranch(`${first}`);
      return { result: { block_height: second, pos, merkle: branch } };
    }
    default:
      return { error: { code: -32601, message: `unknown method ${method}` } };
  }
}

function heightOf(index: UtxoIndex, tx: string): number {
  return index.transactions.get(tx)?.height ?? 0;
}
