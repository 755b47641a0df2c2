import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountId, assetId, chainId } from '../../src/domain/caip.ts';
import type { Coverage } from '../../src/domain/coverage.ts';
import { missingRanges } from '../../src/domain/coverage.ts';
import type { ChainEvent, Transfer } from '../../src/domain/transfer.ts';
import { compareTransfers, transferKey } from '../../src/domain/transfer.ts';
import type {
  LedgerOwner,
  TransferLedger,
  TransferQuery,
} from '../../src/ports/transfer-ledger.ts';

export interface OpenLedger {
  readonly ledger: TransferLedger;
  close(): Promise<void>;
}

const shared: LedgerOwner = { shared: true };
const everywhere = { fromHeight: 0, toHeight: 1_000_000 };

/** What every ledger promises, whatever it is kept in. */
export function testTransferLedger(name: string, open: () => Promise<OpenLedger>): void {
  let store: OpenLedger;
  let chains = 0;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(async () => await store?.close());

  /** Words of a chain of its own, so that no test sees another's transfers. */
  function newChain() {
    chains += 1;
    const chain = chainId(`test:chain-${chains}`);
    const account = (who: string) => accountId(`${chain}:${who}`);
    const asset = (what: string) => assetId(`${chain}/erc20:${what}`);
    const transfer = (given: Partial<Transfer> = {}): Transfer => ({
      chain,
      height: 10,
      blockHash: '0xb10c',
      time: '2026-01-02T03:04:05.678Z',
      tx: '0xaa',
      txIndex: 3,
      position: 1_000_000,
      from: account('alice'),
      to: account('bob'),
      asset: asset('coin'),
      amountBase: 5n,
      kind: 'token',
      ...given,
    });
    const coverage = (given: Partial<Coverage> = {}): Coverage => ({
      chain,
      source: 'node',
      readAt: '2026-01-02T00:00:00.000Z',
      ...everywhere,
      ...given,
    });
    const store_ = async (transfers: readonly Transfer[], owner = shared) =>
      (await store.ledger.append({ owner, transfers, events: [], coverage: [] })).added;
    const cover = (ranges: readonly Coverage[], owner = shared) =>
      store.ledger.append({ owner, transfers: [], events: [], coverage: ranges });
    const read = (given: Partial<TransferQuery> = {}) =>
      store.ledger.transfersOf({
        organisationId: randomUUID(),
        chain,
        accounts: [account('alice')],
        range: everywhere,
        transfersMax: 100,
        ...given,
      });
    return { chain, account, asset, transfer, coverage, store: store_, cover, read };
  }

  describe(`${name}: transfers`, () => {
    it('come back as they went in', async () => {
      const c = newChain();
      const plain = c.transfer();
      const rich = c.transfer({
        tx: 'J7qNPtGEmJyXFJv9S2WSVCLGQQPZuCkpxNsxHbDNpSxD',
        blockHash: '',
        amountBase: 2n ** 256n - 1n,
        memo: 'salary é 工资 "x" {a,b} \\ \n',
        orderInferred: true,
        suspect: 'spoofed',
        kind: 'internal',
        position: -1,
      });
      await c.store([rich, plain]);
      expect(await c.read()).toEqual({ transfers: [plain, rich], truncated: false });
    });

    it('lose U+0000 in a memo, which no store can keep, and nothing else', async () => {
      const c = newChain();
      await c.store([c.transfer({ memo: 'a\u0000b\u202ec' })]);
      const { transfers } = await c.read();
      expect(transfers[0]?.memo).toBe('a\ufffdb\u202ec');
    });

    it('are stored once, however often and in whatever batch they come', async () => {
      const c = newChain();
      const [one, two] = [c.transfer(), c.transfer({ position: 1_000_001 })];
      expect(await c.store([one, one])).toBe(1);
      expect(await c.store([two, one])).toBe(1);
      expect((await c.read()).transfers).toEqual([one, two]);
    });

    it('are stored once when many write them at once', async () => {
      const c = newChain();
      const all = Array.from({ length: 40 }, (_, i) =>
        c.transfer({ tx: `0x${(i + 16).toString(16)}`, to: c.account(`p${i}`) }),
      );
      const added = await Promise.all(
        [1, 2, 3, 4].map((turn) => c.store(turn % 2 ? all : [...all].reverse())),
      );
      expect(added.reduce((sum, n) => sum + n, 0)).toBe(40);
      expect((await c.read()).transfers).toHaveLength(40);
    });

    it('stand where the last reading saw them', async () => {
      const c = newChain();
      await c.store([c.transfer()]);
      const moved = c.transfer({ height: 12, blockHash: '0xb10d', txIndex: 0 });
      expect(await c.store([moved])).toBe(0);
      expect((await c.read()).transfers).toEqual([moved]);
    });

    it('come in order of height, transaction, position, each once where both ends are asked for', async () => {
      const c = newChain();
      const ordered = [
        c.transfer({ height: 9, txIndex: 7, tx: '0xff' }),
        c.transfer({ height: 10, txIndex: 0, tx: '0xee', position: 0 }),
        c.transfer({ height: 10, txIndex: 0, tx: '0xee', position: 9_000_000 }),
        c.transfer({
          height: 10,
          txIndex: 2,
          tx: '0x01',
          from: c.account('bob'),
          to: c.account('x'),
        }),
        c.transfer({
          height: 10,
          txIndex: 2,
          tx: '0x02',
          from: c.account('bob'),
          to: c.account('alice'),
        }),
        c.transfer({
          height: 100,
          txIndex: 1,
          tx: '0x00',
          from: c.account('alice'),
          to: c.account('alice'),
        }),
      ];
      await c.store([...ordered].reverse());
      const accounts = ['alice', 'bob', 'alice', 'nobody'].map(c.account);
      expect((await c.read({ accounts })).transfers).toEqual(ordered);
    });

    it('are read for the asset and the heights that are asked for', async () => {
      const c = newChain();
      await c.store([
        c.transfer({ height: 5, tx: '0x05' }),
        c.transfer({ height: 6, tx: '0x06' }),
        c.transfer({ height: 7, tx: '0x07' }),
        c.transfer({ height: 6, tx: '0x08', asset: c.asset('other') }),
      ]);
      const range = { fromHeight: 6, toHeight: 6 };
      const { transfers } = await c.read({ range, asset: c.asset('coin') });
      expect(transfers.map((t) => t.tx)).toEqual(['0x06']);
      expect((await c.read({ asset: c.asset('unheard-of') })).transfers).toEqual([]);
      expect((await c.read({ accounts: [] })).transfers).toEqual([]);
    });

    it('count to the limit only as far as the time that is asked for', async () => {
      const c = newChain();
      const at = (second: number) => `2026-01-02T00:00:0${second}.000Z`;
      const all = Array.from({ length: 6 }, (_, i) =>
        c.transfer({ height: i, tx: `0x0${i}`, time: at(i) }),
      );
      await c.store(all);
      expect(await c.read({ untilTime: at(3), transfersMax: 4 })).toEqual({
        transfers: all.slice(0, 4),
        truncated: false,
      });
    });

    it('stop at the limit with the first ones, and say so', async () => {
      const c = newChain();
      const all = Array.from({ length: 6 }, (_, i) => c.transfer({ height: i, tx: `0x0${i}` }));
      await c.store([...all].reverse());
      expect(await c.read({ transfersMax: 4 })).toEqual({
        transfers: all.slice(0, 4),
        truncated: true,
      });
      expect(await c.read({ transfersMax: 6 })).toEqual({ transfers: all, truncated: false });
    });

    it('of one transaction are found by its hash', async () => {
      const c = newChain();
      const fee = c.transfer({ position: 9_000_000, kind: 'fee' });
      await c.store([fee, c.transfer(), c.transfer({ tx: '0xab' })]);
      const find = (tx: string) => store.ledger.transaction(randomUUID(), c.chain, tx);
      expect(await find('0xaa')).toEqual([c.transfer(), fee]);
      expect(await find('0xac')).toEqual([]);
      expect(await store.ledger.transaction(randomUUID(), chainId('test:none'), '0xaa')).toEqual(
        [],
      );
    });

    it('are those that a plain list gives, for any transfers and any question', async () => {
      await fc.assert(
        fc.asyncProperty(history, question, async (rows, asked) => {
          const c = newChain();
          const all = rows.map((row, i) =>
            c.transfer({
              height: row.height,
              txIndex: row.txIndex,
              tx: `0x${(i + 256).toString(16).padStart(4, '0')}`,
              from: c.account(`a${row.from}`),
              to: c.account(`a${row.to}`),
              asset: c.asset(`t${row.asset}`),
            }),
          );
          await c.store(all);
          const accounts = asked.accounts.map((n) => c.account(`a${n}`));
          const range = { fromHeight: asked.from, toHeight: asked.from + asked.length };
          const asset = asked.asset === undefined ? {} : { asset: c.asset(`t${asked.asset}`) };
          const expected = all
            .filter((t) => accounts.includes(t.from) || accounts.includes(t.to))
            .filter((t) => t.height >= range.fromHeight && t.height <= range.toHeight)
            .filter((t) => asset.asset === undefined || t.asset === asset.asset)
            .sort(compareTransfers);
          const page = await c.read({ accounts, range, ...asset, transfersMax: asked.max });
          expect(page.transfers.map(transferKey)).toEqual(
            expected.slice(0, asked.max).map(transferKey),
          );
          expect(page.truncated).toBe(expected.length > asked.max);
        }),
        { numRuns: 40 },
      );
    });
  });

  describe(`${name}: imports`, () => {
    it('are read by the organisation that brought them and by nobody else', async () => {
      const c = newChain();
      const [ours, theirs] = [randomUUID(), randomUUID()];
      await c.store([c.transfer({ tx: '0x01' })], { organisationId: ours });
      await c.store([c.transfer({ tx: '0x02' })], { organisationId: theirs });
      await c.store([c.transfer({ tx: '0x03' })]);
      await c.cover([c.coverage({ account: c.account('alice') })], { organisationId: ours });
      const seen = async (organisationId: string) => ({
        transfers: (await c.read({ organisationId })).transfers.map((t) => t.tx),
        byHash: (await store.ledger.transaction(organisationId, c.chain, '0x01')).length,
        covered: (await store.ledger.coverageOf(organisationId, c.chain, [c.account('alice')])).get(
          c.account('alice'),
        )?.length,
      });
      expect(await seen(ours)).toEqual({ transfers: ['0x01', '0x03'], byHash: 1, covered: 1 });
      expect(await seen(theirs)).toEqual({ transfers: ['0x02', '0x03'], byHash: 0, covered: 0 });
      expect(await seen(randomUUID())).toEqual({ transfers: ['0x03'], byHash: 0, covered: 0 });
    });

    it('may hold the same transfer twice, once for each organisation', async () => {
      const c = newChain();
      const owners = [randomUUID(), randomUUID()].map((organisationId) => ({ organisationId }));
      for (const owner of owners) expect(await c.store([c.transfer()], owner)).toBe(1);
      for (const owner of owners) expect((await c.read(owner)).transfers).toHaveLength(1);
    });

    it('do not count again what is shared: the n-th equal movement is the n-th shared one', async () => {
      const c = newChain();
      const owner = { organisationId: randomUUID() };
      const occurrence = (n: number) =>
        c.transfer({ position: 3_000_000 + n, txIndex: 0, blockHash: '', orderInferred: true });
      await c.store([0, 1, 2].map(occurrence), owner);
      expect((await c.read(owner)).transfers).toHaveLength(3);
      await c.store([c.transfer(), c.transfer({ position: 1_000_001 })]);
      await c.store([c.transfer({ position: 1_000_002, amountBase: 6n })]);
      const positions = [3_000_002, 1_000_000, 1_000_001, 1_000_002];
      expect((await c.read(owner)).transfers.map((t) => t.position)).toEqual(positions);
      const byHash = await store.ledger.transaction(owner.organisationId, c.chain, '0xaa');
      expect(byHash.map((t) => t.position)).toEqual(positions);
    });

    it('bring no events and no blocks', async () => {
      const c = newChain();
      const owner = { organisationId: randomUUID() };
      const batch = { owner, transfers: [], events: [eventOf(c)], coverage: [] };
      const refused = { code: 'ledger.private-facts' };
      await expect(store.ledger.append(batch)).rejects.toMatchObject(refused);
      const blocks = [{ chain: c.chain, height: 1, hash: '0x01' }];
      const withBlocks = store.ledger.append({ ...batch, events: [], blocks });
      await expect(withBlocks).rejects.toMatchObject(refused);
    });
  });

  describe(`${name}: coverage`, () => {
    const of = async (c: ReturnType<typeof newChain>, who: string) =>
      (await store.ledger.coverageOf(randomUUID(), c.chain, [c.account(who)])).get(c.account(who));
    const range = (fromHeight: number, toHeight: number) => ({ fromHeight, toHeight });

    it('of an account and of the whole chain together says what is known of it', async () => {
      const c = newChain();
      expect(await of(c, 'alice')).toEqual([]);
      await c.cover([
        c.coverage({ account: c.account('alice'), ...range(0, 9) }),
        c.coverage({ account: c.account('bob'), ...range(500, 600) }),
        c.coverage(range(10, 19)),
        c.coverage({ account: c.account('alice'), ...range(30, 39) }),
      ]);
      expect(await of(c, 'alice')).toEqual([
        { ...range(0, 19), lacks: [] },
        { ...range(30, 39), lacks: [] },
      ]);
      expect(await of(c, 'stranger')).toEqual([{ ...range(10, 19), lacks: [] }]);
    });

    it('grows without gaps, in any order and by writers at once', async () => {
      const c = newChain();
      const ranges = Array.from({ length: 30 }, (_, i) => range(i * 7, i * 7 + 9));
      await Promise.all(
        ranges.map((r) => c.cover([c.coverage({ account: c.account('alice'), ...r })])),
      );
      const known = (await of(c, 'alice')) ?? [];
      expect(missingRanges(range(0, 212), known)).toEqual([]);
      expect(missingRanges(range(0, 213), known)).toEqual([range(213, 213)]);
    });

    it('of thousands of accounts is stored at once', async () => {
      const c = newChain();
      const accounts = Array.from({ length: 6_000 }, (_, i) => c.account(`a${i}`));
      await c.cover(accounts.map((account) => c.coverage({ account, ...range(5, 9) })));
      await c.cover(accounts.map((account) => c.coverage({ account, ...range(0, 4) })));
      const known = await store.ledger.coverageOf(randomUUID(), c.chain, accounts);
      const distinct = new Set([...known.values()].map((ranges) => JSON.stringify(ranges)));
      expect([...distinct]).toEqual([JSON.stringify([{ ...range(0, 9), lacks: [] }])]);
      expect(known.size).toBe(6_000);
    });

    it('keeps apart what different sources could not see', async () => {
      const c = newChain();
      const account = c.account('alice');
      await c.cover([
        c.coverage({ account, ...range(0, 9), lacks: ['no-internal-transfers'] }),
        c.coverage({ account, ...range(5, 20), source: 'explorer' }),
      ]);
      expect(await of(c, 'alice')).toEqual([
        { ...range(0, 9), lacks: ['no-internal-transfers'] },
        { ...range(5, 20), lacks: [] },
      ]);
    });
  });

  describe(`${name}: a reorg`, () => {
    it('takes back shared facts above the height, their coverage too, and names who lost', async () => {
      const c = newChain();
      const owner = { organisationId: randomUUID() };
      const kept = c.transfer({ height: 10, tx: '0x10' });
      const imported = c.transfer({ height: 11, tx: '0x12', to: c.account('eve') });
      await store.ledger.append({
        owner: shared,
        transfers: [kept, c.transfer({ height: 11, tx: '0x11', to: c.account('dora') })],
        events: [eventOf(c)],
        coverage: [
          c.coverage({ fromHeight: 0, toHeight: 11 }),
          c.coverage({ account: c.account('alice'), fromHeight: 11, toHeight: 11 }),
        ],
      });
      await c.store([imported], owner);
      const lost = await store.ledger.withdraw(c.chain, 10);
      expect(lost).toEqual(['alice', 'dora'].map(c.account));
      expect((await c.read(owner)).transfers).toEqual([kept, imported]);
      const accounts = [c.account('alice')];
      const covered = await store.ledger.coverageOf(randomUUID(), c.chain, accounts);
      expect(covered.get(c.account('alice'))).toEqual([{ fromHeight: 0, toHeight: 10, lacks: [] }]);
      expect(await store.ledger.withdraw(c.chain, 10)).toEqual([]);
      expect(await store.ledger.withdraw(chainId('test:none'), 0)).toEqual([]);
    });

    it('leaves other chains alone', async () => {
      const [c, other] = [newChain(), newChain()];
      await other.store([other.transfer({ height: 50 })]);
      await c.store([c.transfer({ height: 50 })]);
      await store.ledger.withdraw(c.chain, 0);
      expect((await c.read()).transfers).toEqual([]);
      expect((await other.read()).transfers).toHaveLength(1);
    });
  });

  function eventOf(c: ReturnType<typeof newChain>): ChainEvent {
    return {
      chain: c.chain,
      height: 11,
      blockHash: '0xb10c',
      time: '2026-01-02T03:04:05.678Z',
      tx: '0x11',
      txIndex: 0,
      logIndex: 4,
      contract: c.account('bridge'),
      topics: ['0x01', '0x02'],
      data: '0x',
    };
  }
}

const history = fc.array(
  fc.record({
    height: fc.integer({ min: 1, max: 6 }),
    txIndex: fc.integer({ min: 0, max: 2 }),
    from: fc.integer({ min: 0, max: 4 }),
    to: fc.integer({ min: 0, max: 4 }),
    asset: fc.integer({ min: 0, max: 1 }),
  }),
  { maxLength: 25 },
);

const question = fc.record({
  accounts: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 }),
  from: fc.integer({ min: 0, max: 6 }),
  length: fc.integer({ min: 0, max: 6 }),
  asset: fc.option(fc.integer({ min: 0, max: 1 }), { nil: undefined }),
  max: fc.integer({ min: 1, max: 12 }),
});
