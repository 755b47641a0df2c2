import { describe, expect, it } from 'vitest';
import { readSwaps } from '../../../../src/crosschain/swaps/read-swaps.ts';
import { account, address, buildRecord, type Step, token } from '../record-builder.ts';

const user = address(1);
const router = address(2);
const pool = address(3);
const collector = address(4);
const other = address(5);
const weth = address(6);
const usdc = address(7);
const dai = address(8);
const settlement = address(9);
const ethFlow = address(10);
const settings = { orderHolders: [account(ethFlow)] };
const swapEvent = 'event Sync(uint112 reserve0, uint112 reserve1)';
const tradeEvent =
  'event Trade(address indexed owner, address sellToken, address buyToken, uint256 sellAmount, uint256 buyAmount, uint256 feeAmount, bytes orderUid)';
const native = 'eip155:1/slip44:60';

describe('swaps by balances', () => {
  it('reads one asset out and one in, whatever stood between', () => {
    const record = buildRecord({
      from: user,
      to: router,
      steps: [
        { transfer: [user, pool, usdc, 100n] },
        { emit: [pool, swapEvent, [1, 2]] },
        { transfer: [pool, user, dai, 99n] },
      ],
    });
    const swaps = readSwaps(record, settings);
    expect(swaps).toHaveLength(1);
    expect(swaps[0]).toMatchObject({
      party: account(user),
      recipient: account(user),
      given: { asset: token(usdc), amountBase: 100n },
      received: { asset: token(dai), amountBase: 99n },
      fees: [],
    });
    expect(swaps[0]?.givenKeys).toEqual([`eip155:1:${record.tx}:1000000`]);
    expect(swaps[0]?.receivedKeys).toEqual([`eip155:1:${record.tx}:1000002`]);
  });

  it('counts the native coin and its wrap as one, and an integrator as a fee leg', () => {
    const record = buildRecord({
      from: user,
      to: router,
      steps: [
        { transfer: [user, router, usdc, 1000n] },
        { transfer: [router, pool, usdc, 1000n] },
        { emit: [pool, swapEvent, [1, 2]] },
        { transfer: [pool, router, weth, 500n] },
        { transfer: [weth, router, 'native', 500n] },
        { emit: [weth, 'event Withdrawal(address indexed src, uint256 wad)', [router, 500n]] },
        { transfer: [router, collector, 'native', 5n] },
        { transfer: [router, user, 'native', 495n] },
      ],
    });
    const [swap] = readSwaps(record, settings);
    expect(swap?.received).toEqual({ asset: native, amountBase: 495n });
    expect(swap?.fees).toEqual([{ asset: native, amountBase: 5n, to: account(collector) }]);
  });

  it('does not take a staking deposit with the same event for a wrap', () => {
    const record = buildRecord({
      from: user,
      to: pool,
      steps: [
        { transfer: [user, pool, usdc, 100n] },
        { emit: [pool, 'event Deposit(address indexed dst, uint256 wad)', [user, 100n]] },
      ],
    });
    expect(readSwaps(record, settings)).toEqual([]);
  });

  it('reads a payment with a change of asset when another receives', () => {
    const record = buildRecord({
      from: user,
      to: router,
      steps: [
        { transfer: [user, pool, usdc, 100n] },
        { emit: [pool, swapEvent, [1, 2]] },
        { transfer: [pool, other, dai, 98n] },
        { transfer: [pool, collector, dai, 1n] },
      ],
    });
    const [swap] = readSwaps(record, settings);
    expect(swap).toMatchObject({
      party: account(user),
      recipient: account(other),
      received: { asset: token(dai), amountBase: 98n },
      fees: [{ amountBase: 1n, to: account(collector) }],
    });
  });

  it('leaves two equal receivers open instead of choosing one', () => {
    const record = buildRecord({
      from: user,
      to: router,
      steps: [
        { transfer: [user, pool, usdc, 100n] },
        { emit: [pool, swapEvent, [1, 2]] },
        { transfer: [pool, other, dai, 50n] },
        { transfer: [pool, collector, dai, 49n] },
      ],
    });
    expect(readSwaps(record, settings)[0]?.unknown).toEqual({
      side: 'received',
      reason: 'nothing-came-back',
    });
  });

  it('gives nothing for a payment and for liquidity', () => {
    const payment = buildRecord({
      from: user,
      to: usdc,
      steps: [{ transfer: [user, other, usdc, 100n] }],
    });
    const liquidity = buildRecord({
      from: user,
      to: router,
      steps: [
        { transfer: [user, pool, usdc, 100n] },
        { transfer: [user, pool, dai, 100n] },
        { transfer: [address(0), user, pool, 100n] },
      ],
    });
    expect(readSwaps(payment, settings)).toEqual([]);
    expect(readSwaps(liquidity, settings)).toEqual([]);
  });

  it('takes the sender of a user operation for the party, and its gas for no loss', () => {
    const entryPoint = address(99);
    const record = buildRecord({
      from: other,
      to: entryPoint,
      steps: [
        { transfer: [user, entryPoint, 'native', 3n] },
        { transfer: [user, pool, usdc, 100n] },
        { transfer: [pool, user, dai, 99n] },
        {
          emit: [
            entryPoint,
            'event UserOperationEvent(bytes32 indexed userOpHash, address indexed sender, address indexed paymaster, uint256 nonce, bool success, uint256 actualGasCost, uint256 actualGasUsed)',
            [`0x${'11'.repeat(32)}`, user, address(0), 0, true, 3, 3],
          ],
        },
      ],
    });
    expect(readSwaps(record, settings)).toMatchObject([
      { party: account(user), given: { amountBase: 100n }, received: { amountBase: 99n } },
    ]);
  });

  it('takes a called Safe for the party', () => {
    const safe = address(77);
    const record = buildRecord({
      from: other,
      to: safe,
      steps: [
        { transfer: [safe, pool, usdc, 100n] },
        { transfer: [pool, safe, dai, 99n] },
        {
          emit: [
            safe,
            'event ExecutionSuccess(bytes32 txHash, uint256 payment)',
            [`0x${'22'.repeat(32)}`, 0],
          ],
        },
      ],
    });
    expect(readSwaps(record, settings)).toMatchObject([{ party: account(safe) }]);
  });
});

describe('swaps by orders', () => {
  const uid = `0x${'33'.repeat(56)}`;
  const trade = (owner: string, sold: bigint, bought: bigint, fee: bigint): Step => ({
    emit: [settlement, tradeEvent, [owner, usdc, dai, sold, bought, fee, uid]],
  });

  it('reads each owner of a batch, never the solver', () => {
    const record = buildRecord({
      from: collector,
      to: settlement,
      steps: [
        { transfer: [user, settlement, usdc, 100n] },
        { transfer: [other, settlement, usdc, 200n] },
        trade(user, 100n, 99n, 1n),
        trade(other, 200n, 198n, 2n),
        { transfer: [settlement, user, dai, 99n] },
        { transfer: [settlement, other, dai, 198n] },
      ],
    });
    const swaps = readSwaps(record, settings);
    expect(swaps.map((swap) => swap.party)).toEqual([account(user), account(other)]);
    expect(swaps[1]?.fees).toEqual([
      { asset: token(usdc), amountBase: 2n, to: account(settlement) },
    ]);
  });

  it('ignores an order event that no transfer bears out', () => {
    const record = buildRecord({
      from: collector,
      to: settlement,
      steps: [trade(user, 100n, 99n, 0n), { transfer: [settlement, user, dai, 99n] }],
    });
    expect(readSwaps(record, settings)).toEqual([]);
  });

  it('says that the given side of an order held for another was given earlier', () => {
    const record = buildRecord({
      from: collector,
      to: settlement,
      steps: [
        { transfer: [ethFlow, settlement, usdc, 100n] },
        trade(ethFlow, 100n, 99n, 0n),
        { transfer: [settlement, user, dai, 99n] },
      ],
    });
    const [swap] = readSwaps(record, settings);
    expect(swap).toMatchObject({
      party: account(user),
      received: { asset: token(dai), amountBase: 99n },
      unknown: { side: 'given', reason: 'given-earlier' },
    });
    expect(swap?.given).toBeUndefined();
  });
});
