import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { shippedCatalogue } from '../../../../bench/crosschain-settings.ts';
import { mixerCandidates } from '../../../../src/crosschain/mixers/link-candidates.ts';
import { readMixers } from '../../../../src/crosschain/mixers/read-mixers.ts';
import { chainId } from '../../../../src/domain/caip.ts';
import type { MixerFact } from '../../../../src/domain/mixer-fact.ts';
import { account, address, buildRecord, type Step, token } from '../record-builder.ts';

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

/** Pools of Tornado Cash on Ethereum and their denominations, where the file is there. */
const file = new URL('../../../../../shared/data/crosschain/tornado_pools.json', import.meta.url);
// CAST: the format of the file.
const denominations = (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) as Record<
  string,
  string
>;

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

describe('mixers with notes', () => {
  const weth = address(8);
  const shield =
    'event Shield(uint256 treeNumber, uint256 startPosition, (bytes32 npk, (uint8 tokenType, address tokenAddress, uint256 tokenSubID) token, uint120 value)[] commitments, (bytes32[3] encryptedBundle, bytes32 shieldKey)[] shieldCiphertext, uint256[] fees)';
  const note = (of: string, value: bigint, kind = 0) => [hash, [kind, of, 0], value];
  const commitment =
    'event NewCommitment(bytes32 commitment, uint256 index, bytes encryptedOutput)';
  const act = (steps: readonly Step[]) =>
    readMixers(buildRecord({ from: user, to: router, steps }));

  it('reads each token that Railgun takes, of all notes, with its fee, and no NFT', () => {
    const facts = act([
      { transfer: [user, pool, usdc, 199n] },
      { transfer: [user, relayer, usdc, 1n] },
      { transfer: [user, pool, weth, 50n] },
      {
        emit: [
          pool,
          shield,
          [
            0,
            0,
            [note(usdc, 100n), note(usdc, 99n), note(weth, 50n), note(weth, 1n, 1)],
            [],
            [1n, 0n, 0n, 0n],
          ],
        ],
      },
    ]);
    expect(
      facts.map(({ direction, asset, amountBase, feeBase, account: who }) => [
        direction,
        asset,
        amountBase,
        feeBase,
        who,
      ]),
    ).toEqual([
      ['entry', token(usdc), 200n, 1n, account(user)],
      ['entry', token(weth), 50n, 0n, account(user)],
    ]);
  });

  it('finds who was paid behind a contract that unwraps what left Railgun', () => {
    const facts = act([
      { transfer: [pool, router, weth, 99n] },
      { transfer: [weth, router, 'native', 99n] },
      { emit: [weth, 'event Withdrawal(address indexed src, uint256 wad)', [router, 99n]] },
      { transfer: [router, receiver, 'native', 99n] },
      { emit: [pool, unshield, [router, [0, weth, 0], 99n, 1n]] },
    ]);
    expect(facts).toMatchObject([
      {
        direction: 'exit',
        account: account(receiver),
        asset: token(weth),
        amountBase: 100n,
        feeBase: 1n,
      },
    ]);
  });

  it('takes the two notes of a Nova transaction for one act, in or out by the balance', () => {
    const notes: Step[] = [1, 2].map((index) => ({
      emit: [pool, commitment, [hash, index, '0x']],
    }));
    expect(act([{ transfer: [user, pool, usdc, 7n] }, ...notes])).toMatchObject([
      { protocol: 'tornado-nova', direction: 'entry', account: account(user), amountBase: 7n },
    ]);
    expect(act([{ transfer: [pool, receiver, usdc, 7n] }, ...notes])).toMatchObject([
      { direction: 'exit', account: account(receiver), amountBase: 7n },
    ]);
    expect(act(notes)).toEqual([]);
  });

  it('ties what a depositor of Privacy Pools takes back openly to his deposit', () => {
    const deposited =
      'event Deposited(address indexed _depositor, uint256 _commitment, uint256 _label, uint256 _value, uint256 _precommitmentHash)';
    const ragequit =
      'event Ragequit(address indexed _ragequitter, uint256 _commitment, uint256 _label, uint256 _value)';
    const entry = readMixers(
      buildRecord({
        tx: `0x${'01'.repeat(32)}`,
        from: relayer,
        to: router,
        steps: [
          { transfer: [relayer, pool, 'native', 9n] },
          { emit: [pool, deposited, [user, 1, 77, 9n, 2]] },
        ],
      }),
    );
    const exit = act([
      { transfer: [pool, user, 'native', 9n] },
      { emit: [pool, ragequit, [user, 1, 77, 9n]] },
    ]).map((fact) => ({ ...fact, height: 200 }));
    expect([...entry, ...exit]).toMatchObject([
      { direction: 'entry', account: account(user), label: '77', amountBase: 9n },
      { direction: 'exit', account: account(user), label: '77', amountBase: 9n },
    ]);
    const [candidate] = mixerCandidates([...entry, ...exit], { soonMinutes: 1 }).candidates;
    expect(candidate?.signals).toContain('same-label');
  });

  it('are catalogued: every pool of Tornado Cash on Ethereum, and those of other chains', () => {
    const pools = new Set(shippedCatalogue().mixers.map((mixer) => mixer.account));
    const missing = Object.keys(denominations).filter((pool20) => !pools.has(account(pool20)));
    expect(missing).toEqual([]);
    const chains = new Set([...pools].map((pool20) => pool20.split(':')[1]));
    for (const chain of ['1', '10', '56', '100', '137', '42161', '43114'])
      expect(chains).toContain(chain);
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

  it('see a run of entries answered by as long a run through one relayer', () => {
    const relayed = (minute: number, who: number, by = 50): MixerFact => ({
      ...fact('exit', who, minute),
      relayer: account(address(by)),
    });
    const entries = [0, 3, 6].map((minute) => fact('entry', 1, minute));
    const exits = [2_000, 2_004, 2_008].map((minute, index) => relayed(minute, 20 + index));
    const { candidates } = mixerCandidates([...entries, ...exits], settings);
    expect(candidates.map(({ entry, exit, signals }) => [entry.tx, exit.tx, signals])).toEqual(
      entries.map((entry, index) => [entry.tx, exits[index]?.tx, ['same-relayer']]),
    );
    expect(candidates.map((candidate) => candidate.anonymitySet)).toEqual([3, 2, 1]);
    const rival = [0, 3, 6].map((minute) => fact('entry', 2, minute));
    const open = mixerCandidates([...entries, ...rival, ...exits], settings).candidates;
    expect(open.filter(({ signals }) => signals.includes('same-relayer'))).toEqual([]);
  });

  it('never link an exit to a later entry', () => {
    const facts = [fact('exit', 1, 0), fact('entry', 1, 5)];
    expect(mixerCandidates(facts, settings).candidates).toEqual([]);
  });
});
