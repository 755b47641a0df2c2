import { describe, expect, it } from 'vitest';
import { unknownEvents } from '../../../../src/crosschain/bridges/unknown-events.ts';
import { address, buildRecord, type Step } from '../record-builder.ts';
import { abiOf, catalogue, contractOf, decoder } from './bridge-harness.ts';

const pool = contractOf('celer', 'pool', 'eip155:1');
const fresh = 'event SendV9(bytes32 transferId)';
const hash = `0x${'1'.repeat(64)}`;

describe('upkeep of the catalogue', () => {
  it('finds events that listed contracts emit and no family reads, and nothing else', () => {
    const steps: Step[] = [
      { emit: [pool, fresh, [hash]] },
      { emit: [pool, fresh, [hash]] },
      { emit: [address(5), fresh, [hash]] },
      {
        emit: [
          pool,
          abiOf('celer', 'Send'),
          [hash, address(1), address(2), address(3), 1n, 10, 1, 1],
        ],
      },
    ];
    const { events } = buildRecord({ from: address(1), steps });
    expect(unknownEvents(events, catalogue.rows, decoder.topics)).toMatchObject([
      { protocol: 'celer', group: 'pool', count: 2 },
    ]);
  });
});
