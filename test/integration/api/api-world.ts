import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Database } from '../../../src/database/database.ts';
import { findApiKey } from '../../../src/database/organisations.ts';
import type { Role } from '../../../src/domain/organisation.ts';
import { foundOrganisation, issueKey } from '../../../src/runtime/api-keys.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import {
  type RunningService,
  type ServiceAnswer,
  startService,
} from '../../support/running-service.ts';

/** A wallet on the shipped SDN list of 2025-11-27, and two that are on none. */
export const listed = '0x4f47bc496083c727c5fbe3ce9cdf2b0f6496270c';
export const ordinary = '0x00000000000000000000000000000000005eed01';
export const another = '0x00000000000000000000000000000000005eed02';

/** The service, keys of every role in one organisation, and the admin of another one. */
export interface ApiWorld {
  readonly service: RunningService;
  readonly database: Database;
  readonly organisationId: string;
  readonly keys: Readonly<Record<Role | 'secondAdmin' | 'stranger', string>>;
  /** Calls as the holder of one of the keys. */
  as(
    who: keyof ApiWorld['keys'],
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<ServiceAnswer>;
  /** A key of the first organisation that is out of its time. */
  expiredKey(): Promise<string>;
  stop(): Promise<void>;
}

export async function startApiWorld(): Promise<ApiWorld> {
  const service = await startService(
    join(import.meta.dirname, '../../../config'),
    process.env['TEST_REDIS_URL'],
  );
  const database = Database.open(service.databaseUrl, { max: 2 });
  const sha256 = createHash('sha256').update(service.adminKey).digest();
  const organisationId = (await findApiKey(database, sha256))?.organisationId ?? '';
  const issue = async (role: Role, days?: number) =>
    (await issueKey(database, systemClock, { id: organisationId, sandbox: false }, role, days)).key;
  const other = await foundOrganisation(database, systemClock, { name: 'Other', sandbox: false });
  const keys = {
    admin: service.adminKey,
    secondAdmin: await issue('admin'),
    analyst: await issue('analyst'),
    payroll: await issue('payroll'),
    auditor: await issue('auditor'),
    stranger: other.admin.key,
  };
  return {
    service,
    database,
    organisationId,
    keys,
    as: (who, method, path, body, headers = {}) =>
      service.call(method, path, body, { ...headers, authorization: `Bearer ${keys[who]}` }),
    expiredKey: () => issue('admin', -1),
    stop: async () => {
      await database.close();
      await service.stop();
    },
  };
}
