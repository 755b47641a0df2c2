import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { productFolder } from '../../../src/runtime/product-folder.ts';
import { readSettings } from '../../../src/runtime/settings.ts';

describe('settings', () => {
  it('need nothing: embedded engines, this machine only, the next free port', () => {
    expect(readSettings({}, [])).toMatchObject({
      databaseUrl: undefined,
      redisUrl: undefined,
      host: '127.0.0.1',
      port: undefined,
      logLevel: 'info',
      logJson: false,
      dataFolder: join(productFolder, 'data'),
      configFolder: join(productFolder, 'config'),
      sandbox: true,
      requestsPerMinute: 60_000,
      workers: 1,
    });
  });

  it('take what is set, and an empty value as not set', () => {
    const environment = {
      DATABASE_URL: 'postgresql://db/wagetrace',
      REDIS_URL: '',
      PORT: '9000',
      LOG_LEVEL: 'debug',
      NODE_ENV: 'production',
      WAGETRACE_DATA: '/srv/wagetrace',
      WORKERS: '0',
    };
    expect(readSettings(environment, [])).toMatchObject({
      databaseUrl: 'postgresql://db/wagetrace',
      redisUrl: undefined,
      port: 9000,
      logLevel: 'debug',
      logJson: true,
      dataFolder: '/srv/wagetrace',
      workers: 0,
    });
  });

  it('let the command line overrule the environment about the sandbox', () => {
    expect(readSettings({}, ['--no-sandbox']).sandbox).toBe(false);
    expect(readSettings({ WAGETRACE_SANDBOX: 'false' }, []).sandbox).toBe(false);
    expect(readSettings({ WAGETRACE_SANDBOX: 'false' }, ['--sandbox']).sandbox).toBe(true);
  });

  it('say everything that is wrong in one message, without repeating a value', () => {
    const environment = {
      DATABASE_URL: 'mysql://user:geheim@host/db',
      REDIS_URL: 'localhost:6379',
      PORT: '70000',
      HOST: 'not a host',
      LOG_LEVEL: 'loud',
      WAGETRACE_SANDBOX: 'maybe',
      WORKERS: '1.5',
    };
    const reading = () => readSettings(environment, ['--token=geheim']);
    expect(reading).toThrow(expect.objectContaining({ code: 'settings.invalid' }));
    for (const name of [...Object.keys(environment), '--token']) {
      expect(reading).toThrow(new RegExp(`^ {2}${name}: `, 'm'));
    }
    expect(reading).not.toThrow('geheim');
  });
});
