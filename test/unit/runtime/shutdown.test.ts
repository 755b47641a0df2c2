import { describe, expect, it } from 'vitest';
import { createLog } from '../../../src/runtime/log.ts';
import { closeInOrder } from '../../../src/runtime/shutdown.ts';

const log = createLog({ logLevel: 'silent', logJson: true }, 'test');

describe('closing in order', () => {
  it('closes one after the other', async () => {
    const closed: string[] = [];
    const step = (name: string, waitMs: number) => ({
      name,
      limitMs: 5_000,
      close: async () => {
        await new Promise((done) => setTimeout(done, waitMs));
        closed.push(name);
      },
    });
    expect(await closeInOrder([step('first', 50), step('second', 0)], log)).toBe(true);
    expect(closed).toEqual(['first', 'second']);
  });

  it('goes on after a step that fails or hangs, and says that it was not clean', async () => {
    const closed: string[] = [];
    const clean = await closeInOrder(
      [
        { name: 'fails', limitMs: 1_000, close: () => Promise.reject(new Error('broken')) },
        { name: 'hangs', limitMs: 50, close: () => new Promise(() => {}) },
        { name: 'last', limitMs: 1_000, close: async () => void closed.push('last') },
      ],
      log,
    );
    expect(clean).toBe(false);
    expect(closed).toEqual(['last']);
  });
});
