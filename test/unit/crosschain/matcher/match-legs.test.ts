import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MatchSettings } from '../../../../src/crosschain/matcher/leg-match.ts';
import { matchAmong } from '../../../../src/crosschain/matcher/match-among.ts';
import { matchLegs } from '../../../../src/crosschain/matcher/match-legs.ts';
import { assetId, chainId } from '../../../../src/domain/caip.ts';
import { type Leg, legKey } from '../../../../src/domain/leg.ts';
import { account, address } from '../record-builder.ts';

const settings: MatchSettings = {
  termsOf: () => ({ windowMinutes: 60, feeMaxBasisPoints: 100 }),
  familyOf: (asset) => (asset.endsWith('erc20:other') ? 'other' : 'usd'),
  decimalsOf: (asset) => (asset.startsWith('eip155:56/') ? 18 : 6),
};

const party = (n: number, chain: string) => {
  const id = account(address(n), chain);
  return { account: id, raw: address(n), family: 'evm' };
};

interface Given {
  role?: Leg['role'];
  chain?: string;
  other?: string;
  minute?: number;
  amount?: bigint;
  to?: number;
  ids?: string[];
  token?: string;
  contract?: Leg['contract'];
  expects?: bigint;
  partial?: boolean;
  from?: number;
}

let made = 0;
function leg(given: Given): Leg {
  made += 1;
  const { role = 'source', minute = 0 } = given;
  const isSource = role !== 'destination';
  const chain = given.chain ?? (isSource ? 'eip155:1' : 'eip155:10');
  const other = given.other ?? (isSource ? 'eip155:10' : 'eip155:1');
  return {
    protocol: 'p',
    role,
    event: 'E',
    contract: given.contract ?? 'listed',
    chain: chainId(chain),
    height: 1,
    time: new Date(Date.UTC(2025, 0, 1) + minute * 60_000).toISOString(),
    tx: `0x${made.toString(16).padStart(64, '0')}`,
    position: 1,
    ids: (given.ids ?? []).map((text) => ({ text, kind: 'exact-id' })),
    counterpart: chainId(other),
    recipient: party(given.to ?? 1, isSource ? other : chain),
    ...(given.from === undefined ? {} : { sender: party(given.from, chain) }),
    asset: assetId(`${chain}/erc20:${given.token ?? 'usd'}`),
    amountBase: given.amount ?? 1_000n,
    ...(given.expects === undefined ? {} : { expects: { amountBase: given.expects } }),
    ...(given.partial === undefined ? {} : { partial: given.partial }),
    transferKeys: [],
  };
}

const payout = (given: Given = {}) => leg({ role: 'destination', minute: 1, ...given });

function result(legs: readonly Leg[]) {
  return matchLegs(legs, settings).map((match) => ({
    to: match.destinations.map((found) => found.leg),
    how: match.destinations.map((found) => `${found.method}/${found.confidence}`),
    pending: match.pending,
  }));
}

describe('pairing by id', () => {
  it('ignores everything but the id and a chain that both name', () => {
    const source = leg({ ids: ['p:1'] });
    const paid = payout({ ids: ['p:1'], amount: 900n, to: 7, minute: 9_000 });
    expect(result([source, paid])).toMatchObject([{ to: [paid], how: ['exact-id/certain'] }]);
  });

  it('rejects a payout on another chain than the declared one', () => {
    const paid = payout({ ids: ['p:1'], chain: 'eip155:137' });
    expect(result([leg({ ids: ['p:1'] }), paid])).toMatchObject([{ to: [], pending: 'not-seen' }]);
  });

  it('prefers the listed contract to a forger with the same id, whatever he claims', () => {
    const forged = payout({ ids: ['p:1'], contract: 'unlisted', minute: 0 });
    const paid = payout({ ids: ['p:1'], amount: 999n });
    expect(result([leg({ ids: ['p:1'] }), forged, paid])).toMatchObject([{ to: [paid] }]);
  });

  it('rejects a receiver that an unlisted contract changed, and believes it less otherwise', () => {
    const source = leg({ ids: ['p:1'] });
    const other = payout({ ids: ['p:1'], contract: 'unlisted', to: 9 });
    expect(result([source, other])).toMatchObject([{ to: [], pending: 'not-seen' }]);
    const same = payout({ ids: ['p:1'], contract: 'unlisted' });
    expect(result([source, same])).toMatchObject([{ how: ['exact-id/high'] }]);
  });

  it('leaves two different payouts of one id open', () => {
    const legs = [
      leg({ ids: ['p:1'] }),
      payout({ ids: ['p:1'], amount: 5n }),
      payout({ ids: ['p:1'], amount: 6n }),
    ];
    expect(result(legs)).toMatchObject([{ to: [], pending: 'ambiguous' }]);
  });

  it('reaches a payout over links', () => {
    const link = leg({ role: 'link', ids: ['p:ticket', 'p:bus'] });
    const paid = payout({ ids: ['p:bus'] });
    expect(result([leg({ ids: ['p:ticket'] }), link, paid])).toMatchObject([
      { to: [paid], how: ['derived-id/certain'] },
    ]);
  });
});

describe('payouts in parts', () => {
  const source = () => leg({ ids: ['p:1'] });
  const part = (amount: bigint) => payout({ ids: ['p:1'], amount, partial: true });

  it('are whole when together they make up the amount but for a fee', () => {
    const parts = [part(400n), part(595n)];
    expect(result([source(), ...parts])).toEqual([
      expect.objectContaining({ to: parts, pending: undefined }),
    ]);
  });

  it('are open while one is missing, whichever it is', () => {
    for (const seen of [400n, 595n]) {
      expect(result([source(), part(seen)])).toMatchObject([{ pending: 'not-seen' }]);
    }
  });
});

describe('updates of terms', () => {
  const update = (minute: number, given: Partial<Leg>): Leg => {
    const {
      amountBase: _amount,
      recipient: _recipient,
      ...bare
    } = leg({
      role: 'update',
      ids: ['p:1'],
      minute,
    });
    return { ...bare, ...given };
  };
  const pays = (to: number, amount: bigint) =>
    payout({ ids: ['p:1'], to, amount, contract: 'unconfigured' });

  it('keep what a later one does not mention, whatever the order of reading', () => {
    const receiver = update(1, { recipient: party(7, 'eip155:10') });
    const amount = update(2, { expects: { amountBase: 950n } });
    for (const updates of [
      [receiver, amount],
      [amount, receiver],
    ]) {
      const paid = pays(7, 950n);
      const legs = [leg({ ids: ['p:1'] }), ...updates, pays(1, 1_000n), paid];
      expect(result(legs)).toMatchObject([{ to: [paid] }]);
    }
  });

  it('of a contract that is not listed change nothing where one is', () => {
    const forged = update(1, { recipient: party(7, 'eip155:10'), contract: 'unlisted' });
    const paid = pays(1, 1_000n);
    expect(result([leg({ ids: ['p:1'] }), forged, pays(7, 1_000n), paid])).toMatchObject([
      { to: [paid] },
    ]);
  });

  it('and links of such a contract bind nobody to the payout of another', () => {
    const forged = leg({ role: 'link', ids: ['p:1', 'p:9'], contract: 'unlisted' });
    const paid = payout({ ids: ['p:9'] });
    const legs = [leg({ ids: ['p:1'] }), leg({ ids: ['p:9'], amount: 2_000n }), forged, paid];
    expect(result(legs)).toMatchObject([{ to: [] }, { to: [paid] }]);
  });
});

describe('pairing by structure', () => {
  it('pairs what agrees in chain, receiver, asset, amount less fees, and time', () => {
    const paid = payout({ amount: 995n });
    expect(result([leg({}), paid])).toMatchObject([{ to: [paid], how: ['structured/medium'] }]);
  });

  it.each([
    ['another receiver', { to: 2 }],
    ['another chain', { chain: 'eip155:137' }],
    ['another source chain', { other: 'eip155:56' }],
    ['another kind of asset', { token: 'other' }],
    ['a payout above what was given', { amount: 1_001n }],
    ['a greater fee than the bridge takes', { amount: 989n }],
    ['a payout before the deposit', { minute: -1 }],
    ['a payout after the window', { minute: 61 }],
  ])('rejects %s', (_name, given) => {
    expect(result([leg({}), payout(given)])).toMatchObject([{ to: [], pending: 'not-seen' }]);
  });

  it('rejects different ids of one kind although everything else agrees', () => {
    const legs = [leg({ ids: ['p:1'] }), payout({ ids: ['p:2'] })];
    expect(result(legs)).toMatchObject([{ to: [], pending: 'not-seen' }]);
  });

  it('takes the amount that an event names in units of the asset over there as it is', () => {
    const chain = 'eip155:56';
    const promised = 995n * 10n ** 12n;
    const asset = assetId(`${chain}/erc20:usd`);
    const source = { ...leg({ other: chain }), expects: { asset, amountBase: promised } };
    const paid = payout({ chain, amount: promised });
    expect(result([source, paid, payout({ chain, amount: promised - 1n })])).toMatchObject([
      { to: [paid] },
    ]);
  });

  it('asks for the very amount where neither side names the other chain', () => {
    const nameless = (given: Leg): Leg => {
      const { counterpart: _chain, ...rest } = given;
      return rest;
    };
    const [source, paid, less] = [leg({}), payout(), payout({ amount: 999n })].map(nameless);
    if (!source || !paid || !less) throw new Error('three legs were made');
    expect(result([source, paid])).toMatchObject([{ to: [paid], how: ['structured/medium'] }]);
    expect(result([source, less])).toMatchObject([{ to: [], pending: 'not-seen' }]);
  });

  it('scales amounts between decimals of one asset', () => {
    const paid = payout({ chain: 'eip155:56', amount: 1_000n * 10n ** 12n });
    expect(result([leg({ other: 'eip155:56' }), paid])).toMatchObject([{ to: [paid] }]);
  });

  it('leaves a tie open and takes the one of exactly the promised amount', () => {
    const tie = [leg({}), payout({ amount: 996n }), payout({ amount: 995n })];
    expect(result(tie)).toMatchObject([{ to: [], pending: 'ambiguous' }]);
    const exact = payout({ amount: 996n });
    expect(result([leg({ expects: 996n }), exact, payout({ amount: 995n })])).toMatchObject([
      { to: [exact] },
    ]);
  });

  it('does not take a payout that two deposits could have caused', () => {
    const legs = [leg({}), leg({ minute: 0.5 }), payout({ amount: 995n })];
    expect(result(legs).map((match) => match.to)).toEqual([[], []]);
  });

  it('does not take a payout that an id gives to another', () => {
    const paid = payout({ ids: ['p:1'] });
    const legs = [leg({ ids: ['p:1'], minute: -5 }), leg({}), paid];
    expect(result(legs).map((match) => match.to)).toEqual([[paid], []]);
  });

  it('pairs a refund to the sender only when nothing arrived', () => {
    const source = leg({ from: 5 });
    const back = leg({ role: 'refund', minute: 30 });
    const refunded = { ...back, recipient: party(5, 'eip155:1') };
    const [match] = matchLegs([source, refunded], settings);
    expect(match?.refunds).toMatchObject([{ method: 'structured' }]);
    const [arrived] = matchLegs([source, refunded, payout()], settings);
    expect(arrived?.refunds).toEqual([]);
  });
});

describe('any set of legs', () => {
  const anyLeg = fc.record({
    role: fc.constantFrom<Leg['role']>('source', 'destination', 'destination', 'refund', 'link'),
    to: fc.integer({ min: 1, max: 3 }),
    amount: fc.bigInt({ min: 990n, max: 1_000n }),
    minute: fc.integer({ min: 0, max: 90 }),
    ids: fc.uniqueArray(fc.constantFrom('p:1', 'p:2', 'p:3', 'q:x'), { maxLength: 2 }),
    contract: fc.constantFrom<Leg['contract']>('listed', 'unlisted', 'unconfigured'),
    partial: fc.boolean(),
  });

  it('uses each payout at most once and does not depend on order', () => {
    fc.assert(
      fc.property(fc.array(anyLeg, { maxLength: 14 }), fc.integer(), (given, turn) => {
        const legs = given.map((one) => ({
          ...leg({ ...one, from: 5 }),
          ...(one.role === 'refund' ? { recipient: party(5, 'eip155:1') } : {}),
        }));
        const rotated = legs.map(
          (_, index) => legs[(index + Math.abs(turn)) % legs.length] ?? leg({}),
        );
        const pairsOf = (all: readonly Leg[]) =>
          matchLegs(all, settings)
            .flatMap((match) =>
              [...match.destinations, ...match.refunds].map(
                (found) => `${legKey(match.source)} ${legKey(found.leg)}`,
              ),
            )
            .sort();
        const pairs = pairsOf(legs);
        const used = pairs.map((text) => text.split(' ')[1]);
        expect(new Set(used).size).toBe(used.length);
        expect(pairsOf(rotated)).toEqual(pairs);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a neighbourhood that was cut off', () => {
  const source = leg({ to: 41 });
  const payout = leg({ role: 'destination', to: 41, minute: 3 });

  it('concludes nothing from structure: what was cut could be the second of a tie', () => {
    const whole = { bound: [source], others: [payout] };
    expect(matchAmong(source, whole, settings).destinations).toHaveLength(1);
    const cut = { ...whole, truncated: 'others' } as const;
    expect(matchAmong(source, cut, settings)).toMatchObject({
      destinations: [],
      pending: 'ambiguous',
    });
  });

  it('still pairs by an id when all that bear it are there', () => {
    const [from, to] = [
      leg({ ids: ['p:7'] }),
      leg({ role: 'destination', ids: ['p:7'], minute: 3 }),
    ];
    const cut = { bound: [from, to], others: [], truncated: 'others' } as const;
    expect(matchAmong(from, cut, settings).destinations).toMatchObject([{ method: 'exact-id' }]);
    const unsure = { bound: [from, to], others: [], truncated: 'bound' } as const;
    expect(matchAmong(from, unsure, settings)).toMatchObject({ pending: 'ambiguous' });
  });
});

describe('a source that names no receiver', () => {
  const nameless = (given: Given = {}): Leg => {
    const { recipient: _recipient, ...rest } = leg(given);
    return rest;
  };
  const source = nameless();
  const payout = leg({ role: 'destination', to: 51, minute: 3, amount: 995n });

  it('has the only payout that fits by amount and time as a candidate, and stays open', () => {
    const [match] = matchLegs([source, payout], settings);
    expect(match).toMatchObject({
      pending: 'not-seen',
      destinations: [{ leg: { tx: payout.tx }, method: 'amount-time', confidence: 'low' }],
    });
  });

  it.each([
    ['two payouts fit', [leg({ role: 'destination', to: 52, minute: 9 })]],
    ['another such source fits the payout', [nameless({ minute: 1 })]],
    ['a source that names its receiver fits the payout', [leg({ to: 51, minute: 1 })]],
  ])('has none when %s', (_why, more) => {
    const [match] = matchLegs([source, payout, ...more], settings);
    expect(match).toMatchObject({ pending: 'not-seen', destinations: [] });
  });

  it.each([
    ['comes too late', { minute: 61 }],
    ['comes before', { minute: -1 }],
    ['is less than a fee explains', { amount: 900n }],
    ['is on another chain', { chain: 'eip155:137' }],
    ['is of another asset', { token: 'other' }],
  ])('has none when the payout %s', (_why, given) => {
    const other = leg({ role: 'destination', to: 51, minute: 3, ...given });
    expect(matchLegs([source, other], settings)[0]?.destinations).toEqual([]);
  });
});
