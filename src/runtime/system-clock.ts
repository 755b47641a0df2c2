import { randomFillSync } from 'node:crypto';
import type { Clock } from '../ports/clock.ts';

const idBytes = 16;
/** Asking the system for random bytes costs the same for one id as for a few hundred. */
const pool = Buffer.alloc(256 * idBytes);
let used = pool.length;

/** The clock of the machine, and UUIDs of version 7 (RFC 9562, 5.7), which sort by their time. */
export const systemClock: Clock = {
  now: () => new Date(),
  id: () => {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    const bytes = pool.subarray(used, used + idBytes);
    used += idBytes;
    bytes.writeUIntBE(Date.now(), 0, 6);
    bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6);
    bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
    const hex = bytes.toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  },
};
