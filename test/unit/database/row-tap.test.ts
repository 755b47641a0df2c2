import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { RowTap } from '../../../src/database/row-tap.ts';
import { testRandom, testSeed } from '../../support/random.ts';

const seed = testSeed();
const random = testRandom(seed);
const bytesOf = (count: number) =>
  Buffer.from(Array.from({ length: count }, () => random.between(0, 255)));

function message(type: string, body: Buffer): Buffer {
  const header = Buffer.alloc(5);
  header.write(type, 'latin1');
  header.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}

function sendInPieces(stream: PassThrough, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    const piece = bytes.subarray(at, at + random.between(1, 40));
    stream.emit('data', piece);
    at += piece.length;
  }
}

it('takes the rows and passes everything else, wherever the bytes are cut', () => {
  console.log(`WAGETRACE_TEST_SEED=${seed}`);
  for (let run = 0; run < 60; run += 1) {
    const stream = new PassThrough();
    const passed: Buffer[] = [];
    stream.on('data', (bytes: Buffer) => passed.push(Buffer.from(bytes)));
    const readers = stream.listeners('data');
    const others: Buffer[] = [];
    for (let asked = 0; asked < 2; asked += 1) {
      const tap = RowTap.on(stream);
      const rows: Buffer[] = [];
      const sent = Array.from({ length: random.between(0, 8) }, () => {
        const body = bytesOf(random.between(0, 120));
        const type = ['D', '1', '2', 'C', 'N', 'E'][random.between(0, 5)] ?? 'D';
        if (type === 'D') rows.push(body);
        else others.push(message(type, body));
        return message(type, body);
      });
      // Ready; and what comes after that, even a row, is nobody's but pg's.
      const rest = [message('Z', Buffer.from('I')), message('D', bytesOf(random.between(0, 9)))];
      others.push(...rest);
      sendInPieces(stream, Buffer.concat([...sent, ...rest]));
      expect(tap.rows).toEqual(rows);
      expect(stream.listeners('data')).toEqual(readers);
    }
    expect(Buffer.concat(passed)).toEqual(Buffer.concat(others));
  }
});

it('lets go before pg learns that the server is ready, which asks the next then', () => {
  const stream = new PassThrough();
  const rows: Buffer[][] = [];
  const ready = message('Z', Buffer.from('I'));
  let asked = 0;
  const ask = () => {
    asked += 1;
    if (asked <= 3) rows.push(RowTap.on(stream).rows);
  };
  stream.on('data', (bytes: Buffer) => {
    if (bytes.equals(Buffer.from('I'))) ask();
  });
  ask();
  const sent = [1, 2, 3].flatMap((row) => [message('D', Buffer.of(row)), ready]);
  stream.emit('data', Buffer.concat(sent));
  expect(rows).toEqual([[Buffer.of(1)], [Buffer.of(2)], [Buffer.of(3)]]);
});
