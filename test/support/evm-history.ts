import type { Transfer } from '../../src/domain/transfer.ts';
import type { Anvil, DeployedContract } from './anvil.ts';
import { deployPool, tradeWithPool } from './evm-pool-history.ts';
import { EvmRecorder, type Move, zero } from './evm-recorder.ts';
import { payFromSafe } from './evm-safe-history.ts';
import { deploySafe } from './safe.ts';

export interface EvmHistory {
  readonly fromHeight: number;
  readonly toHeight: number;
  /** The one whose account is read: paid, cheated, paying. */
  readonly worker: string;
  readonly employer: string;
  /** Addresses of the tokens that are listed. */
  readonly listed: readonly string[];
  readonly wrapped: string;
  readonly router: string;
  /** Every transfer of the range, in order. */
  readonly transfers: readonly Transfer[];
  readonly failedTransaction: string;
}

interface Contracts {
  readonly dollar: DeployedContract;
  readonly feeToken: DeployedContract;
  readonly spoof: DeployedContract;
  readonly collectible: DeployedContract;
  readonly wrapped: DeployedContract;
  readonly batchPayer: DeployedContract;
  readonly router: DeployedContract;
}

async function deployAll(anvil: Anvil): Promise<Contracts> {
  const [deployer = ''] = anvil.accounts;
  return {
    dollar: await anvil.deploy('PlainToken', 'Test dollar', 'TUSD', 6),
    feeToken: await anvil.deploy('FeeToken', deployer),
    spoof: await anvil.deploy('SpoofToken'),
    collectible: await anvil.deploy('Collectible'),
    wrapped: await anvil.deploy('WrappedNative'),
    batchPayer: await anvil.deploy('BatchPayer'),
    router: await anvil.deploy('Router'),
  };
}

async function payWages(anvil: Anvil, on: Contracts, recorder: EvmRecorder): Promise<void> {
  const [, employer = '', worker = '', colleague = ''] = anvil.accounts;
  const { dollar, batchPayer } = on;
  const token = dollar.address;
  await recorder.record(await dollar.call(employer, 'mint', [employer, 10_000_000n]), [
    { kind: 'mint', from: zero, to: employer, amount: 10_000_000n, token, log: 0 },
  ]);
  await recorder.record(await dollar.call(employer, 'transfer', [worker, 1_250_000n]), [
    { kind: 'token', from: employer, to: worker, amount: 1_250_000n, token, log: 0 },
  ]);
  await recorder.record(
    await dollar.call(employer, 'approve', [batchPayer.address, 5_000_000n]),
    [],
  );
  const wages = [token, [worker, colleague], [700_000n, 900_000n]];
  await recorder.record(await batchPayer.call(employer, 'payToken', wages), [
    // The approval is used up silently: the first log is the transfer to the payer contract.
    { kind: 'token', from: employer, to: batchPayer.address, amount: 1_600_000n, token, log: 0 },
    { kind: 'token', from: batchPayer.address, to: worker, amount: 700_000n, token, log: 1 },
    { kind: 'token', from: batchPayer.address, to: colleague, amount: 900_000n, token, log: 2 },
  ]);
  const tips = [
    [worker, colleague],
    [11n, 22n],
  ];
  await recorder.record(await batchPayer.call(employer, 'payNative', tips, 33n), [
    { kind: 'native', from: employer, to: batchPayer.address, amount: 33n },
    { kind: 'internal', from: batchPayer.address, to: worker, amount: 11n, call: 0 },
    { kind: 'internal', from: batchPayer.address, to: colleague, amount: 22n, call: 1 },
  ]);
  const memo = 'wage for January';
  const data = `0x${Buffer.from(memo).toString('hex')}`;
  await recorder.record(await anvil.send({ from: employer, to: worker, value: 77n, data }), [
    { kind: 'native', from: employer, to: worker, amount: 77n, memo },
  ]);
}

async function routeMoney(anvil: Anvil, on: Contracts, recorder: EvmRecorder): Promise<string> {
  const [, , worker = '', colleague = ''] = anvil.accounts;
  const { router, wrapped, dollar } = on;
  const through = { kind: 'native', from: worker, to: router.address } as const;
  await recorder.record(await router.call(worker, 'forward', [colleague], 500n), [
    { ...through, amount: 500n },
    { kind: 'internal', from: router.address, to: colleague, amount: 500n, call: 0 },
  ]);
  await recorder.record(await router.call(worker, 'tryAndFail', [colleague], 40n), [
    { ...through, amount: 40n },
  ]);
  await recorder.record(await router.call(worker, 'bounce', [], 30n), [
    { ...through, amount: 30n },
  ]);
  const given = await router.call(worker, 'give', [colleague], 20n);
  const created = await anvil.rpc<string>('eth_getTransactionCount', router.address, 'latest');
  const gift = await createdBy(router.address, Number(created) - 1);
  await recorder.record(given, [
    { ...through, amount: 20n },
    { kind: 'internal', from: router.address, to: gift, amount: 20n, call: 0 },
    { kind: 'internal', from: gift, to: colleague, amount: 20n, call: 1 },
  ]);
  const failed = await anvil.send({
    from: worker,
    to: router.address,
    value: 9n,
    gas: 100_000n,
    data: router.interface.encodeFunctionData('fail'),
  });
  await recorder.record(failed, []);
  await recorder.record(await wrapped.call(worker, 'deposit', [], 9_000n), [
    { kind: 'native', from: worker, to: wrapped.address, amount: 9_000n },
    { kind: 'mint', from: zero, to: worker, amount: 9_000n, token: wrapped.address, log: 0 },
  ]);
  await recorder.record(await wrapped.call(worker, 'withdraw', [4_000n]), [
    { kind: 'burn', from: worker, to: zero, amount: 4_000n, token: wrapped.address, log: 0 },
    { kind: 'internal', from: wrapped.address, to: worker, amount: 4_000n, call: 0 },
  ]);
  await recorder.record(await dollar.call(worker, 'burn', [50_000n]), [
    { kind: 'burn', from: worker, to: zero, amount: 50_000n, token: dollar.address, log: 0 },
  ]);
  return failed;
}

async function createdBy(creator: string, nonce: number): Promise<string> {
  const { getCreateAddress } = await import('ethers');
  return getCreateAddress({ from: creator, nonce }).toLowerCase();
}

async function makeNoise(anvil: Anvil, on: Contracts, recorder: EvmRecorder): Promise<void> {
  const [deployer = '', employer = '', worker = '', , mallory = ''] = anvil.accounts;
  const { dollar, feeToken, spoof, collectible } = on;
  const lookAlike = `${employer.slice(0, 8)}${'ab'.repeat(15)}${employer.slice(-4)}`;
  await recorder.record(await dollar.call(mallory, 'transferFrom', [worker, lookAlike, 0n]), [
    {
      kind: 'token',
      from: worker,
      to: lookAlike,
      amount: 0n,
      token: dollar.address,
      log: 0,
      suspect: 'spoofed',
    },
  ]);
  const unlisted = { suspect: 'unlisted-asset' } as const;
  await recorder.record(await spoof.call(mallory, 'claim', [employer, worker, 1_250_000n]), [
    {
      kind: 'token',
      from: employer,
      to: worker,
      amount: 1_250_000n,
      token: spoof.address,
      log: 0,
      ...unlisted,
    },
  ]);
  await recorder.record(await collectible.call(mallory, 'give', [worker, 7n]), []);
  await recorder.record(await feeToken.call(deployer, 'mint', [worker, 1_000n]), [
    { kind: 'mint', from: zero, to: worker, amount: 1_000n, token: feeToken.address, log: 0 },
  ]);
  await recorder.record(await feeToken.call(worker, 'transfer', [employer, 500n]), [
    { kind: 'token', from: worker, to: employer, amount: 495n, token: feeToken.address, log: 0 },
    { kind: 'token', from: worker, to: deployer, amount: 5n, token: feeToken.address, log: 1 },
  ]);
}

/** Several transactions in one block, so that log indices run on and fees are ordered. */
async function crowdOneBlock(anvil: Anvil, on: Contracts, recorder: EvmRecorder): Promise<void> {
  const [, employer = '', worker = '', colleague = ''] = anvil.accounts;
  const { dollar } = on;
  const pay = (from: string, to: string, amount: bigint) =>
    anvil.send({
      from,
      to: dollar.address,
      gas: 120_000n,
      data: dollar.interface.encodeFunctionData('transfer', [to, amount]),
    });
  const hashes = await anvil.oneBlock(async () => [
    await pay(employer, worker, 3n),
    await pay(employer, colleague, 4n),
    await pay(colleague, worker, 2n),
  ]);
  const moves: Move[] = [
    { kind: 'token', from: employer, to: worker, amount: 3n, token: dollar.address, log: 0 },
    { kind: 'token', from: employer, to: colleague, amount: 4n, token: dollar.address, log: 0 },
    { kind: 'token', from: colleague, to: worker, amount: 2n, token: dollar.address, log: 0 },
  ];
  for (const [index, hash] of hashes.entries()) {
    await recorder.record(hash, moves.slice(index, index + 1));
  }
}

/** Plays a few weeks of wages, routes, noise and traps on the chain, and says what they moved. */
export async function playHistory(anvil: Anvil): Promise<EvmHistory> {
  const contracts = await deployAll(anvil);
  const pool = await deployPool(anvil, contracts.dollar, contracts.wrapped);
  const safe = await deploySafe(anvil, anvil.accounts[1] ?? '');
  const recorder = new EvmRecorder(anvil);
  const height = async () => Number(await anvil.rpc<string>('eth_blockNumber'));
  const fromHeight = (await height()) + 1;
  await payWages(anvil, contracts, recorder);
  const failedTransaction = await routeMoney(anvil, contracts, recorder);
  await anvil.mine(25);
  await tradeWithPool(anvil, contracts, pool, recorder);
  await payFromSafe(anvil, contracts.dollar, safe, recorder);
  await makeNoise(anvil, contracts, recorder);
  await crowdOneBlock(anvil, contracts, recorder);
  await anvil.mine(3);
  const [, employer = '', worker = ''] = anvil.accounts;
  return {
    fromHeight,
    toHeight: await height(),
    worker,
    employer,
    listed: [contracts.dollar, contracts.feeToken, contracts.wrapped].map((c) => c.address),
    wrapped: contracts.wrapped.address,
    router: contracts.router.address,
    transfers: recorder.transfers.sort(
      (a, b) => a.height - b.height || a.txIndex - b.txIndex || a.position - b.position,
    ),
    failedTransaction,
  };
}
