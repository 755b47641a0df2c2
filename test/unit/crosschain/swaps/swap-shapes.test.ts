import { describe, expect, it } from 'vitest';
import { readSwaps } from '../../../../src/crosschain/swaps/read-swaps.ts';
import { account, address, buildRecord, type Step, token } from '../record-builder.ts';

// Shapes of real transactions, by the contracts that make them.
const user = address(1);
const router = address(2);
const pool = address(3);
const collector = address(4);
const other = address(5);
const weth = address(6);
const usdc = address(7);
const dai = address(8);
const wbtc = address(9);
const bundler = address(10);
const zero = address(0);
const native = 'eip155:1/slip44:60';
const hash = `0x${'22'.repeat(32)}`;
const sync = 'event Sync(uint112 reserve0, uint112 reserve1)';
const pooled: Step = { emit: [pool, sync, [1, 2]] };

function read(from: string, to: string, steps: readonly Step[]) {
  return readSwaps(buildRecord({ from, to, steps }), { orderHolders: [] });
}

/** A pool takes one asset and gives the other. */
function traded(who: string, given: bigint, got: bigint, by = pool): Step[] {
  return [
    { transfer: [who, by, usdc, given] },
    { emit: [by, sync, [1, 2]] },
    { transfer: [by, who, dai, got] },
  ];
}

describe('routers', () => {
  it('gives back what a hop left over of the asset in between', () => {
    const swaps = read(user, router, [
      { transfer: [user, router, usdc, 1_000n] },
      { transfer: [router, pool, usdc, 1_000n] },
      pooled,
      { transfer: [pool, router, wbtc, 50_000n] },
      { transfer: [router, pool, wbtc, 49_900n] },
      { transfer: [pool, user, dai, 990n] },
      { transfer: [router, user, wbtc, 100n] },
    ]);
    expect(swaps).toMatchObject([
      { given: { amountBase: 1_000n }, received: { asset: token(dai), amountBase: 990n } },
    ]);
  });

  it('refunds the native coin that an exact output did not need', () => {
    const deposit = 'event Deposit(address indexed dst, uint256 wad)';
    const swaps = read(user, router, [
      { transfer: [user, router, 'native', 100n] },
      { transfer: [router, weth, 'native', 97n] },
      { emit: [weth, deposit, [router, 97n]] },
      { transfer: [router, pool, weth, 97n] },
      pooled,
      { transfer: [pool, user, usdc, 10n] },
      { transfer: [router, user, 'native', 3n] },
    ]);
    expect(swaps).toMatchObject([
      { given: { asset: native, amountBase: 97n }, received: { amountBase: 10n } },
    ]);
  });

  it('counts all that left of a token that takes a fee on its way, and the fee as one', () => {
    const [swap] = read(user, router, [
      { transfer: [user, pool, usdc, 95n] },
      { transfer: [user, collector, usdc, 5n] },
      pooled,
      { transfer: [pool, user, dai, 90n] },
    ]);
    expect(swap).toMatchObject({ given: { amountBase: 100n }, received: { amountBase: 90n } });
    expect(swap?.fees).toEqual([{ asset: token(usdc), amountBase: 5n, to: account(collector) }]);
  });

  it('takes a collector that keeps a fee and loses dust for no trader', () => {
    const [swap] = read(user, router, [
      { transfer: [user, router, usdc, 1_000n] },
      { transfer: [router, pool, usdc, 1_000n] },
      { transfer: [router, pool, wbtc, 1n] },
      { transfer: [pool, other, wbtc, 500n] },
      { transfer: [pool, router, dai, 990n] },
      pooled,
      { transfer: [router, user, dai, 980n] },
    ]);
    expect(swap?.fees).toEqual([{ asset: token(dai), amountBase: 10n, to: account(router) }]);
  });

  it('sells one token though another is burned for gas', () => {
    const gasToken = address(77);
    const swaps = read(user, router, [
      ...traded(user, 100n, 99n),
      { transfer: [user, zero, gasToken, 12n] },
    ]);
    expect(swaps).toMatchObject([{ given: { asset: token(usdc), amountBase: 100n } }]);
  });

  it('takes who was paid for a message for no recipient of what was bought', () => {
    // A cross-chain swap: what was bought went into the bridge, its messenger took the native fee.
    const swaps = read(user, router, [
      { transfer: [user, router, 'native', 5n] },
      { transfer: [router, collector, 'native', 5n] },
      { transfer: [user, pool, usdc, 100n] },
      pooled,
      { transfer: [pool, router, dai, 99n] },
      { transfer: [router, other, dai, 99n] },
      { emit: [other, sync, [1, 2]] },
    ]);
    expect(swaps).toMatchObject([
      { party: account(user), unknown: { side: 'received', reason: 'nothing-came-back' } },
    ]);
  });

  it('pays out what was bought to a Safe, which confirms the native coin by a log', () => {
    const safe = address(78);
    const swaps = read(user, router, [
      { transfer: [user, pool, usdc, 100n] },
      pooled,
      { transfer: [pool, safe, 'native', 9n] },
      { emit: [safe, 'event SafeReceived(address indexed sender, uint256 value)', [pool, 9n]] },
    ]);
    expect(swaps).toMatchObject([
      { recipient: account(safe), received: { asset: native, amountBase: 9n } },
    ]);
  });
});

describe('accounts behind another signer', () => {
  const operation =
    'event UserOperationEvent(bytes32 indexed userOpHash, address indexed sender, address indexed paymaster, uint256 nonce, bool success, uint256 actualGasCost, uint256 actualGasUsed)';
  const done = 'event ExecutionSuccess(bytes32 txHash, uint256 payment)';

  it('reads every sender of a bundle, with gas that a paymaster took in a third token', () => {
    const entryPoint = address(80);
    const paymaster = address(81);
    const ended = (sender: string): Step => ({
      emit: [entryPoint, operation, [hash, sender, paymaster, 1, true, 5, 5]],
    });
    const swaps = read(bundler, entryPoint, [
      ...traded(user, 100n, 99n),
      { transfer: [user, paymaster, wbtc, 3n] },
      ended(user),
      ...traded(other, 200n, 198n),
      ended(other),
      { transfer: [entryPoint, bundler, 'native', 7n] },
    ]);
    expect(swaps.map(({ party, given, received }) => [party, given, received])).toEqual([
      [account(user), asset(usdc, 100n), asset(dai, 99n)],
      [account(other), asset(usdc, 200n), asset(dai, 198n)],
    ]);
  });

  it('takes a Safe for the party though a relay called it', () => {
    const safe = address(79);
    const relay = address(82);
    const swaps = read(bundler, relay, [
      ...traded(safe, 100n, 99n),
      { emit: [safe, done, [hash, 0]] },
    ]);
    expect(swaps).toMatchObject([{ party: account(safe) }]);
  });

  it('takes a delegated key for the party, whoever pays its gas (EIP-7702)', () => {
    const sponsored = read(bundler, user, traded(user, 100n, 99n));
    expect(sponsored).toMatchObject([{ party: account(user), given: asset(usdc, 100n) }]);
    // Its own key may sign as well: it then calls itself.
    const own = read(user, user, traded(user, 100n, 99n));
    expect(own).toMatchObject([{ party: account(user), received: asset(dai, 99n) }]);
    // A sponsor who takes a fee in the token that is sold has sold nothing himself.
    const paid = read(bundler, user, [
      { transfer: [user, bundler, usdc, 2n] },
      ...traded(user, 100n, 99n),
    ]);
    expect(paid).toMatchObject([{ party: account(user), received: asset(dai, 99n) }]);
  });

  it('does not lose the signer to a contract that says what a Safe says', () => {
    const swaps = read(user, router, [
      ...traded(user, 100n, 99n),
      { emit: [router, done, [hash, 0]] },
    ]);
    expect(swaps).toMatchObject([{ party: account(user) }]);
  });
});

describe('orders without events of their own', () => {
  it('reads the maker whose order a resolver filled from what it holds', () => {
    const resolver = address(83);
    const swaps = read(bundler, resolver, [
      { transfer: [user, resolver, usdc, 100n] },
      { transfer: [resolver, user, dai, 99n] },
      { emit: [resolver, sync, [1, 2]] },
    ]);
    expect(swaps).toContainEqual(expect.objectContaining({ party: account(user) }));
  });

  it('reads all makers of one fill, and no signer who only tips', () => {
    const swaps = read(bundler, router, [
      ...traded(user, 100n, 98n),
      ...traded(other, 200n, 196n),
      { transfer: [bundler, collector, 'native', 3n] },
      { transfer: [pool, address(84), wbtc, 1n] },
    ]);
    expect(swaps.map((swap) => swap.party).sort()).toEqual([account(user), account(other)].sort());
  });

  it('reads the maker beside the taker who signed only when the fill names him', () => {
    const maker = address(85);
    const direct: Step[] = [
      { transfer: [user, maker, usdc, 100n] },
      { transfer: [maker, user, dai, 99n] },
    ];
    const filled = 'event OrderFilled(address indexed maker, bytes32 orderHash)';
    const both = read(user, router, [...direct, { emit: [router, filled, [maker, hash]] }]);
    expect(both.map((swap) => swap.party)).toEqual([account(user), account(maker)]);
    expect(read(user, router, direct).map((swap) => swap.party)).toEqual([account(user)]);
  });

  it('reads the swapper of an intent with a native payout and an interface fee', () => {
    const fill =
      'event Fill(bytes32 indexed orderHash, address indexed filler, address indexed swapper, uint256 nonce)';
    const [swap] = read(bundler, router, [
      { transfer: [user, pool, usdc, 1_000n] },
      pooled,
      { transfer: [pool, router, 'native', 400n] },
      { transfer: [router, collector, 'native', 1n] },
      { transfer: [router, user, 'native', 399n] },
      { emit: [router, fill, [hash, bundler, user, 1]] },
    ]);
    expect(swap).toMatchObject({ party: account(user), received: { amountBase: 399n } });
    expect(swap?.fees).toEqual([{ asset: native, amountBase: 1n, to: account(collector) }]);
  });

  it('reads the end of a swap that began on another chain, and no plain payout', () => {
    const paidOut: Step[] = [
      { transfer: [pool, router, usdc, 100n] },
      { transfer: [router, other, usdc, 100n] },
      { emit: [other, sync, [1, 2]] },
      { transfer: [other, user, dai, 99n] },
    ];
    expect(read(bundler, router, paidOut)).toMatchObject([
      {
        party: account(user),
        received: asset(dai, 99n),
        unknown: { side: 'given', reason: 'given-elsewhere' },
      },
    ]);
    expect(read(bundler, router, [{ transfer: [pool, user, usdc, 100n] }])).toEqual([]);
  });
});

describe('orders of a settlement', () => {
  const settlement = address(90);
  const ethFlow = address(91);
  const trade =
    'event Trade(address indexed owner, address sellToken, address buyToken, uint256 sellAmount, uint256 buyAmount, uint256 feeAmount, bytes orderUid)';
  const uid = (validTo: string) => `0x${'33'.repeat(52)}${validTo}`;
  const filled = (owner: string, sold: string, given: bigint, got: bigint, validTo = '65000000') =>
    ({ emit: [settlement, trade, [owner, sold, dai, given, got, 0n, uid(validTo)]] }) as const;

  it('reads tokens that take a fee on their way in and out', () => {
    const swaps = read(bundler, settlement, [
      filled(user, usdc, 100n, 90n),
      { transfer: [user, settlement, usdc, 98n] },
      { transfer: [user, collector, usdc, 2n] },
      { transfer: [settlement, user, dai, 88n] },
      { transfer: [settlement, zero, dai, 2n] },
    ]);
    expect(swaps).toMatchObject([
      { party: account(user), given: asset(usdc, 100n), received: asset(dai, 88n) },
    ]);
  });

  it('tells equal payouts of one batch apart by the owners', () => {
    const receiver = address(92);
    const swaps = read(bundler, settlement, [
      filled(user, usdc, 100n, 90n),
      filled(other, usdc, 101n, 90n),
      { transfer: [user, settlement, usdc, 100n] },
      { transfer: [other, settlement, usdc, 101n] },
      { transfer: [settlement, receiver, dai, 90n] },
      { transfer: [settlement, other, dai, 90n] },
    ]);
    expect(swaps.map(({ party, recipient }) => [party, recipient])).toEqual([
      [account(user), account(receiver)],
      [account(other), account(other)],
    ]);
  });

  it('knows an order held for another by its endless validity, whatever the contract', () => {
    const deposit = 'event Deposit(address indexed dst, uint256 wad)';
    const steps = (validTo: string): Step[] => [
      { transfer: [ethFlow, weth, 'native', 50n] },
      { emit: [weth, deposit, [ethFlow, 50n]] },
      filled(ethFlow, weth, 50n, 90n, validTo),
      { transfer: [ethFlow, settlement, weth, 50n] },
      { transfer: [settlement, user, dai, 90n] },
    ];
    const [held] = read(bundler, settlement, steps('ffffffff'));
    expect(held).toMatchObject({
      party: account(user),
      unknown: { side: 'given', reason: 'given-earlier' },
    });
    const [own] = read(bundler, settlement, steps('65000000'));
    expect(own).toMatchObject({ party: account(ethFlow), recipient: account(user) });
  });
});

function asset(contract: string, amountBase: bigint) {
  return { asset: token(contract), amountBase };
}
