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

/** A row of one field. */
function rowOf(field: Buffer): Buffer {
  const header = Buffer.alloc(6);
  header.writeInt16BE(1);
  header.writeInt32BE(field.length, 2);
  return message('D', Buffer.concat([header, field]));
}

/** The only field of each row, statement by statement. */
function fieldsOf(tap: RowTap): Buffer[][] {
  return tap.answers().map((rows) =>
    Array.from({ length: rows.count }, () => {
      rows.next();
      return rows.bytes.subarray(rows.start(0), rows.end(0));
    }),
  );
}

function sendInPieces(stream: PassThrough, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    const piece = bytes.subarray(at, at + random.between(1, 40));
    stream.emit('data', piece);
    at += piece.length;
  }
}

it('takes the rows of each statement and passes everything else, wherever the bytes are cut', () => {
  console.log(`WAGETRACE_TEST_SEED=${seed}`);
  for (let run = 0; run < 60; run += 1) {
    const stream = new PassThrough();
    const passed: Buffer[] = [];
    stream.on('data', (bytes: Buffer) => passed.push(Buffer.from(bytes)));
    const readers = stream.listeners('data');
    const others: Buffer[] = [];
    for (let asked = 0; asked < 2; asked += 1) {
      const tap = RowTap.on(stream);
      const completed: Buffer[][] = [];
      let rows: Buffer[] = [];
      const sent = Array.from({ length: random.between(0, 12) }, () => {
        const body = bytesOf(random.between(0, 3) * random.between(0, 40));
        const type = ['D', 'D', 'D', '1', '2', 'C', 'N', 'E'][random.between(0, 7)] ?? 'D';
        if (type === 'D') {
          rows.push(body);
          return rowOf(body);
        }
        others.push(message(type, body));
        if (type === 'C') {
          completed.push(rows);
          rows = [];
        }
        return message(type, body);
      });
      // Ready; and what comes after that, even a row, is nobody's but pg's.
      const rest = [message('Z', Buffer.from('I')), message('D', bytesOf(random.between(0, 9)))];
      others.push(...rest);
      sendInPieces(stream, Buffer.concat([...sent, ...rest]));
      expect(fieldsOf(tap)).toEqual(completed);
      expect(stream.listeners('data')).toEqual(readers);
    }
    expect(Buffer.concat(passed)).toEqual(Buffer.concat(others));
  }
});

it('lets go before pg learns that the server is ready, which asks the next then', () => {
  const stream = new PassThrough();
  const taps: RowTap[] = [];
  const ready = message('Z', Buffer.from('I'));
  let asked = 0;
  const ask = () => {
    asked += 1;
    if (asked <= 3) taps.push(RowTap.on(stream));
  };
  stream.on('data', (bytes: Buffer) => {
    if (bytes.equals(Buffer.from('I'))) ask();
  });
  ask();
  const sent = [1, 2, 3].flatMap((row) => [
    rowOf(Buffer.of(row)),
    message('C', Buffer.from('SELECT 1\0')),
    ready,
  ]);
  stream.emit('data', Buffer.concat(sent));
  expect(taps.map(fieldsOf)).toEqual([[[Buffer.of(1)]], [[Buffer.of(2)]], [[Buffer.of(3)]]]);
});
