import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { id } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { legDecoder, loadFamilies } from '../../../src/crosschain/bridges/leg-decoder.ts';
import { type BridgesCheck, checkBridges } from '../../../src/runtime/check-bridges.ts';
import { readBridgesConfig } from '../../../src/runtime/config/bridges.ts';
import { readChainsConfig } from '../../../src/runtime/config/chains.ts';
import { type Anvil, type DeployedContract, startAnvil } from '../../support/anvil.ts';

const root = join(import.meta.dirname, '../../..');
const number = 31_601;
const chain = `eip155:${number}`;
/** A reference to a variable that is not set. */
const switchedOff = '\u0024{NO_SUCH_VARIABLE}';

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

let anvil: Anvil;
let celer: DeployedContract;
/** Listed as a newer pool of the same bridge: its only event is one that no family reads. */
let newer: DeployedContract;
let folder: string;

/** Runs the command line as an operator does, with the shipped catalogue and two more contracts. */
function wagetrace(args: readonly string[]): Promise<Answer> {
  const env = { ...process.env, WAGETRACE_CONFIG: folder };
  const all = ['--import', 'tsx', 'src/cli.ts', ...args];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, all, { cwd: root, env }, (_ended, out, error) =>
      resolve({ code: child.exitCode ?? -1, out, error }),
    );
  });
}

/** The same without a process of its own. */
async function check(asked: { chain: string; blocks: number }): Promise<BridgesCheck> {
  const chains = readChainsConfig(readFileSync(join(folder, 'chains.yml'), 'utf8'), {});
  const catalogue = readBridgesConfig(readFileSync(join(folder, 'bridges.yml'), 'utf8'));
  const decoder = legDecoder(await loadFamilies(catalogue));
  return checkBridges(chains, { catalogue, decoder }, asked, new AbortController().signal);
}

function configure(url: string): void {
  const chains = { [chain]: chainRow(url), 'eip155:31602': chainRow(switchedOff) };
  writeFileSync(join(folder, 'chains.yml'), JSON.stringify({ chains }));
  const shipped = readFileSync(join(root, 'config/bridges.yml'), 'utf8');
  const pools = [celer, newer].map(({ address }) => `        "${address}": [${number}]\n`).join('');
  const start = shipped.indexOf('      pool:\n', shipped.indexOf('\n  celer:')) + 12;
  writeFileSync(
    join(folder, 'bridges.yml'),
    shipped.slice(0, start) + pools + shipped.slice(start),
  );
}

function chainRow(url: string) {
  return {
    name: 'Development',
    kind: 'evm',
    native: { slip44: 60, symbol: 'ETH', decimals: 18 },
    finality: { tag: 'finalized' },
    providers: [{ name: 'node', dialect: 'rpc', url }],
  };
}

beforeAll(async () => {
  anvil = await startAnvil({ chainNumber: number });
  const usd = await anvil.deploy('PlainToken', 'Dollar', 'USD', 6);
  celer = await anvil.deploy('CelerPool');
  newer = await anvil.deploy('Exchange');
  folder = mkdtempSync(join(tmpdir(), 'wagetrace-bridges-'));
  cpSync(join(root, 'config'), folder, { recursive: true });
  configure(anvil.url);
  const [worker = ''] = anvil.accounts;
  await usd.call(worker, 'mint', [worker, 1_000n]);
  for (const { address } of [celer, newer]) await usd.call(worker, 'approve', [address, 1_000n]);
  await celer.call(worker, 'send', [worker, usd.address, 100n, 1, 1]);
  for (const amount of [10n, 20n])
    await newer.call(worker, 'swap', [usd.address, amount, usd.address, amount]);
});

afterAll(async () => {
  await anvil?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('wagetrace bridges check', () => {
  it('reports what listed contracts emit and no family reads, and ends with 3', async () => {
    const { code, out } = await wagetrace(['bridges', 'check', '--chain', chain, '--json']);
    const height = Number(await anvil.rpc('eth_blockNumber'));
    expect(JSON.parse(out)).toMatchObject({
      chain,
      fromHeight: 0,
      toHeight: height,
      // One Send that is known and two Sync that are not; the token's own logs are of no contract.
      events: 3,
      unknown: [
        {
          protocol: 'celer',
          group: 'pool',
          contract: `${chain}:${newer.address}`,
          topic0: id('Sync(uint112,uint112)'),
          count: 2,
        },
      ],
      incomplete: [],
    });
    expect(code).toBe(3);
  });

  it('reads no more than the newest blocks that it is asked for', async () => {
    const newest = await check({ chain: 'Development', blocks: 1 });
    expect(newest).toMatchObject({ fromHeight: newest.toHeight, events: 1 });
    expect(newest.unknown.map(({ count }) => count)).toEqual([1]);
    await anvil.mine(5);
    expect(await check({ chain, blocks: 5 })).toMatchObject({ events: 0, unknown: [] });
  });

  it.each([
    ['eip155:5', 'chain.not-configured', `With a provider: ${chain} (Development)`],
    ['eip155:31602', 'chain.no-provider', 'No provider is switched on for eip155:31602'],
  ])('says what is wrong with %s', async (asked, code, message) => {
    const answer = check({ chain: asked, blocks: 1 });
    await expect(answer).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it('says that the blocks asked for are none', async () => {
    const asked = ['bridges', 'check', '--chain', chain, '--blocks', '0'];
    const { code, error } = await wagetrace(asked);
    expect(error).toContain('--blocks is a whole number from 1 to 10000');
    expect(code).toBe(1);
  });

  it('says that the node cannot be reached', async () => {
    configure('http://127.0.0.1:9');
    const answer = check({ chain, blocks: 1 });
    await expect(answer).rejects.toMatchObject({ code: 'source.unavailable' });
    configure(anvil.url);
  });
});
