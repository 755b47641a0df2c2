import { expect, it } from 'vitest';
import { exchanged, netChanges } from '../../../src/crosschain/net-changes.ts';
import { accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import { positionBand, type Transfer } from '../../../src/domain/transfer.ts';

const chain = chainId('eip155:10');
const [ether, usdc] = [
  assetId(`${chain}/slip44:60`),
  assetId(`${chain}/erc20:0x${'c0'.repeat(20)}`),
];
const account = (byte: string) => accountId(`${chain}:0x${byte.repeat(20)}`);
const [nobody, sender, router] = [account('00'), account('aa'), account('bb')];
const move = (given: Partial<Transfer>): Transfer => ({
  ...{ chain, height: 1, blockHash: '0xb1', time: '2026-01-02T03:04:05.000Z' },
  ...{ tx: '0xaa', txIndex: 0, position: 0, from: sender, to: router, asset: ether },
  ...{ amountBase: 5n, kind: 'native' },
  ...given,
});

it('what a sender brings over from layer 1 to swap it counts as given', () => {
  const changes = netChanges(
    exchanged([
      move({ position: positionBand.arising, from: nobody, to: sender, kind: 'mint' }),
      move({}),
      move({ position: positionBand.log, from: router, to: sender, asset: usdc, kind: 'token' }),
    ]),
  );
  expect(changes.get(sender)).toEqual(
    new Map([
      [ether, -5n],
      [usdc, 5n],
    ]),
  );
});
