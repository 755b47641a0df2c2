import { describe, expect, it } from 'vitest';
import { createLog } from '../../../src/runtime/log.ts';

function logged(logJson: boolean): { log: ReturnType<typeof createLog>; lines: string[] } {
  const lines: string[] = [];
  const output = { write: (line: string) => void lines.push(line) };
  return { log: createLog({ logLevel: 'info', logJson }, 'test', output), lines };
}

describe('the log', () => {
  it('writes one JSON object a line for collectors', () => {
    const { log, lines } = logged(true);
    log.info({ chain: 'eip155:1' }, 'read');
    log.debug('not at this level');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      name: 'test',
      msg: 'read',
      chain: 'eip155:1',
    });
  });

  it('writes one readable line with the fields', () => {
    const { log, lines } = logged(false);
    log.warn({ chain: 'eip155:1', height: 7 }, 'late');
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d warn {2}test: late \(chain=eip155:1 height=7\)\n$/);
  });

  it.each([true, false])('shows no secret, by field or in any text (JSON %s)', (json) => {
    const { log, lines } = logged(json);
    const secret = 'deadbeef00112233';
    log.info({ headers: { authorization: `Bearer ${secret}` }, apiKey: secret }, 'request');
    log.info({ provider: { key: secret, url: `https://rpc.example/v3/${secret}` } }, 'provider');
    log.error({ err: new Error(`could not reach https://rpc.example/v3/${secret}`) }, 'failed');
    log.info(`DATABASE_URL is postgres://wt:${secret}@db/wagetrace`);
    expect(lines).toHaveLength(4);
    expect(lines.join('')).not.toContain(secret);
    expect(lines.join('')).toContain('rpc.example');
  });
});
