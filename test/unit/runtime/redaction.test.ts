import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactText, redactUrl } from '../../../src/runtime/redaction.ts';

describe('redaction of URLs', () => {
  it.each([
    [
      'https://mainnet.infura.io/v3/0123456789abcdef0123456789abcdef',
      'https://mainnet.infura.io/v3/***',
    ],
    ['https://rpc.ankr.com/eth/8f3eac91b2', 'https://rpc.ankr.com/eth/***'],
    [
      'https://api.etherscan.io/api?module=account&apikey=SECRET',
      'https://api.etherscan.io/api?module=***&apikey=***',
    ],
    ['postgres://wagetrace:geheim@db:5432/wagetrace', 'postgres://***@db:5432/wagetrace'],
    ['rediss://:geheim@cache:6380', 'rediss://***@cache:6380'],
    ['not a url', '***'],
  ])('%s', (url, shown) => {
    expect(redactUrl(url)).toBe(shown);
  });

  it.each(['http://127.0.0.1:8080/docs', 'https://www.treasury.gov/ofac/downloads/SDN_XML.ZIP'])(
    'leaves %s as it is',
    (url) => expect(redactUrl(url)).toBe(url),
  );

  it('never shows a key of hexadecimal digits, wherever the provider puts it', () => {
    const key = fc.stringMatching(/^[0-9a-f]{16,64}$/).filter((text) => /\d/.test(text));
    fc.assert(
      fc.property(key, (secret) => {
        const urls = [
          `https://node.example/v2/${secret}`,
          `https://node.example/${secret}/jsonrpc`,
          `https://node.example/rpc?key=${secret}`,
          `https://${secret}@node.example/`,
          `wss://user:${secret}@node.example/ws`,
        ];
        for (const url of urls) {
          expect(redactUrl(url)).not.toContain(secret);
          expect(redactText(`server response 401 (url="${url}", code=X)`)).not.toContain(secret);
        }
      }),
    );
  });
});

describe('redaction of text', () => {
  it('hides authorization values and keeps the rest', () => {
    expect(redactText('sent Authorization: Bearer wt_live_0123456789 to host')).toBe(
      'sent Authorization: Bearer *** to host',
    );
  });
});
