import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountId } from '../../src/domain/caip.ts';
import { isWagetraceError } from '../../src/domain/errors.ts';
import type { Transfer } from '../../src/domain/transfer.ts';
import type { ChainBatch, ChainSource } from '../../src/ports/chain-source.ts';
import { type Fault, faults } from '../support/faulty-proxy.ts';

/** What a source is tested against: a chain whose whole history is known. */
export interface SourceUnderTest {
  readonly source: ChainSource;
  /** The same with half a second of patience, where it has a limit of time. */
  readonly impatient?: ChainSource;
  /** Whose history is read. */
  readonly account: string;
  readonly fromHeight: number;
  readonly toHeight: number;
  /** Every transfer of the range as this source must tell it, in order. */
  readonly transfers: readonly Transfer[];
  readonly failedTransaction: string;
  /** A well-formed transaction id that does not exist. */
  readonly unknownTransaction: string;
  readonly head: { readonly height: number; readonly hash: string };
  /** Codes of what this source cannot see of an account, and which transfers it does see. */
  readonly accountLacks: readonly string[];
  readonly sees: (transfer: Transfer) => boolean;
  /** Whether the source reads whole blocks. */
  readonly readsBlocks: boolean;
  /** Runs `work` while every answer of the provider is faulty. */
  withFault<T>(fault: Fault, work: () => Promise<T>): Promise<T>;
  /** A text that stands in the URL or a header as a key. */
  readonly secret: string;
  /** Replaces the newest blocks of the chain, `toHeight` among them. */
  reorg(): Promise<void>;
  close(): Promise<void>;
}

const never = () => new AbortController().signal;

async function all(batches: AsyncIterable<ChainBatch>): Promise<ChainBatch[]> {
  const read: ChainBatch[] = [];
  for await (const batch of batches) read.push(batch);
  return read;
}

async function thrownBy(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

async function codeOf(work: () => Promise<unknown>): Promise<string> {
  const error = await thrownBy(work);
  if (!isWagetraceError(error)) throw error;
  return error.code;
}

/** Everything that an error shows when it is logged. */
function shown(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [
    ...[error.message, error.stack, JSON.stringify(error)],
    error.cause === undefined ? '' : shown(error.cause),
  ].join('\n');
}

/** What a reading tells from its first batch on, and the code of the error that ends it, if any. */
async function rest(reading: AsyncIterator<ChainBatch>, first: ChainBatch) {
  const told = [...first.transfers];
  try {
    for (let next = await reading.next(); !next.done; next = await reading.next()) {
      told.push(...next.value.transfers);
    }
    return { told };
  } catch (error) {
    if (isWagetraceError(error)) return { told, code: error.code };
    throw error;
  }
}

/** What every source of a chain promises, whatever it reads. */
export function testChainSource(name: string, open: () => Promise<SourceUnderTest>): void {
  describe(`chain source ${name}`, () => {
    let given: SourceUnderTest;
    beforeAll(async () => {
      given = await open();
    });
    afterAll(async () => await given?.close());

    const range = () => ({ fromHeight: given.fromHeight, toHeight: given.toHeight });
    const account = () => accountId(`${given.source.chain}:${given.account}`);
    const read = (part = range(), source = given.source) =>
      all(source.account(account(), part, never()));
    const own = () =>
      given.transfers
        .filter((t) => t.from === account() || t.to === account())
        .filter((t) => given.sees(t));

    it('knows the head of the chain and what of it is final', async () => {
      const head = await given.source.head(never());
      expect({ height: head.height, hash: head.hash }).toEqual(given.head);
      expect(head.finalHeight).toBeLessThanOrEqual(head.height);
    });

    it('tells the whole history of an account, transfer for transfer, in order', async () => {
      const batches = await read();
      expect(batches.flatMap((batch) => batch.transfers)).toEqual(own());
      // A stretch without transactions may be whole where another is not.
      for (const batch of batches.filter(({ transfers }) => transfers.length > 0)) {
        expect((batch.incomplete ?? []).map((reason) => reason.code)).toEqual(given.accountLacks);
      }
    });

    it('tells which stretch each batch covers: together the range, without gap or overlap', async () => {
      let next = given.fromHeight;
      for (const batch of await read()) {
        expect(batch.fromHeight).toBe(next);
        for (const t of batch.transfers) {
          expect(t.height).toBeGreaterThanOrEqual(batch.fromHeight);
          expect(t.height).toBeLessThanOrEqual(batch.toHeight);
          expect(batch.blockHashes[t.height]).toBe(t.blockHash);
        }
        next = batch.toHeight + 1;
      }
      expect(next).toBe(given.toHeight + 1);
    });

    it('tells the same in two readings as in one', async () => {
      const middle = Math.floor((given.fromHeight + given.toHeight) / 2);
      const first = await read({ fromHeight: given.fromHeight, toHeight: middle });
      const second = await read({ fromHeight: middle + 1, toHeight: given.toHeight });
      const told = [...first, ...second].flatMap((batch) => batch.transfers);
      expect(told).toEqual(own());
    });

    it('tells everything that a transaction moved', async () => {
      for (const tx of new Set(given.transfers.map((t) => t.tx))) {
        const found = await given.source.transaction(tx, never());
        expect(found?.transfers).toEqual(given.transfers.filter((t) => t.tx === tx));
        expect(found?.failed).toBe(tx === given.failedTransaction);
      }
    });

    it('knows nothing of a transaction that is not there', async () => {
      const found = await given.source.transaction(given.unknownTransaction, never());
      expect(found).toBeUndefined();
    });

    it('reads whole blocks that stand on one another, or says that it cannot', async () => {
      if (!given.readsBlocks) {
        const code = await codeOf(() => all(given.source.blocks(range(), never())));
        expect(code).toBe('source.unsupported');
        return;
      }
      const batches = await all(given.source.blocks(range(), never()));
      expect(batches.flatMap((batch) => batch.transfers)).toEqual(given.transfers);
      const before = await given.source.blockHash(given.fromHeight - 1, never());
      expect(batches[0]?.parentHash).toBe(before);
      for (let height = given.fromHeight; height <= given.toHeight; height++) {
        const hash = batches.find((b) => b.blockHashes[height])?.blockHashes[height];
        expect(hash).toBe(await given.source.blockHash(height, never()));
      }
    });

    it('has no block above the head, and reads no account beyond it', async () => {
      const { height } = given.head;
      expect(await given.source.blockHash(height + 1, never())).toBeUndefined();
      expect(await given.source.blockHash(height, never())).toBe(given.head.hash);
      const beyond = { fromHeight: height, toHeight: height + 1 };
      expect(await codeOf(() => read(beyond))).toBe('source.above-head');
    });

    it.each(Object.entries(faults))('meets a provider that is %s with %s', async (fault, code) => {
      // CAST: keys of `faults`.
      const source = fault === 'stalled' ? given.impatient : given.source;
      const error = await given.withFault(fault as Fault, () =>
        thrownBy(() => read(range(), source)),
      );
      expect(isWagetraceError(error) && error.code).toBe(code);
      expect(shown(error)).not.toContain(given.secret);
    });

    it('tells the same as before once the provider is well again', async () => {
      expect((await read()).flatMap((batch) => batch.transfers)).toEqual(own());
    });

    it('stops when it is told to', async () => {
      const stop = new AbortController();
      stop.abort(new Error('enough'));
      const reading = given.source.account(account(), range(), stop.signal);
      expect(await thrownBy(() => all(reading))).toBe(stop.signal.reason);
    });

    it('never mixes two chains: when it changes while it is read, throws or tells the new one', async () => {
      const reading = given.source.account(account(), range(), never())[Symbol.asyncIterator]();
      const first = await reading.next();
      if (first.done) throw new Error('there was nothing to read');
      await given.reorg();
      const { told, code } = await rest(reading, first.value);
      const fresh = (await read()).flatMap((batch) => batch.transfers);
      expect(fresh.length).toBeLessThan(own().length);
      expect(fresh).toEqual(own().slice(0, fresh.length));
      // A first batch that was the whole range told the chain as it was then.
      const whole = first.value.toHeight === given.toHeight;
      if (code === undefined) expect(told).toEqual(whole ? own() : fresh);
      else expect(code).toBe('source.reorged');
    });
  });
}
