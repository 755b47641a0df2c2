import type { z } from 'zod';
import type { ProviderSettings } from '../../provider-settings.ts';
import { sayable } from '../../sayable.ts';
import { type SourceErrorCode, sourceError } from '../../source-error.ts';
import { ElectrumConnection } from './connection.ts';
import { wireVersion } from './wire.ts';

/** Typed questions of an Electrum server. */
export interface ElectrumRpc {
  /** Undefined where the server says that there is no such thing. */
  find<T>(
    schema: z.ZodType<T>,
    method: string,
    params: readonly unknown[],
    signal: AbortSignal,
  ): Promise<T | undefined>;
}

const protocolVersion = '1.4';
const notThere = /no such|not found|unknown transaction|missing transaction|out of range/i;
const refused = /forbidden|unauthori[sz]ed|not allowed/i;
/** ElectrumX: excessive resource usage; others say it in words. */
const tooFastCode = -101;
const tooFast = /excessive|rate limit|too many|busy/i;
const serverTrouble = /internal|overloaded|unavailable|daemon (?:error|busy)|syncing/i;
const tooLarge = /history too large|too large|response too/i;
const methodNotFound = -32601;

/** Opens a server; nothing is sent before the first question. */
export function openElectrum(provider: string, settings: ProviderSettings): ElectrumRpc {
  const connection = new ElectrumConnection(provider, settings.url, settings.limits);
  let greeted = false;
  async function find<T>(
    schema: z.ZodType<T>,
    method: string,
    params: readonly unknown[],
    signal: AbortSignal,
  ): Promise<T | undefined> {
    const { result, error } = await connection.ask(method, params, signal);
    if (error) {
      const code = meaningOf(error.code, error.message);
      if (code === undefined) return undefined;
      throw sourceError(code, provider, `${method} failed: ${sayable(error.message)}`);
    }
    const parsed = schema.safeParse(result);
    if (parsed.success) return parsed.data;
    throw sourceError('source.bad-answer', provider, `${method} answered nonsense`);
  }
  return {
    async find(schema, method, params, signal) {
      if (!greeted) {
        await find(wireVersion, 'server.version', ['wagetrace', protocolVersion], signal);
        greeted = true;
      }
      return await find(schema, method, params, signal);
    },
  };
}

/** What an error means; undefined for what is simply not there. Servers agree on few codes. */
function meaningOf(code: number | undefined, message: string): SourceErrorCode | undefined {
  if (notThere.test(message)) return undefined;
  if (code === methodNotFound) return 'source.unsupported';
  if (tooLarge.test(message)) return 'source.too-large';
  if (code === tooFastCode || tooFast.test(message)) return 'source.rate-limited';
  if (refused.test(message)) return 'source.refused';
  return serverTrouble.test(message) ? 'source.unavailable' : 'source.bad-answer';
}
