import { describe, expect, it } from 'vitest';
import { withBreaker } from '../../../src/chains/circuit-breaker.ts';
import type { HttpClient } from '../../../src/chains/http.ts';
import { MemoryBudget } from '../../../src/chains/memory-budget.ts';
import type { Pace } from '../../../src/chains/pace.ts';
import { sourceError } from '../../../src/chains/source-error.ts';
import { withBudget } from '../../../src/chains/with-budget.ts';
import { withFallback } from '../../../src/chains/with-fallback.ts';
import { withRetry } from '../../../src/chains/with-retry.ts';
import { accountId } from '../../../src/domain/caip.ts';
import type { ChainBatch } from '../../../src/ports/chain-source.ts';
import { scriptedChain, scriptedSource } from '../../support/scripted-source.ts';

const signal = new AbortController().signal;
const account = accountId(`${scriptedChain}:0x${'1'.repeat(40)}`);
const range = { fromHeight: 1, toHeight: 40 };
const down = () => sourceError('source.unavailable', 'p', 'status 503');
const slow = (retryAfterSeconds: number) =>
  sourceError('source.rate-limited', 'p', 'rate limit', { retryAfterSeconds });

/** Time that passes only by sleeping. */
function ownPace(): Pace & { slept: number[] } {
  let now = 1_800_000_000_000;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    random: () => 0.5,
    sleep(sleepMs) {
      slept.push(sleepMs);
      now += sleepMs;
      return Promise.resolve();
    },
  };
}

async function spans(batches: AsyncIterable<ChainBatch>) {
  const read: (string | undefined)[] = [];
  for await (const { fromHeight, toHeight, source } of batches) {
    read.push(`${source} ${fromHeight}-${toHeight}`);
  }
  return read;
}

describe('retrying', () => {
  it('goes on where the reading stopped, after waits that grow and vary', async () => {
    const source = scriptedSource('p');
    source.errors.push({ atHeight: 25, error: down() }, { atHeight: 25, error: down() });
    const pace = ownPace();
    const batches = withRetry(source, pace).account(account, range, signal);
    expect(await spans(batches)).toEqual(['p 1-10', 'p 11-20', 'p 21-30', 'p 31-40']);
    expect(source.asked.map(({ fromHeight }) => fromHeight)).toEqual([1, 21, 21]);
    expect(pace.slept).toEqual([250, 500]);
  });

  it('gives up after its attempts with the error itself', async () => {
    const source = scriptedSource('p');
    for (let attempt = 0; attempt < 9; attempt++)
      source.errors.push({ atHeight: 100, error: down() });
    await expect(withRetry(source, ownPace()).head(signal)).rejects.toMatchObject({
      code: 'source.unavailable',
    });
    expect(source.errors.length).toBe(5);
  });

  it('waits as long as the provider says, but not for ever', async () => {
    const source = scriptedSource('p');
    source.errors.push({ atHeight: 100, error: slow(7) });
    const pace = ownPace();
    await withRetry(source, pace).head(signal);
    expect(pace.slept).toEqual([7_000]);
    source.errors.push({ atHeight: 100, error: slow(3_600) });
    await expect(withRetry(source, pace).head(signal)).rejects.toMatchObject({
      code: 'source.rate-limited',
    });
  });

  it.each(['source.reorged', 'source.above-head', 'source.refused', 'source.too-large'] as const)(
    'does not repeat %s',
    async (code) => {
      const source = scriptedSource('p');
      source.errors.push({ atHeight: 5, error: sourceError(code, 'p', 'no') });
      const reading = spans(withRetry(source, ownPace()).account(account, range, signal));
      await expect(reading).rejects.toMatchObject({ code });
      expect(source.asked.length).toBe(1);
    },
  );

  it('says so when the chain was reorganised between two attempts', async () => {
    const source = scriptedSource('p');
    source.errors.push({ atHeight: 25, error: down() });
    const pace = ownPace();
    const sleep = pace.sleep;
    pace.sleep = (...args) => {
      source.fork = 'b';
      return sleep(...args);
    };
    const reading = spans(withRetry(source, pace).account(account, range, signal));
    await expect(reading).rejects.toMatchObject({ code: 'source.reorged' });
  });
});

describe('falling back', () => {
  it('lets the next source go on where one fails, and names who gave what', async () => {
    const [first, second] = [scriptedSource('first'), scriptedSource('second')];
    first.errors.push({ atHeight: 25, error: sourceError('source.refused', 'first', 'no') });
    const batches = withFallback([first, second]).account(account, range, signal);
    const given = ['first 1-10', 'first 11-20', 'second 21-30', 'second 31-40'];
    expect(await spans(batches)).toEqual(given);
  });

  it('does not go on upon another chain: providers that disagree are not mixed', async () => {
    const [first, second] = [scriptedSource('first'), scriptedSource('second')];
    second.fork = 'b';
    first.errors.push({ atHeight: 25, error: down() });
    const reading = spans(withFallback([first, second]).account(account, range, signal));
    await expect(reading).rejects.toMatchObject({ code: 'source.reorged' });
  });

  it('throws what the last one threw', async () => {
    const [first, second] = [scriptedSource('first'), scriptedSource('second')];
    first.errors.push({ atHeight: 100, error: down() });
    second.errors.push({ atHeight: 100, error: slow(1) });
    await expect(withFallback([first, second]).head(signal)).rejects.toMatchObject({
      code: 'source.rate-limited',
    });
  });
});

describe('the circuit breaker', () => {
  it('spares a provider that is down, tries again after a rest, and recovers', async () => {
    const pace = ownPace();
    let up = false;
    let asked = 0;
    const http: HttpClient = () => {
      asked += 1;
      return up ? Promise.resolve({ status: 200, text: '{}' }) : Promise.reject(down());
    };
    const guarded = withBreaker(http, 'p', pace, { failuresMax: 3, restMs: 1_000 });
    const ask = () => guarded({ url: 'http://p' }, signal);
    for (let i = 0; i < 6; i++) await expect(ask()).rejects.toThrow();
    expect(asked).toBe(3);
    await pace.sleep(1_000, signal);
    await expect(ask()).rejects.toThrow('503');
    await expect(ask()).rejects.toThrow('rests');
    expect(asked).toBe(4);
    up = true;
    await pace.sleep(1_000, signal);
    for (let i = 0; i < 3; i++) await ask();
    expect(asked).toBe(7);
  });

  it('does not hold bad questions against the provider', async () => {
    const refused = sourceError('source.bad-answer', 'p', 'no');
    const guarded = withBreaker(() => Promise.reject(refused), 'p', ownPace(), {
      failuresMax: 1,
      restMs: 1_000,
    });
    for (let i = 0; i < 3; i++) {
      await expect(guarded({ url: 'http://p' }, signal)).rejects.toBe(refused);
    }
  });
});

describe('the budget before a provider', () => {
  it('waits for its turn, counts a batch by its calls, and rests when told to', async () => {
    const pace = ownPace();
    const budget = new MemoryBudget(pace.now);
    let answer: () => Promise<{ status: number; text: string }> = () =>
      Promise.resolve({ status: 200, text: '{}' });
    const rate = { requestsPerSecond: 2 };
    const http = withBudget(() => answer(), 'p', rate, budget, pace);
    await http({ url: 'http://p', body: [1, 2] }, signal);
    await http({ url: 'http://p' }, signal);
    expect(pace.slept).toEqual([500]);
    answer = () => Promise.reject(slow(9));
    await expect(http({ url: 'http://p' }, signal)).rejects.toThrow('rate limit');
    const grant = await budget.take('p', rate, 1);
    expect(grant.granted && grant.waitMs).toBeGreaterThanOrEqual(9_000);
  });

  it('sends nothing once the quota of the day is used up', async () => {
    const pace = ownPace();
    let sent = 0;
    const send: HttpClient = () => {
      sent += 1;
      return Promise.resolve({ status: 200, text: '{}' });
    };
    const rate = { requestsPerSecond: 100, requestsPerDay: 1 };
    const http = withBudget(send, 'p', rate, new MemoryBudget(pace.now), pace);
    await http({ url: 'http://p' }, signal);
    await expect(http({ url: 'http://p' }, signal)).rejects.toMatchObject({
      code: 'source.quota-exhausted',
    });
    expect(sent).toBe(1);
  });
});
