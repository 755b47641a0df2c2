import { describe, expect, it } from 'vitest';
import { claimsMax, readLabels } from '../../../src/labels/read-labels.ts';

const evm = '0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe';
const header = 'chain,account,name,category,entity,source,reference,confidence,date,expires\n';

describe('labels as CSV', () => {
  it('reads every column and any spelling of an account', () => {
    const row = `eip155:1,${evm},Desk 1,otc,desk,court,https://example.org/1,80,2026-01-01,2027-01-01\n`;
    expect(readLabels({ format: 'csv', text: header + row })).toEqual({
      errors: [],
      claims: [
        {
          account: `eip155:1:${evm.toLowerCase()}`,
          name: 'Desk 1',
          category: 'otc',
          entity: 'desk',
          source: 'court',
          reference: 'https://example.org/1',
          confidence: 80,
          date: '2026-01-01',
          expires: '2027-01-01',
        },
      ],
    });
  });

  it('goes on after a row that cannot be used and names its line and fault', () => {
    const rows = [
      `eip155:1,${evm},A,exchange,,s,,101,2026-01-01,`,
      'eip155:1,0x12,A,exchange,,s,,10,2026-01-01,',
      `eip155:1,${evm},A,bank,,s,,10,2026-13-01,`,
      `eip155:1,${evm},A,exchange,,s,,10,2026-01-01,`,
    ];
    const { claims, errors } = readLabels({ format: 'csv', text: header + rows.join('\n') });
    expect(claims).toHaveLength(1);
    expect(errors.map(({ line, code }) => [line, code])).toEqual([
      [2, 'label.bad-claim'],
      [3, 'account.unreadable'],
      [4, 'label.bad-claim'],
    ]);
    expect(errors[2]?.message).toMatch(/category: .*; date: /);
  });

  it('refuses a table with a misspelt column', () => {
    const text = header.replace('expires', 'expiry');
    expect(() => readLabels({ format: 'csv', text })).toThrow(/unknown columns: expiry/);
  });

  it('refuses more than the limit', () => {
    const claims = Array.from({ length: claimsMax + 1 }, () => ({
      account: evm,
      name: 'n',
      category: 'other' as const,
      source: 's',
      confidence: 1,
      date: '2026-01-01',
    }));
    expect(() => readLabels({ format: 'claims', claims })).toThrow(/At most/);
  });

  it('refuses names with characters that turn or hide text', () => {
    const claim = { account: `eip155:1:${evm}`, category: 'other' as const, source: 's' };
    const dated = { ...claim, confidence: 1, date: '2026-01-01' };
    const names = ['a\u0000b', 'a\u202eb'].map((name) => ({ ...dated, name }));
    const { claims, errors } = readLabels({ format: 'claims', claims: names });
    expect(claims).toEqual([]);
    expect(errors.map(({ code }) => code)).toEqual(['label.bad-claim', 'label.bad-claim']);
  });
});

const tagPack = `
title: Services
creator: Example Forensics
currency: BTC
category: exchange
confidence: service_data
lastmod: 2024-03-01
tags:
  - address: 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa
    label: Old wallet
    source: https://example.org/a
    actor: example_exchange
  - address: "${evm}"
    currency: USDT
    network: ETH
    label: A mixer
    category: mixing_service
    confidence: heuristic
    lastmod: 2025-01-05
  - address: TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t
    currency: TRX
    label: Swindler
    category: perpetrator
    abuse: scam
  - address: 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa
    currency: XMR
    label: Unknown network
`;

describe('labels as a TagPack', () => {
  it('gives each tag what the pack says for all, and its own words first', () => {
    const { claims, errors } = readLabels({ format: 'tag-pack', text: tagPack });
    expect(claims).toEqual([
      {
        account: 'bip122:000000000019d6689c085ae165831e93:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
        name: 'Old wallet',
        category: 'exchange',
        entity: 'example_exchange',
        source: 'Example Forensics',
        reference: 'https://example.org/a',
        confidence: 50,
        date: '2024-03-01',
      },
      {
        account: `eip155:1:${evm.toLowerCase()}`,
        name: 'A mixer',
        category: 'mixer',
        source: 'Example Forensics',
        confidence: 10,
        date: '2025-01-05',
      },
      expect.objectContaining({ name: 'Swindler', category: 'crime' }),
    ]);
    expect(errors).toEqual([expect.objectContaining({ line: 25, code: 'caip.bad-chain' })]);
  });

  it.each([
    ['no YAML', 'tags: [', /./],
    ['no pack', 'hello: world', /No TagPack: title/],
    ['a bomb of aliases', bomb(), /alias/i],
  ])('refuses %s', (_what, text, message) => {
    expect(() => readLabels({ format: 'tag-pack', text })).toThrow(message);
  });
});

function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const before = level === 0 ? '1' : `*a${level - 1}`;
    return `a${level}: &a${level} [${Array(9).fill(before).join(', ')}]`;
  });
  return `title: t\ncreator: c\n${levels.join('\n')}\ntags: *a8\n`;
}
