import { dataSlice } from 'ethers';
import type { Anvil, DeployedContract } from './anvil.ts';
import { type EvmRecorder, zero } from './evm-recorder.ts';

/** A Uniswap v2 pair of a token and the wrapped coin, and a router to it. */
export interface Pool {
  readonly pair: DeployedContract;
  readonly router: DeployedContract;
}

interface Pooled {
  readonly dollar: DeployedContract;
  readonly wrapped: DeployedContract;
}

const reserves = { dollar: 2_000_000n, wrapped: 4_000_000n };
/** The root of the product of both reserves; Uniswap v2 keeps the first 1,000 for nobody. */
const liquidity = 2_828_427n;
const lockedLiquidity = 1_000n;
/**
 * Given, since an estimate falls short: it runs at the time of the last block, when the pair adds
 * nothing to its price sums.
 */
const tradeGas = 400_000n;

export async function deployPool(
  anvil: Anvil,
  dollar: DeployedContract,
  wrapped: DeployedContract,
): Promise<Pool> {
  const [deployer = ''] = anvil.accounts;
  const factory = await anvil.deploy('UniswapV2Factory', deployer);
  const tokens = [dollar.address, wrapped.address];
  await factory.call(deployer, 'createPair', tokens);
  const word = await anvil.rpc<string>(
    'eth_call',
    { to: factory.address, data: factory.interface.encodeFunctionData('getPair', tokens) },
    'latest',
  );
  return {
    pair: anvil.at('UniswapV2Pair', dataSlice(word, 12)),
    router: await anvil.deploy('PoolRouter'),
  };
}

/** What a Uniswap v2 pair gives for an amount: constant product, after 0.3 percent. */
function amountOut(amountIn: bigint, reserveIn: bigint, reserveOut: bigint): bigint {
  const afterFee = amountIn * 997n;
  return (afterFee * reserveOut) / (reserveIn * 1_000n + afterFee);
}

/** Puts liquidity into the pool; then the worker sells tokens for the coin, and buys some back. */
export async function tradeWithPool(
  anvil: Anvil,
  on: Pooled,
  pool: Pool,
  recorder: EvmRecorder,
): Promise<void> {
  await fillPool(anvil, on, pool, recorder);
  const [, , worker = ''] = anvil.accounts;
  const [pair, router] = [pool.pair.address, pool.router.address];
  const [dollar, wrapped] = [on.dollar.address, on.wrapped.address];
  const [sold, spent] = [100_000n, 50_000n];
  const coins = amountOut(sold, reserves.dollar, reserves.wrapped);
  const bought = amountOut(spent, reserves.wrapped - coins, reserves.dollar + sold);
  await recorder.record(await on.dollar.call(worker, 'approve', [router, sold]), []);
  const trade = (method: string, args: readonly unknown[], value = 0n) => {
    const data = pool.router.interface.encodeFunctionData(method, [...args]);
    return anvil.send({ from: worker, to: router, gas: tradeGas, value, data });
  };
  const sale = [pair, dollar, wrapped, sold, coins, worker];
  await recorder.record(await trade('sellForNative', sale), [
    { kind: 'token', from: worker, to: pair, amount: sold, token: dollar, log: 0 },
    { kind: 'token', from: pair, to: router, amount: coins, token: wrapped, log: 1 },
    // Logs 2 and 3 are the pair's Sync and Swap.
    { kind: 'burn', from: router, to: zero, amount: coins, token: wrapped, log: 4 },
    { kind: 'internal', from: wrapped, to: router, amount: coins, call: 0 },
    { kind: 'internal', from: router, to: worker, amount: coins, call: 1 },
  ]);
  const purchase = [pair, dollar, wrapped, bought, worker];
  await recorder.record(await trade('buyWithNative', purchase, spent), [
    { kind: 'native', from: worker, to: router, amount: spent },
    { kind: 'mint', from: zero, to: router, amount: spent, token: wrapped, log: 0 },
    { kind: 'token', from: router, to: pair, amount: spent, token: wrapped, log: 1 },
    { kind: 'token', from: pair, to: worker, amount: bought, token: dollar, log: 2 },
    { kind: 'internal', from: router, to: wrapped, amount: spent, call: 0 },
  ]);
}

async function fillPool(
  anvil: Anvil,
  { dollar, wrapped }: Pooled,
  { pair }: Pool,
  recorder: EvmRecorder,
): Promise<void> {
  const [, employer = ''] = anvil.accounts;
  const given = [
    { token: dollar, amount: reserves.dollar },
    { token: wrapped, amount: reserves.wrapped },
  ];
  await recorder.record(await wrapped.call(employer, 'deposit', [], reserves.wrapped), [
    { kind: 'native', from: employer, to: wrapped.address, amount: reserves.wrapped },
    {
      ...{ kind: 'mint', from: zero, to: employer, amount: reserves.wrapped },
      ...{ token: wrapped.address, log: 0 },
    },
  ]);
  for (const { token, amount } of given) {
    await recorder.record(await token.call(employer, 'transfer', [pair.address, amount]), [
      { kind: 'token', from: employer, to: pair.address, amount, token: token.address, log: 0 },
    ]);
  }
  // Shares of a pool are tokens of the pair, which nobody has listed.
  const share = {
    kind: 'mint',
    from: zero,
    token: pair.address,
    suspect: 'unlisted-asset',
  } as const;
  await recorder.record(await pair.call(employer, 'mint', [employer]), [
    { ...share, to: zero, amount: lockedLiquidity, log: 0 },
    { ...share, to: employer, amount: liquidity - lockedLiquidity, log: 1 },
  ]);
}
