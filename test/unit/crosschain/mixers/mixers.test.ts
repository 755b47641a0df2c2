import { describe, expect, it } from 'vitest';
import { mixerCandidates } from '../../../../src/crosschain/mixers/link-candidates.ts';
import type { MixerFact } from '../../../../src/crosschain/mixers/mixer-fact.ts';
import { readMixers } from '../../../../src/crosschain/mixers/read-mixers.ts';
import { chainId } from '../../../../src/domain/caip.ts';
import { account, address, buildRecord, token } from '../record-builder.ts';

const user = address(1);
const receiver = address(2);
const relayer = address(3);
const pool = address(4);
const router = address(5);
const usdc = address(6);
const native = 'eip155:1/slip44:60';
const hash = `0x${'11'.repeat(32)}`;
const deposit = 'event Deposit(bytes32 indexed commitment, uint32 leafIndex, uint256 timestamp)';
const withdrawal =
  'event Withdrawal(address to, bytes32 nullifierHash, address indexed relayer, uint256 fee)';
const unshield =
  'event Unshield(address to, (uint8 tokenType, address tokenAddress, uint256 tokenSubID) token, uint256 amount, uint256 fee)';

describe('mixers', () => {
  it('names who gave to a Tornado pool, whatever router stood between', () => {
    const facts = readMixers(
      buildRecord({
        from: user,
        to: router,
        steps: [
          { transfer: [user, router, 'native', 100n] },
          { transfer: [router, pool, 'native', 100n] },
          { emit: [pool, deposit, [hash, 5, 1]] },
        ],
      }),
    );
    expect(facts).toMatchObject([
      {
        protocol: 'tornado-cash',
        direction: 'entry',
        account: account(user),
        asset: native,
        amountBase: 100n,
      },
    ]);
  });

  it('names receiver, relayer and fee of an exit, not the relayer as the receiver', () => {
    const facts = readMixers(
      buildRecord({
        from: relayer,
        to: pool,
        steps: [
          { transfer: [pool, receiver, 'native', 95n] },
          { transfer: [pool, relayer, 'native', 5n] },
          { emit: [pool, withdrawal, [receiver, hash, relayer, 5n]] },
        ],
      }),
    );
    expect(facts).toMatchObject([
      {
        direction: 'exit',
        account: account(receiver),
        relayer: account(relayer),
        amountBase: 100n,
        feeBase: 5n,
      },
    ]);
  });

  it('takes an event without value for nothing', () => {
    const steps = [{ emit: [pool, deposit, [hash, 5, 1]] }] as const;
    expect(readMixers(buildRecord({ from: user, to: pool, steps }))).toEqual([]);
  });

  it('reads the token that leaves Railgun', () => {
    const facts = readMixers(
      buildRecord({
        from: relayer,
        to: pool,
        steps: [
          { transfer: [pool, receiver, usdc, 99n] },
          { emit: [pool, unshield, [receiver, [0, usdc, 0], 99n, 1n]] },
        ],
      }),
    );
    expect(facts).toMatchObject([
      { protocol: 'railgun', direction: 'exit', asset: token(usdc), account: account(receiver) },
    ]);
  });
});

describe('candidates', () => {
  let at = 0;
  const fact = (
    direction: MixerFact['direction'],
    who: number,
    minute: number,
    gas?: bigint,
  ): MixerFact => {
    at += 1;
    return {
      protocol: 'tornado-cash',
      direction,
      chain: chainId('eip155:1'),
      tx: `0x${at}`,
      height: minute,
      time: new Date(Date.UTC(2021, 0, 1) + minute * 60_000).toISOString(),
      position: 1,
      pool: account(pool),
      account: account(address(who)),
      ...(gas === undefined ? {} : { gasPriceWei: gas }),
    };
  };
  const settings = { soonMinutes: 10 };

  it('carry the anonymity set, and no candidate is more than one', () => {
    const facts = [fact('entry', 1, 0), fact('entry', 2, 100), fact('exit', 1, 1_000)];
    const { candidates } = mixerCandidates(facts, settings);
    expect(candidates).toMatchObject([
      { entry: { tx: facts[0]?.tx }, signals: ['same-address'], anonymitySet: 2 },
    ]);
  });

  it('need a gas price that nobody else used', () => {
    const own = [fact('entry', 1, 0, 77n), fact('exit', 9, 500, 77n)];
    expect(mixerCandidates(own, settings).candidates).toMatchObject([
      { signals: ['unique-gas-price'] },
    ]);
    const common = [...own, fact('entry', 3, 5, 77n)];
    expect(mixerCandidates(common, settings).candidates).toEqual([]);
  });

  it('see the only entry shortly before an exit, and equal counts of two accounts', () => {
    const soon = [fact('entry', 1, 0), fact('exit', 9, 5)];
    expect(mixerCandidates(soon, settings).candidates[0]?.signals).toEqual(['only-entry-before']);
    const counts = [0, 1, 2].flatMap((n) => [fact('entry', 1, n), fact('exit', 9, 1_000 + n)]);
    const found = mixerCandidates(counts, settings).candidates;
    expect(found.map((candidate) => candidate.signals)).toEqual([
      ['same-counts'],
      ['same-counts'],
      ['same-counts'],
    ]);
  });

  it('never link an exit to a later entry', () => {
    const facts = [fact('exit', 1, 0), fact('entry', 1, 5)];
    expect(mixerCandidates(facts, settings).candidates).toEqual([]);
  });
});
