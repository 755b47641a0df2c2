import { describe, expect, it } from 'vitest';
import type { Asset } from '../../../src/domain/asset.ts';
import { type AccountId, accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import { positionBand, type Transfer } from '../../../src/domain/transfer.ts';
import { directPayments } from '../../../src/payroll/direct-payments.ts';
import { carries, fittingPayments, isVouchedFor } from '../../../src/payroll/fitting-payments.ts';
import type { SeenPayment } from '../../../src/payroll/payments-through.ts';

const chain = chainId('eip155:1');
const account = (n: number) => accountId(`${chain}:0x${String(n).repeat(40)}`);
const [employer, worker, collector] = [account(1), account(2), account(3)];
const asset = assetId(`${chain}/erc20:0x${'4'.repeat(40)}`);
const wallet = { account: worker, given: '' };

function transfer(to: AccountId, amountBase: bigint, order: number): Transfer {
  return {
    ...{ chain, height: 1, blockHash: '0xb1', time: '2026-01-01T00:00:00.000Z', tx: '0x77' },
    ...{ txIndex: 0, position: positionBand.log + order, from: employer, to, asset },
    ...{ amountBase, kind: 'token' },
  };
}

const listed = (conserving: Asset['conserving']) => ({
  asset: (): Asset => ({
    ...{ id: asset, chain, symbol: 'FEE', decimals: 6, conserving, usdStable: false },
  }),
});
/** 100 left the employer, of which a hundredth went to the token's collector. */
const moved = [transfer(worker, 99n, 0), transfer(collector, 1n, 1)];

describe('a payment in a token that takes a fee of each transfer', () => {
  const seen = directPayments(listed('fee-on-transfer'), moved);

  it('is recognised by what left the employer, and is what the worker received', () => {
    const [found] = fittingPayments({ wallet, asset, amountBase: 100n }, seen);
    expect(found?.transfer.amountBase).toBe(99n);
    expect(found?.given).toEqual({ asset, amountBase: 100n });
  });

  it('is recognised by what the worker received too', () => {
    expect(fittingPayments({ wallet, asset, amountBase: 99n }, seen)).toHaveLength(1);
    expect(fittingPayments({ wallet, asset, amountBase: 98n }, seen)).toEqual([]);
  });

  it('is not recognised by what left for several at once', () => {
    const both = [...moved, transfer(account(5), 99n, 2), transfer(collector, 1n, 3)];
    const found = directPayments(listed('fee-on-transfer'), both);
    expect(fittingPayments({ wallet, asset, amountBase: 200n }, found)).toEqual([]);
    expect(fittingPayments({ wallet, asset, amountBase: 99n }, found)).toHaveLength(1);
  });

  it('is not what left for a large wage and a small one together', () => {
    const both = [
      ...[transfer(worker, 990n, 0), transfer(collector, 10n, 1)],
      ...[transfer(account(5), 99n, 2), transfer(collector, 1n, 3)],
    ];
    const found = directPayments(listed('fee-on-transfer'), both);
    expect(fittingPayments({ wallet, asset, amountBase: 1_100n }, found)).toEqual([]);
    const [received] = fittingPayments({ wallet, asset, amountBase: 990n }, found);
    expect(received?.transfer.amountBase).toBe(990n);
    expect(received?.given).toBeUndefined();
  });

  it('is of another amount where the token takes no fee', () => {
    const plain = directPayments(listed('yes'), moved);
    expect(fittingPayments({ wallet, asset, amountBase: 100n }, plain)).toEqual([]);
  });
});

describe('a payment with the reference of a payout', () => {
  const wanted = { wallet, asset, amountBase: 100n, referenceHash: '0xaa' };
  const paid = transfer(worker, 100n, 0);
  const seen: SeenPayment = { transfer: paid, payer: employer, via: [], reference: '0xaa' };

  it('is none of it when it moved a token that anybody can make', () => {
    expect(carries(wanted, seen)).toBe(true);
    const forged: SeenPayment = { ...seen, transfer: { ...paid, suspect: 'unlisted-asset' } };
    expect(carries(wanted, forged)).toBe(false);
  });

  it('counts from a wallet of the employer, and from anybody out of the declared stream only', () => {
    const stream = { contract: collector, id: '7' };
    expect(isVouchedFor(wanted, [employer], seen)).toBe(true);
    const stranger: SeenPayment = { ...seen, payer: collector };
    expect(isVouchedFor(wanted, [employer], stranger)).toBe(false);
    const drawn: SeenPayment = { ...stranger, stream };
    expect(isVouchedFor({ ...wanted, stream }, [employer], drawn)).toBe(true);
    expect(isVouchedFor({ ...wanted, stream: { ...stream, id: '8' } }, [], drawn)).toBe(false);
    // What a contract says of its payer is believed where its stream is declared, and nowhere else.
    const claimed: SeenPayment = { ...drawn, payer: employer, payerIsClaimed: true };
    expect(isVouchedFor(wanted, [employer], claimed)).toBe(false);
    expect(isVouchedFor({ ...wanted, stream }, [employer], claimed)).toBe(true);
  });
});
