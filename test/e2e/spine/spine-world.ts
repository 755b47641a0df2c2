import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Anvil, type DeployedContract, startAnvil } from '../../support/anvil.ts';
import type { ModelPayment } from '../../support/fifo-model.ts';
import { testRandom } from '../../support/random.ts';

/** Sim Hyon Sop, on the shipped SDN list of 2025-11-27. */
export const listedAddress = '0x4f47bc496083c727c5fbe3ce9cdf2b0f6496270c';

export type Role = 'forwards' | 'splits' | 'keeps' | 'floats';

/** One payee of the world and everything that happened to the wage. */
export interface WorldPayee {
  readonly role: Role;
  readonly anvil: Anvil;
  readonly address: string;
  readonly wage: number;
  readonly settlementTx: string;
  /** Hashes from the payee to the listed wallet, in order. */
  readonly pathTxs: readonly string[];
  /** Payments of this payee's world for the model, in order. */
  readonly payments: readonly ModelPayment[];
}

export interface SpineWorld {
  readonly chains: readonly [Anvil, Anvil];
  readonly employer: string;
  readonly payees: readonly WorldPayee[];
  readonly configFolder: string;
  stop(): Promise<void>;
}

interface ChainWorld {
  readonly anvil: Anvil;
  readonly token: DeployedContract;
}

/**
 * Two real chains: an employer pays two payees on each. One forwards in some hops to the listed
 * wallet, one in part through a fresh wallet; on the other chain one keeps the wage, and one holds
 * an older balance as large as the wage and sends that much to the listed wallet.
 */
export async function makeWorld(seed: number, confirmations = 1): Promise<SpineWorld> {
  const random = testRandom(seed);
  const first = await chainWorld(41_001);
  const second = await chainWorld(41_002);
  const [employer = ''] = first.anvil.accounts;
  const payees = [
    await forwards(first, random, employer),
    await splits(first, random, employer),
    await keeps(second, random, employer),
    await floats(second, random, employer),
  ];
  return {
    chains: [first.anvil, second.anvil],
    employer,
    payees,
    configFolder: writeConfig([first, second], confirmations),
    stop: async () => {
      await Promise.all([first.anvil.stop(), second.anvil.stop()]);
    },
  };
}

type Random = ReturnType<typeof testRandom>;

async function chainWorld(chainNumber: number): Promise<ChainWorld> {
  const anvil = await startAnvil({ chainNumber });
  const token = await anvil.deploy('PlainToken', 'Test dollar', 'TUSD', 6);
  const [employer = ''] = anvil.accounts;
  await token.call(employer, 'mint', [employer, 1_000_000]);
  return { anvil, token };
}

/** Pays and keeps the payment for the model. */
function payer({ token }: ChainWorld, payments: ModelPayment[]) {
  return async (from: string, to: string, amount: number, seed = false): Promise<string> => {
    payments.push({ from, to, amount, seed });
    return await token.call(from, 'transfer', [to, amount]);
  };
}

async function forwards(world: ChainWorld, random: Random, employer: string): Promise<WorldPayee> {
  const payments: ModelPayment[] = [];
  const pay = payer(world, payments);
  const wage = random.between(3_000, 9_000);
  const hops = random.between(2, 3);
  const wallets = world.anvil.accounts.slice(1, 1 + hops);
  const [address = ''] = wallets;
  const settlementTx = await pay(employer, address, wage, true);
  const pathTxs: string[] = [];
  let amount = wage;
  for (const [index, from] of wallets.entries()) {
    amount -= random.between(0, 200);
    pathTxs.push(await pay(from, wallets[index + 1] ?? listedAddress, amount));
  }
  return { role: 'forwards', anvil: world.anvil, address, wage, settlementTx, pathTxs, payments };
}

async function splits(world: ChainWorld, random: Random, employer: string): Promise<WorldPayee> {
  const payments: ModelPayment[] = [];
  const pay = payer(world, payments);
  const [address = '', fresh = '', shop = '', friend = ''] = world.anvil.accounts.slice(6, 10);
  const wage = random.between(3_000, 9_000);
  const older = random.between(100, 500);
  await world.token.call(employer, 'mint', [friend, older]);
  await pay(friend, address, older);
  const settlementTx = await pay(employer, address, wage, true);
  await pay(address, shop, random.between(50, older + 400));
  const part = random.between(1_000, 2_000);
  const pathTxs = [await pay(address, fresh, part)];
  pathTxs.push(await pay(fresh, listedAddress, random.between(600, part)));
  return { role: 'splits', anvil: world.anvil, address, wage, settlementTx, pathTxs, payments };
}

async function keeps(world: ChainWorld, random: Random, employer: string): Promise<WorldPayee> {
  const payments: ModelPayment[] = [];
  const [, address = ''] = world.anvil.accounts;
  const wage = random.between(3_000, 9_000);
  const settlementTx = await payer(world, payments)(employer, address, wage, true);
  return { role: 'keeps', anvil: world.anvil, address, wage, settlementTx, pathTxs: [], payments };
}

async function floats(world: ChainWorld, random: Random, employer: string): Promise<WorldPayee> {
  const payments: ModelPayment[] = [];
  const pay = payer(world, payments);
  const [address = '', friend = ''] = world.anvil.accounts.slice(2, 4);
  const wage = random.between(3_000, 9_000);
  await world.token.call(employer, 'mint', [friend, wage]);
  await pay(friend, address, wage);
  const settlementTx = await pay(employer, address, wage, true);
  const pathTxs = [await pay(address, listedAddress, wage)];
  return { role: 'floats', anvil: world.anvil, address, wage, settlementTx, pathTxs, payments };
}

function writeConfig(worlds: readonly ChainWorld[], confirmations: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'wagetrace-config-'));
  cpSync(join(import.meta.dirname, '../../../config'), folder, { recursive: true });
  const rows = worlds.map(
    ({ anvil }) => `  ${anvil.chain}:
    name: Test ${anvil.chainNumber}
    kind: evm
    native: { slip44: 60, symbol: ETH, decimals: 18 }
    finality: { confirmations: ${confirmations} }
    providers:
      - { name: anvil, dialect: rpc, url: "${anvil.url}", traces: debug, nativeScan: blocks }
`,
  );
  writeFileSync(join(folder, 'chains.yml'), `chains:\n${rows.join('')}`);
  const assets = worlds.map(
    ({ anvil, token }) => `${anvil.chain}:\n  "${token.address}": { symbol: TUSD, decimals: 6 }\n`,
  );
  writeFileSync(join(folder, 'assets.yml'), assets.join(''));
  return folder;
}
