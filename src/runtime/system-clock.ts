import { randomBytes } from 'node:crypto';
import type { Clock } from '../ports/clock.ts';

/** The clock of the machine, and UUIDs of version 7 (RFC 9562, 5.7), which sort by their time. */
export const systemClock: Clock = {
  now: () => new Date(),
  id: () => {
    const bytes = randomBytes(16);
    bytes.writeUIntBE(Date.now(), 0, 6);
    bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6);
    bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
    const hex = bytes.toString('hex');
    return [8, 12, 16, 20, 32]
      .map((end, part, ends) => hex.slice(part === 0 ? 0 : ends[part - 1], end))
      .join('-');
  },
};
