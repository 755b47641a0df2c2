import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Anvil, type DeployedContract, startAnvil } from '../../support/anvil.ts';
import type { ModelStep } from '../../support/conversion-model.ts';
import { type Litecoind, startLitecoind } from '../../support/litecoind.ts';
import { testRandom } from '../../support/random.ts';
import { listedAddress } from './cross-chain-world.ts';

const litoshi = 100_000_000;

export interface MemoWorld {
  readonly anvil: Anvil;
  readonly node: Litecoind;
  readonly worker: string;
  readonly wage: number;
  readonly settlementTx: string;
  /** Every transaction that moved the wage, in order. */
  readonly txs: readonly string[];
  readonly steps: readonly ModelStep[];
  readonly configFolder: string;
  stop(): Promise<void>;
}

/**
 * A wage is paid in a token, sent to Litecoin through a router that reads memos, spent there as a
 * coin whose change rests, sent back by a memo in the transaction, and paid on to a listed wallet.
 */
export async function makeMemoWorld(seed: number): Promise<MemoWorld> {
  const [anvil, node] = await Promise.all([startAnvil({ chainNumber: 43_011 }), startLitecoind()]);
  await node.mine(101);
  // The node's blocks bear the time of day; what the router takes must be before what the coin pays.
  const hourAgo = Math.floor(Date.now() / 1_000) - 3_600;
  await anvil.rpc('evm_setNextBlockTimestamp', hourAgo);
  const token = await anvil.deploy('PlainToken', 'Dollar', 'USD', 6);
  const router = await anvil.deploy('MemoRouter');
  const journey = await travel(anvil, node, token, router, testRandom(seed));
  return {
    anvil,
    node,
    ...journey,
    configFolder: writeConfig(anvil, node, token),
    stop: async () => void (await Promise.all([anvil.stop(), node.stop()])),
  };
}

async function travel(
  anvil: Anvil,
  node: Litecoind,
  token: DeployedContract,
  router: DeployedContract,
  random: ReturnType<typeof testRandom>,
) {
  const steps: ModelStep[] = [];
  const [employer = '', worker = '', friend = '', vault = '', receiver = ''] = anvil.accounts;
  const usd = `${anvil.chain}/erc20:${token.address}`;
  const ltc = `${node.chain}/slip44:2`;
  const evm = (address: string) => `${anvil.chain}:${address}`;
  const pay = async (from: string, to: string, amount: number, isWage = false) => {
    const parties = { from: evm(from), to: evm(to) };
    steps.push({ kind: 'pay', asset: usd, ...parties, amount, ...(isWage ? { seed: true } : {}) });
    return await token.call(from, 'transfer', [to, amount]);
  };
  await token.call(employer, 'mint', [employer, 1_000_000]);
  await token.call(employer, 'mint', [friend, 1_000]);
  await token.call(employer, 'mint', [router.address, 1_000_000]);

  const wage = random.between(4_000, 9_000);
  await pay(friend, worker, random.between(100, 900));
  const settlementTx = await pay(employer, worker, wage, true);
  const sent = wage - random.between(100, 900);
  const coinAddress = await node.address('bech32');
  await token.call(worker, 'approve', [router.address, sent]);
  const order = [vault, token.address, sent, `=:l:${coinAddress}:0/1/0`];
  const left = await router.call(worker, 'deposit', order);

  const coin = random.between(80_000, 120_000);
  const payout = await payWithMemo(node, coinAddress, coin, `OUT:${left.slice(2).toUpperCase()}`);
  steps.push({
    kind: 'convert',
    from: { account: evm(worker), asset: usd, amount: sent },
    to: { account: `${node.chain}:${coinAddress}`, asset: ltc, amount: coin },
  });

  const back = coin - random.between(20_000, 30_000);
  const change = coin - back - random.between(1_000, 5_000);
  const [vaultAddress, rest] = [await node.address('bech32'), await node.address('bech32')];
  const memo = Buffer.from(`=:ETH.USD-0X1:${receiver}:0`).toString('hex');
  const outputs = [{ [vaultAddress]: decimal(back) }, { data: memo }, { [rest]: decimal(change) }];
  const returned = await signAndSend(
    node,
    await node.rpc('createrawtransaction', [{ txid: payout, vout: 0 }], outputs),
  );
  const arrived = random.between(2_000, 3_500);
  await anvil.rpc('evm_setNextBlockTimestamp', Math.floor(Date.now() / 1_000) + 60);
  const paid = await router.call(vault, 'transferOut', [
    receiver,
    token.address,
    arrived,
    `OUT:${returned.toUpperCase()}`,
  ]);
  const held = { account: `${node.chain}:${coinAddress}`, asset: ltc };
  steps.push({
    kind: 'convert',
    from: { ...held, amount: back },
    to: { account: evm(receiver), asset: usd, amount: arrived },
  });
  const onward = { kind: 'pay', asset: ltc, from: held.account } as const;
  steps.push({ ...onward, to: `${node.chain}:${rest}`, amount: change });
  steps.push({ ...onward, to: 'fee', amount: coin - back - change });
  const listed = await pay(receiver, listedAddress, arrived - random.between(0, 500));
  const txs = [settlementTx, left, payout, returned, paid, listed];
  return { worker, wage, settlementTx, txs, steps };
}

const decimal = (amount: number): string => (amount / litoshi).toFixed(8);

/** Pays from the node's wallet with a memo; the first output is the payment, which the wallet leaves alone. */
async function payWithMemo(node: Litecoind, address: string, amount: number, memo: string) {
  const data = Buffer.from(memo).toString('hex');
  const outputs = [{ [address]: decimal(amount) }, { data }];
  const raw = await node.rpc('createrawtransaction', [], outputs);
  // CAST: the node's own answer.
  const funded = (await node.rpc('fundrawtransaction', raw, { changePosition: 2 })) as {
    hex: string;
  };
  return await signAndSend(node, funded.hex);
}

async function signAndSend(node: Litecoind, raw: unknown): Promise<string> {
  // CAST: the node's own answer.
  const signed = (await node.rpc('signrawtransactionwithwallet', raw)) as { hex: string };
  const tx = `${await node.rpc('sendrawtransaction', signed.hex, 0)}`;
  await node.mine(1);
  return tx;
}

function writeConfig(anvil: Anvil, node: Litecoind, token: DeployedContract): string {
  const folder = mkdtempSync(join(tmpdir(), 'wagetrace-config-'));
  cpSync(join(import.meta.dirname, '../../../config'), folder, { recursive: true });
  const nodeUrl = node.url.replace('//', `//${node.user}:${node.password}@`);
  const chains = `chains:
  ${anvil.chain}:
    name: Test ${anvil.chainNumber}
    kind: evm
    native: { slip44: 60, symbol: ETH, decimals: 18 }
    finality: { confirmations: 1 }
    providers:
      - { name: anvil, dialect: rpc, url: "${anvil.url}", traces: debug, nativeScan: blocks }
  ${node.chain}:
    name: Litecoin regtest
    kind: bitcoin
    native: { slip44: 2, symbol: LTC, decimals: 8 }
    finality: { confirmations: 6 }
    providers:
      - { name: litecoind, dialect: rpc, url: "${nodeUrl}", nativeScan: blocks }
`;
  writeFileSync(join(folder, 'chains.yml'), chains);
  const asset = `${anvil.chain}:\n  "${token.address}": { symbol: USD, decimals: 6 }\n`;
  writeFileSync(join(folder, 'assets.yml'), asset);
  // The development chains stand for those that memos name.
  const bridges = readFileSync(join(folder, 'bridges.yml'), 'utf8');
  const [before = '', thorchain = ''] = bridges.split('  thorchain:\n');
  const named = thorchain
    .replace('"ETH": eip155:1\n', `"ETH": ${anvil.chain}\n`)
    .replace(/"LTC": .*/, `"LTC": ${node.chain}`);
  writeFileSync(join(folder, 'bridges.yml'), `${before}  thorchain:\n${named}`);
  return folder;
}
