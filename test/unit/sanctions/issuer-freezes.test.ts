import { Interface } from 'ethers';
import { describe, expect, it } from 'vitest';
import { readAccount } from '../../../src/accounts/account.ts';
import { chainId } from '../../../src/domain/caip.ts';
import type { ChainEvent } from '../../../src/domain/transfer.ts';
import { parseFreeze } from '../../../src/sanctions/lists/issuer-freezes/parse.ts';

const tether = new Interface([
  'event AddedBlackList(address _user)',
  'event RemovedBlackList(address _user)',
  'event DestroyedBlackFunds(address _blackListedUser, uint256 _balance)',
]);
const tetherOnTron = new Interface(['event AddedBlackList(address indexed _user)']);
const circle = new Interface([
  'event Blacklisted(address indexed _account)',
  'event UnBlacklisted(address indexed _account)',
]);
const holder = '0x00be5e0c85be35948d97ad37f62d108243f89ae0';

function event(chain: string, abi: Interface, name: string, ...args: unknown[]): ChainEvent {
  const { topics, data } = abi.encodeEventLog(name, args);
  const id = chainId(chain);
  return {
    chain: id,
    height: 1,
    blockHash: '0x1',
    time: '2025-11-04T17:20:55.000Z',
    tx: '0x2',
    txIndex: 0,
    logIndex: 3,
    contract: readAccount(id, '0xdac17f958d2ee523a2206206994597c13d831ec7'),
    topics,
    data,
  };
}

describe('events of issuers', () => {
  it.each([
    ['eip155:1', tether, 'AddedBlackList', [holder], 'freeze'],
    ['eip155:1', tether, 'RemovedBlackList', [holder], 'unfreeze'],
    ['eip155:1', tether, 'DestroyedBlackFunds', [holder, 5n], 'destroy'],
    ['eip155:1', circle, 'Blacklisted', [holder], 'freeze'],
    ['eip155:8453', circle, 'UnBlacklisted', [holder], 'unfreeze'],
  ] as const)(
    'on %s are read whether the account is indexed or not',
    (chain, abi, name, args, action) => {
      expect(parseFreeze(event(chain, abi, name, ...args))).toMatchObject({
        action,
        account: `${chain}:${holder}`,
        day: '2025-11-04',
      });
    },
  );

  it('on TRON name the account as the EVM does, and mean its base58 address', () => {
    expect(
      parseFreeze(event('tron:0x2b6653dc', tetherOnTron, 'AddedBlackList', holder)),
    ).toMatchObject({
      action: 'freeze',
      account: 'tron:0x2b6653dc:TA3941uFAvmVibSkQ6fMJXxmaSNovX86mz',
    });
  });

  it('of other kinds are nothing, and a freeze of nobody is an error', () => {
    const other = new Interface([
      'event Transfer(address indexed a, address indexed b, uint256 c)',
    ]);
    expect(parseFreeze(event('eip155:1', other, 'Transfer', holder, holder, 1n))).toBeUndefined();
    const broken = { ...event('eip155:1', tether, 'AddedBlackList', holder), data: '0x' };
    expect(() => parseFreeze(broken)).toThrow(expect.objectContaining({ code: 'list.malformed' }));
  });
});
