import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfigFolder } from '../../../src/runtime/config/config-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'wagetrace-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is said of the shipped configuration with one file changed. */
async function faultOf(file: string, text: string): Promise<string> {
  cpSync('config', folder, { recursive: true });
  writeFileSync(join(folder, file), text);
  const read = readConfigFolder(folder, {});
  await expect(read).rejects.toMatchObject({ code: 'config.invalid' });
  return await read.then(String, ({ message }: Error) => message);
}

describe('a file of the configuration that is wrong', () => {
  it.each(['chains.yml', 'assets.yml', 'bridges.yml', 'lists.yml', 'prices.yml'])(
    'is named: %s',
    async (file) => {
      expect(await faultOf(file, 'a: [')).toContain(
        `config/${file} is not valid:\n  Flow sequence`,
      );
      expect(await faultOf(file, '- a')).toMatch(`config/${file} is not valid:\n  Invalid input`);
    },
  );

  it.each([
    ['a quote that does not end', 'a: 1\nkey: "SECRET', 'line 2, column'],
    ['an alias of nothing', 'key: *SECRET', 'Unresolved alias'],
    ['what stands behind the end', 'a: [1] SECRET', 'line 1, column'],
    ['a mapping within a line', 'key: SECRET: b', 'line 1, column'],
  ])('shows no key that stands beside %s', async (_what, text, place) => {
    const message = await faultOf('chains.yml', text);
    expect(message).toContain(place);
    expect(message).not.toContain('SECRET');
  });

  it('is told which of its lists nothing here reads', async () => {
    const lists = 'lists:\n  us-ofac-sdnn: {}\n  ours: {source: excel, path: /own.csv}\n';
    const message = await faultOf('lists.yml', lists);
    expect(message).toContain('lists.us-ofac-sdnn: us-ofac-sdnn is no source (us-ofac-sdn, ');
    expect(message).toContain('lists.ours: excel is no source');
  });
});
