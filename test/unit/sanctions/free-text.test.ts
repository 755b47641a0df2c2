import { describe, expect, it } from 'vitest';
import { walletsIn } from '../../../src/sanctions/free-text.ts';

const tron = 'TNZxGWCwvsHr6JxQxzoeDXV597Yf7Zb7nV';
const evm = '0x175d44451403Edf28469dF03A9280c1197ADb92c';
const bitcoin = '1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu';

describe('wallets in free text', () => {
  it('are found with the currency named before them', () => {
    expect(
      walletsIn(`Digital Currency Address: XBT ${bitcoin}. (1) ETH: ${evm}; (2) TRX: ${tron}`),
    ).toEqual([
      { raw: bitcoin, declaredSymbol: 'XBT' },
      { raw: evm, declaredSymbol: 'ETH' },
      { raw: tron, declaredSymbol: 'TRX' },
    ]);
  });

  it('are found without any label, between brackets, commas and quotes', () => {
    expect(
      walletsIn(`wallets (${bitcoin}),"${evm.toLowerCase()}"/${tron}.`).map(({ raw }) => raw),
    ).toEqual([bitcoin, evm.toLowerCase(), tron]);
  });

  it('are found when the currency is glued to them', () => {
    expect(walletsIn(`ETH:${evm}`)).toEqual([{ raw: evm, declaredSymbol: 'ETH' }]);
  });

  it('are joined over white space when the checksum then holds, as in the text of 2025', () => {
    expect(walletsIn('USDT TNZxGWCwvsHr6JxQxzoeDXV5 97Yf7Zb7nV, and others')).toEqual([
      { raw: tron, declaredSymbol: 'USDT' },
    ]);
    expect(walletsIn(`${tron.slice(0, 10)}\n${tron.slice(10, 20)}\n${tron.slice(20)}`)).toEqual([
      { raw: tron },
    ]);
  });

  it('are not joined when nothing vouches for what comes out', () => {
    const lower = evm.toLowerCase();
    expect(walletsIn(`${lower.slice(0, 20)} ${lower.slice(20)}`)).toEqual([]);
    expect(walletsIn('TNZxGWCwvsHr6JxQxzoeDXV5 97Yf7Zb7nX')).toEqual([]);
  });

  it('are not words, numbers, hashes or mistyped addresses', () => {
    const texts = [
      'The quick brown fox was designated under Regulation (EU) 2017/1509 on 16.10.2017',
      'passport number 4410155551234567890123, tax id 7707083893',
      '5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320',
      bitcoin.replace('BpE', 'BpF'),
      'ObshchestvoSOgranichennoyOtvetstvennostyuGRINEX',
    ];
    for (const text of texts) expect(walletsIn(text)).toEqual([]);
  });

  it('that nothing vouches for are kept for a person, with the reason', () => {
    const solana = '6USfQ9BX33LNvuR44TXr8XKzyEgervPcF4QtZZfWMnet';
    expect(walletsIn(`SOL: ${solana}`)).toEqual([
      { raw: solana, declaredSymbol: 'SOL', keptBecause: expect.stringMatching(/^no-checksum/) },
    ]);
    expect(walletsIn(solana)).toEqual([]);
    expect(walletsIn(evm.replace('175d', '175D'))).toEqual([
      expect.objectContaining({ keptBecause: expect.stringMatching(/EIP-55/) }),
    ]);
  });

  it('take the currency of their own line only', () => {
    expect(walletsIn(`Bitcoin:\n${tron}`)).toEqual([{ raw: tron }]);
  });
});
