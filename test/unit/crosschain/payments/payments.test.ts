import { keccak256 } from 'ethers';
import { describe, expect, it } from 'vitest';
import { batchPayments } from '../../../../src/crosschain/payments/batches.ts';
import { referencedPayments } from '../../../../src/crosschain/payments/referenced.ts';
import { readStreams, withdrawnWages } from '../../../../src/crosschain/payments/streams.ts';
import { transferKey } from '../../../../src/domain/transfer.ts';
import { account, address, buildRecord, type Step, token } from '../record-builder.ts';

const employer = address(1);
const disperse = address(2);
const pool = address(3);
const usdc = address(4);
const workers = [10, 11, 12].map(address);
const pay = (from: string, asset = usdc): Step[] =>
  workers.map((worker, index) => ({ transfer: [from, worker, asset, BigInt(100 + index)] }));

describe('batch payments', () => {
  it('go from the employer to each worker, not to the contract between', () => {
    const payments = batchPayments(
      buildRecord({
        from: employer,
        to: disperse,
        steps: [{ transfer: [employer, disperse, usdc, 303n] }, ...pay(disperse)],
      }),
    );
    expect(
      payments.map(({ payer, payee, amountBase, via }) => [payer, payee, amountBase, via]),
    ).toEqual(
      workers.map((worker, index) => [
        account(employer),
        account(worker),
        BigInt(100 + index),
        [account(disperse)],
      ]),
    );
  });

  it('are as many as a whole block may hold, in time that grows with them alone', () => {
    const payees = Array.from(
      { length: 4_000 },
      (_, n) => `0x${(4_096 + n).toString(16).padStart(40, '0')}`,
    );
    const into: Step = { transfer: [employer, disperse, usdc, 40_000n] };
    const out = payees.map((payee): Step => ({ transfer: [disperse, payee, usdc, 10n] }));
    const record = buildRecord({ from: employer, to: disperse, steps: [into, ...out] });
    let looks = 0;
    const counted = record.transfers.map((transfer) => ({
      ...transfer,
      get to() {
        looks += 1;
        return transfer.to;
      },
    }));
    expect(batchPayments({ ...record, transfers: counted })).toHaveLength(payees.length);
    expect(looks).toBeLessThan(20 * payees.length);
  });

  it('go over two contracts that keep nothing, and leave out what came back', () => {
    const safe = address(20);
    const payments = batchPayments(
      buildRecord({
        from: employer,
        to: safe,
        steps: [
          { transfer: [employer, safe, 'native', 310n] },
          { transfer: [safe, disperse, 'native', 310n] },
          ...pay(disperse, 'native'),
          { transfer: [disperse, safe, 'native', 7n] },
          { transfer: [safe, employer, 'native', 7n] },
        ],
      }),
    );
    expect(payments.map(({ payer, amountBase, via }) => [payer, amountBase, via])).toEqual(
      [100n, 101n, 102n].map((amount) => [
        account(employer),
        amount,
        [account(safe), account(disperse)],
      ]),
    );
  });

  it('go from a delegated key that pays a batch through itself (EIP-7702), not from its sponsor', () => {
    const sponsor = address(30);
    const sponsored = batchPayments(
      buildRecord({
        from: sponsor,
        to: employer,
        steps: [{ transfer: [employer, disperse, usdc, 303n] }, ...pay(disperse)],
      }),
    );
    expect(sponsored.map(({ payer, payee }) => [payer, payee])).toEqual(
      workers.map((worker) => [account(employer), account(worker)]),
    );
    // What it pays itself is no batch: each transfer is a payment by itself.
    const own = buildRecord({ from: sponsor, to: employer, steps: pay(employer) });
    expect(batchPayments(own)).toEqual([]);
  });

  it('reach a payee who is a Safe, which confirms what it received', () => {
    const safe = address(20);
    const record = buildRecord({
      from: employer,
      to: disperse,
      steps: [
        { transfer: [employer, disperse, 'native', 300n] },
        { transfer: [disperse, safe, 'native', 300n] },
        {
          emit: [
            safe,
            'event SafeReceived(address indexed sender, uint256 value)',
            [disperse, 300],
          ],
        },
      ],
    });
    expect(batchPayments(record)).toMatchObject([
      { payer: account(employer), payee: account(safe), amountBase: 300n },
    ]);
  });

  it('are none when value ends in a pool or the payer bought something', () => {
    const swap = buildRecord({
      from: employer,
      to: disperse,
      steps: [
        { transfer: [employer, disperse, usdc, 303n] },
        { transfer: [disperse, pool, usdc, 303n] },
        { emit: [pool, 'event Sync(uint112 reserve0, uint112 reserve1)', [1, 2]] },
      ],
    });
    expect(batchPayments(swap)).toEqual([]);
  });

  it('do not take a contract that keeps a part for a pass-through', () => {
    const record = buildRecord({
      from: employer,
      to: disperse,
      steps: [{ transfer: [employer, disperse, usdc, 400n] }, ...pay(disperse)],
    });
    expect(batchPayments(record)).toEqual([]);
  });
});

describe('referenced payments', () => {
  const abi =
    'event TransferWithReferenceAndFee(address tokenAddress, address to, uint256 amount, bytes indexed paymentReference, uint256 feeAmount, address feeAddress)';
  const worker = address(10);
  const event: Step = { emit: [disperse, abi, [usdc, worker, 100n, '0xdeadbeef', 1n, pool]] };

  it('carry the hash of the reference', () => {
    const steps: Step[] = [{ transfer: [employer, worker, usdc, 100n] }, event];
    const [payment] = referencedPayments(buildRecord({ from: employer, to: disperse, steps }));
    expect(payment).toMatchObject({
      payer: account(employer),
      payee: account(worker),
      amountBase: 100n,
    });
    expect(payment?.reference).toBe(keccak256('0xdeadbeef'));
  });

  it('of equal amounts are each of a transfer of their own', () => {
    const pay: Step = { transfer: [employer, worker, usdc, 100n] };
    const other: Step = { emit: [disperse, abi, [usdc, worker, 100n, '0xbeef', 1n, pool]] };
    const record = buildRecord({ from: employer, to: disperse, steps: [pay, event, pay, other] });
    const payments = referencedPayments(record);
    expect(payments.map(({ reference }) => reference)).toEqual(
      ['0xdeadbeef', '0xbeef'].map(keccak256),
    );
    expect(new Set(payments.flatMap(({ payeeKeys }) => payeeKeys)).size).toBe(2);
  });

  it('are none when nobody was paid', () => {
    expect(
      referencedPayments(buildRecord({ from: employer, to: disperse, steps: [event] })),
    ).toEqual([]);
  });
});

describe('streams', () => {
  const worker = address(10);
  const sablier = address(30);

  it("make a withdrawal a wage of the stream's sender", () => {
    const create =
      'event CreateLockupLinearStream(uint256 streamId, address funder, address indexed sender, address indexed recipient, (uint128 deposit, uint128 brokerFee) amounts, address indexed asset, bool cancelable, bool transferable, (uint40 start, uint40 cliff, uint40 end) timestamps, address broker)';
    const withdraw =
      'event WithdrawFromLockupStream(uint256 indexed streamId, address indexed to, address indexed asset, uint128 amount)';
    const opened = buildRecord({
      from: employer,
      steps: [
        {
          emit: [
            sablier,
            create,
            [7, employer, employer, worker, [1_000n, 0n], usdc, true, true, [1, 2, 3], pool],
          ],
        },
      ],
    });
    const paid = buildRecord({
      from: worker,
      steps: [
        { transfer: [sablier, worker, usdc, 50n] },
        { emit: [sablier, withdraw, [7, worker, usdc, 50n]] },
      ],
    });
    const facts = [...readStreams(opened), ...readStreams(paid)];
    expect(withdrawnWages(facts)).toMatchObject([
      { payer: account(employer), payee: account(worker), asset: token(usdc), amountBase: 50n },
    ]);
    expect(withdrawnWages(readStreams(paid))).toMatchObject([
      { payer: account(sablier), stream: `${account(sablier)} 7`, payee: account(worker) },
    ]);
  });

  it('withdrawn together are each of a transfer of their own, out of their contract', () => {
    const abi =
      'event WithdrawFromLockupStream(uint256 indexed streamId, address indexed to, address indexed asset, uint128 amount)';
    const drawn = (stream: number): Step[] => [
      { transfer: [sablier, worker, usdc, 50n] },
      { emit: [sablier, abi, [stream, worker, usdc, 50n]] },
    ];
    const record = buildRecord({
      from: worker,
      steps: [{ transfer: [pool, worker, usdc, 50n] }, ...drawn(7), ...drawn(8)],
    });
    const wages = withdrawnWages(readStreams(record));
    const [elsewhere, ...withdrawn] = record.transfers.map(transferKey);
    expect(wages.map(({ transferKeys }) => transferKeys)).toEqual(withdrawn.map((key) => [key]));
    expect(elsewhere).toBeDefined();
  });

  it.each([
    [
      'of Lockup 2',
      'event CreateLockupTranchedStream(uint256 indexed streamId, (address funder, address sender, address recipient, (uint128 deposit, uint128 brokerFee) amounts, address token, bool cancelable, bool transferable, (uint40 start, uint40 end) timestamps, string shape, address broker) commonParams, (uint128 amount, uint40 timestamp)[] tranches)',
      [
        7,
        [employer, employer, worker, [900n, 0n], usdc, true, true, [1, 2], 'monthly', pool],
        [
          [400n, 1],
          [500n, 2],
        ],
      ],
    ],
    [
      'of Lockup 3',
      'event CreateLockupLinearStream(uint256 indexed streamId, (address funder, address sender, address recipient, uint128 depositAmount, address token, bool cancelable, bool transferable, (uint40 start, uint40 end) timestamps, string shape) commonParams, uint40 cliffTime, (uint128 start, uint128 cliff) unlockAmounts)',
      [7, [employer, employer, worker, 900n, usdc, true, true, [1, 2], ''], 0, [0n, 0n]],
    ],
    [
      'of Flow',
      'event CreateFlowStream(uint256 streamId, address indexed sender, address indexed recipient, uint128 ratePerSecond, address indexed token, bool transferable)',
      [7, employer, worker, 5n, usdc, true],
    ],
  ])('%s say who pays whom', (_which, abi, values) => {
    const [fact] = readStreams(
      buildRecord({ from: employer, steps: [{ emit: [sablier, abi, values] }] }),
    );
    expect(fact).toMatchObject({
      ...{ kind: 'opened', stream: `${account(sablier)} 7`, asset: token(usdc) },
      ...{ payer: account(employer), payee: account(worker) },
    });
  });

  it('of Flow pay what is withdrawn, less the fee of the protocol', () => {
    const abi =
      'event WithdrawFromFlowStream(uint256 indexed streamId, address indexed to, address indexed token, address caller, uint128 withdrawAmount, uint128 protocolFeeAmount)';
    const steps: Step[] = [
      { transfer: [sablier, worker, usdc, 49n] },
      { emit: [sablier, abi, [7, worker, usdc, worker, 49n, 1n]] },
    ];
    const [fact] = readStreams(buildRecord({ from: worker, steps }));
    expect(fact).toMatchObject({ kind: 'paid', payee: account(worker), amountBase: 49n });
    expect(fact?.kind === 'paid' && fact.transferKeys).toHaveLength(1);
  });
});
