import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileLimits } from '../../../../src/chains/file/limits.ts';
import { fileMapping } from '../../../../src/chains/file/mapping.ts';
import { type FileImport, importTransfers } from '../../../../src/chains/file/source.ts';
import type { Transfer } from '../../../../src/domain/transfer.ts';

const [alice, bob, carol] = ['a', 'b', 'c'].map((digit) => `0x${digit.repeat(40)}`);
const hash = (n: number) => `0x${n.toString(16).padStart(64, '0')}`;
const header = 'block,time,tx,from,to,amount';
const plain = {
  chain: 'eip155:1',
  format: 'csv',
  columns: { height: 'block', time: 'time', tx: 'tx', from: 'from', to: 'to', amount: 'amount' },
  amounts: 'decimal',
  asset: { id: 'eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7', decimals: 6 },
};
const row = (n: number, height: number, given: Record<string, string> = {}) => {
  const cells = {
    block: String(height),
    time: '2026-01-02 03:04:05',
    tx: hash(n),
    from: alice,
    to: bob,
    amount: '1.5',
    ...given,
  };
  return Object.values(cells).join(',');
};

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'file-import-'));
});
afterAll(() => rmSync(scratch, { recursive: true }));

interface Imported extends FileImport {
  readonly stored: readonly Transfer[];
}

async function imported(
  text: string | AsyncIterable<string>,
  mapping: object = {},
  limits: object = {},
): Promise<Imported> {
  const stored: Transfer[] = [];
  const result = await importTransfers(
    typeof text === 'string' ? chunked(text, 7) : text,
    {
      mapping: fileMapping.parse({ ...plain, ...mapping }),
      limits: { ...fileLimits, ...limits },
      scratchFolder: scratch,
      name: 'export.csv',
      readAt: '2026-02-01T00:00:00.000Z',
    },
    async (transfers) => {
      stored.push(...transfers);
    },
  );
  return { ...result, stored };
}

/** As a network gives it: in pieces that end anywhere. */
async function* chunked(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const csv = (...rows: string[]) => `${[header, ...rows].join('\n')}\n`;

describe('a CSV', () => {
  it('gives transfers with canonical accounts, base units and UTC', async () => {
    const mixed = '0xdAC17F958D2ee523a2206206994597C13D831ec7';
    const { stored, errorCount } = await imported(
      csv(row(1, 7, { from: mixed, tx: hash(171).toUpperCase().replace('X', 'x') })),
    );
    expect(errorCount).toBe(0);
    expect(stored).toEqual([
      {
        chain: 'eip155:1',
        height: 7,
        blockHash: '',
        time: '2026-01-02T03:04:05.000Z',
        tx: hash(171),
        txIndex: 0,
        position: stored[0]?.position,
        from: `eip155:1:${mixed.toLowerCase()}`,
        to: `eip155:1:${bob}`,
        asset: plain.asset.id,
        amountBase: 1_500_000n,
        kind: 'token',
        orderInferred: true,
      },
    ]);
  });

  it('may be quoted, with a byte order mark, Windows line ends, more columns and no last newline', async () => {
    const text = `\ufeff${header},"label, of it"\r\n${row(1, 7)},"a ""b""\r\nc"\r\n${row(2, 8)},d`;
    const { stored, errorCount } = await imported(text);
    expect([stored.length, errorCount]).toEqual([2, 0]);
  });

  it('names line and column of a bad row, and goes on', async () => {
    const { stored, errors, rows } = await imported(
      csv(
        row(1, 1, { amount: '1.2345678' }),
        row(2, 1, { amount: '-1' }),
        row(3, 1, { amount: '1e3' }),
        row(4, 1, { amount: '' }),
        row(5, 1, { from: '0x12' }),
        row(6, 1, { to: '0xdac17F958D2ee523a2206206994597C13D831ec7' }),
        row(7, 1, { block: '1.5' }),
        row(8, 1, { block: '9007199254740993' }),
        row(9, 1, { time: '2026-02-30 00:00:00' }),
        row(10, 1, { tx: 'a b' }),
        `${row(11, 1)},too,many`,
        'too,few',
        row(13, 1, { tx: `"${hash(13)}"x` }),
        row(14, 1),
      ),
    );
    expect(errors.map((e) => `${e.line} ${e.column ?? '-'} ${e.code}`)).toEqual([
      '2 amount amount.bad-decimal',
      '3 amount amount.bad-decimal',
      '4 amount amount.bad-decimal',
      '5 amount cell.empty',
      '6 from account.unreadable',
      '7 to account.unreadable',
      '8 block cell.bad-integer',
      '9 block cell.bad-integer',
      '10 time cell.bad-time',
      '11 tx cell.bad-hash',
      '12 - row.wrong-length',
      '13 - row.wrong-length',
      '14 tx cell.bad-hash',
    ]);
    expect(stored.map((t) => t.tx)).toEqual([hash(14)]);
    expect(rows).toBe(14);
  });

  it('tells of a quote that is opened and never closed', async () => {
    const { errors, stored } = await imported(csv(row(1, 1), row(2, 1, { tx: `"${hash(2)}` })));
    expect(errors).toMatchObject([{ code: 'row.bad-quotes' }]);
    expect(stored).toHaveLength(1);
  });

  it('is refused when a mapped column is not there', async () => {
    const missing = { code: 'import.missing-column', details: { columns: ['amount'] } };
    await expect(imported('block,time,tx,from,to\n1,2,3,4,5\n')).rejects.toMatchObject(missing);
    await expect(imported('')).rejects.toMatchObject({ code: 'import.missing-column' });
  });

  it('fails as its input fails', async () => {
    async function* broken(): AsyncGenerator<string> {
      yield csv(row(1, 1));
      throw new Error('connection lost');
    }
    await expect(imported(broken())).rejects.toThrow('connection lost');
  });

  it('is refused when a quote never ends, before it fills the memory', async () => {
    const endless = csv(row(1, 1), `"${'x\n'.repeat(1000)}`);
    const refused = { code: 'import.row-too-large' };
    await expect(imported(endless, {}, { rowBytesMax: 500 })).rejects.toMatchObject(refused);
    const oneLine = csv(row(1, 1), 'x'.repeat(1000));
    await expect(imported(oneLine, {}, { rowBytesMax: 500 })).rejects.toMatchObject(refused);
  });
});

describe('JSON lines', () => {
  const jsonl = { format: 'jsonl' };
  const object = { block: 1, time: 1_767_323_045, tx: hash(1), from: alice, to: bob, amount: '2' };

  it('give the same transfers', async () => {
    const { stored } = await imported(`\ufeff${JSON.stringify(object)}\n\n`, jsonl);
    const fromCsv = await imported(csv(row(1, 1, { time: '1767323045', amount: '2' })));
    expect(stored).toEqual(fromCsv.stored);
  });

  it('name the line of what is no object, and the column of a number that lost digits', async () => {
    const lines = [
      '[]',
      '{"block": ',
      JSON.stringify(object),
      `{"block":1,"time":1767323045,"tx":"0x1","from":"${alice}","to":"${bob}","amount":12345678901234567890}`,
      `{"block":1,"time":1767323045,"tx":"0x1","from":"${alice}","to":"${bob}","amount":0.1}`,
      `{"__proto__":{"block":"1"}}`,
    ];
    const { errors, stored } = await imported(lines.join('\n'), jsonl);
    expect(errors.map((e) => `${e.line} ${e.column ?? '-'} ${e.code}`)).toEqual([
      '1 - row.bad-json',
      '2 - row.bad-json',
      '4 amount cell.empty',
      '5 amount cell.empty',
      '6 block cell.empty',
    ]);
    expect(stored).toHaveLength(1);
  });
});

describe('assets, kinds, memos', () => {
  it('are taken from columns, and an asset that nobody named is an error', async () => {
    const mapping = {
      columns: { ...plain.columns, asset: 'token', kind: 'kind', memo: 'memo' },
      asset: undefined,
      amounts: 'base',
      assets: {
        ETH: { id: 'eip155:1/slip44:60', decimals: 18 },
        USDT: plain.asset,
      },
    };
    const text = [
      `${header},token,kind,memo`,
      row(1, 1, { amount: '5', token: 'ETH', kind: '', memo: 'wages' }),
      row(2, 1, { amount: '6', token: 'USDT', kind: 'fee', memo: '' }),
      row(3, 1, { amount: '7', token: 'toString', kind: '', memo: '' }),
      row(4, 1, { amount: '8', token: 'ETH', kind: 'gift', memo: '' }),
    ].join('\n');
    const { stored, errors } = await imported(text, mapping);
    expect(stored.map((t) => [t.asset, t.kind, t.memo, t.amountBase])).toEqual([
      ['eip155:1/slip44:60', 'native', 'wages', 5n],
      [plain.asset.id, 'fee', undefined, 6n],
    ]);
    expect(errors.map((e) => e.code)).toEqual(['cell.unknown-asset', 'cell.bad-kind']);
  });
});

describe('order', () => {
  it('follows the height, whatever the order of the file, in memory or through files', async () => {
    const heights = Array.from({ length: 200 }, (_, i) => (i * 37) % 50);
    const text = csv(...heights.map((height, i) => row(i, height)));
    const inMemory = await imported(text);
    const throughFiles = await imported(text, {}, { sortRowsMax: 7 });
    expect(inMemory.stored.map((t) => t.height)).toEqual([...heights].sort((a, b) => a - b));
    expect(throughFiles.stored).toEqual(inMemory.stored);
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('leaves no file behind when the import fails midway', async () => {
    const text = csv(...Array.from({ length: 20 }, (_, i) => row(i, 5)));
    const limits = { sortRowsMax: 3, blockRowsMax: 10 };
    await expect(imported(text, {}, limits)).rejects.toMatchObject({
      code: 'import.block-too-large',
    });
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('is the log index where there is one', async () => {
    const mapping = { columns: { ...plain.columns, logIndex: 'log' } };
    const text = [`${header},log`, row(1, 1, { log: '9' }), row(2, 1, { log: '8' })].join('\n');
    const { stored } = await imported(text, mapping);
    expect(stored.map((t) => [t.txIndex, t.position, t.orderInferred])).toEqual([
      [9, 1_000_009, undefined],
      [8, 1_000_008, undefined],
    ]);
  });

  it('is exact where transaction index and position are given', async () => {
    const mapping = { columns: { ...plain.columns, txIndex: 'index', position: 'place' } };
    const text = [`${header},index,place`, row(1, 1, { index: '4', place: '9000000' })].join('\n');
    const { stored } = await imported(text, mapping);
    expect(stored[0]).toMatchObject({ txIndex: 4, position: 9_000_000 });
    expect(stored[0]).not.toHaveProperty('orderInferred');
  });
});

describe('coverage', () => {
  const whole = { covers: { kind: 'whole', fromHeight: 1, toHeight: 9 } };
  const declared = {
    chain: 'eip155:1',
    source: 'file:export.csv',
    readAt: '2026-02-01T00:00:00.000Z',
    fromHeight: 1,
    toHeight: 9,
  };

  it('is nothing unless it is declared', async () => {
    expect((await imported(csv(row(1, 1)))).coverage).toEqual([]);
  });

  it('is the range or the accounts that are declared', async () => {
    expect((await imported(csv(row(1, 1)), whole)).coverage).toEqual([declared]);
    const covers = {
      ...whole.covers,
      kind: 'accounts',
      accounts: [alice, carol?.toUpperCase().replace('X', 'x')],
    };
    expect((await imported(csv(row(1, 1)), { covers })).coverage).toEqual([
      { ...declared, account: `eip155:1:${alice}` },
      { ...declared, account: `eip155:1:${carol}` },
    ]);
  });

  it('lacks what could not be read', async () => {
    const bad = await imported(csv(row(1, 1), 'x'), whole);
    expect(bad.coverage).toEqual([{ ...declared, lacks: ['bad-rows'] }]);
    const cut = await imported(csv(row(1, 1), row(2, 1)), whole, { rowsMax: 1 });
    expect(cut).toMatchObject({ limit: 'rows', rows: 1, transfers: 1 });
    expect(cut.coverage).toEqual([{ ...declared, lacks: ['file-limit'] }]);
  });
});

describe('limits', () => {
  it('cut a file at a whole row, and say so', async () => {
    const text = csv(row(1, 1), row(2, 1));
    for (let cut = 1; cut <= row(2, 1).length; cut += 1) {
      const result = await imported(text, {}, { bytesMax: text.length - cut });
      expect([result.limit, result.stored.length, result.errorCount]).toEqual(['bytes', 1, 0]);
    }
    expect((await imported(text, {}, { bytesMax: text.length })).limit).toBeUndefined();
  });

  it('of a cell is an error of the row', async () => {
    const mapping = { columns: { ...plain.columns, memo: 'memo' } };
    const text = [`${header},memo`, row(1, 1, { memo: 'x'.repeat(11) })].join('\n');
    const { errors } = await imported(text, mapping, { cellMax: 10 + 64 });
    expect(errors).toEqual([]);
    const tight = await imported(text, mapping, { cellMax: 10 });
    expect(tight.errors[0]).toMatchObject({ line: 2, column: 'time', code: 'cell.too-long' });
  });

  it('of errors keeps the first ones and counts them all', async () => {
    const text = csv(...Array.from({ length: 30 }, (_, i) => row(i, 1, { amount: 'x' })));
    const { errors, errorCount } = await imported(text, {}, { errorsMax: 3 });
    expect(errors.map((e) => e.line)).toEqual([2, 3, 4]);
    expect(errorCount).toBe(30);
  });
});
