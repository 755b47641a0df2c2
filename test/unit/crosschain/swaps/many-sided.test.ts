import { expect, it } from 'vitest';
import { balanceSheet } from '../../../../src/crosschain/swaps/balance-sheet.ts';
import { manySided } from '../../../../src/crosschain/swaps/many-sided.ts';
import { account, address, buildRecord, type Step, token } from '../record-builder.ts';

const [user, pool, friend, usdc, dai, share] = [1, 2, 3, 7, 8, 9].map(address) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const zero = address(0);
const sync = 'event Sync(uint112 reserve0, uint112 reserve1)';
const pooled: Step = { emit: [pool, sync, [1, 2]] };

function read(...steps: readonly Step[]) {
  const record = buildRecord({ from: user, to: pool, steps });
  return manySided(record, balanceSheet(record, []), [account(user)]);
}

it('liquidity that is taken out is one conversion into several assets', () => {
  const burnt: Step[] = [
    { transfer: [user, pool, share, 10n] },
    { transfer: [pool, zero, share, 10n] },
    pooled,
    { transfer: [pool, user, usdc, 100n] },
  ];
  const [own, ...others] = read(...burnt, { transfer: [pool, user, dai, 99n] });
  expect(others).toEqual([]);
  expect(own).toMatchObject({
    kind: 'swap',
    source: { account: account(user), asset: token(share), amountBase: 10n },
    destinations: [
      { account: account(user), asset: token(usdc), amountBase: 100n },
      { account: account(user), asset: token(dai), amountBase: 99n },
    ],
  });
  expect(own?.pending).toBeUndefined();
});

it('liquidity that is put in is many to many: each asset ends at the contract', () => {
  const put = read(
    { transfer: [user, pool, usdc, 100n] },
    { transfer: [user, pool, dai, 99n] },
    pooled,
    { transfer: [zero, user, share, 10n] },
  );
  expect(
    put.map(({ source, destinations, pending }) => [source.asset, destinations, pending]),
  ).toEqual([
    [token(usdc), [], { reason: 'many-to-many' }],
    [token(dai), [], { reason: 'many-to-many' }],
  ]);
});

it('goes to another account that received all of it', () => {
  const [own] = read(
    { transfer: [user, pool, share, 10n] },
    pooled,
    { transfer: [pool, friend, usdc, 100n] },
    { transfer: [pool, friend, dai, 99n] },
  );
  expect(own?.destinations.map((to) => to.account)).toEqual([account(friend), account(friend)]);
});

it('wages in several assets are payments', () => {
  expect(
    read({ transfer: [user, friend, usdc, 100n] }, { transfer: [user, friend, dai, 99n] }),
  ).toEqual([]);
});
