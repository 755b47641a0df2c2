import type { z } from 'zod';
import type { HttpAnswer, HttpClient } from '../../http.ts';
import { jsonOf } from '../../http.ts';
import type { ProviderSettings } from '../../provider-settings.ts';
import { sourceError } from '../../source-error.ts';

/** Typed questions of an Esplora server: texts, or JSON. */
export interface EsploraRpc {
  /** Undefined where the server says that there is no such thing. */
  text<T>(schema: z.ZodType<T>, path: string, signal: AbortSignal): Promise<T | undefined>;
  json<T>(schema: z.ZodType<T>, path: string, signal: AbortSignal): Promise<T | undefined>;
}

/** Opens a server; nothing is sent before the first question. */
export function openEsplora(
  provider: string,
  settings: ProviderSettings,
  http: HttpClient,
): EsploraRpc {
  const base = settings.url.replace(/\/+$/, '');
  const headers = settings.key === undefined ? {} : { authorization: `Bearer ${settings.key}` };
  const ask = async (path: string, signal: AbortSignal): Promise<HttpAnswer | undefined> => {
    const answer = await http({ url: `${base}${path}`, headers }, signal);
    if (answer.status === 200) return answer;
    // Older servers answer a height beyond the tip with 400.
    if (answer.status === 404 || /not found/i.test(answer.text)) return undefined;
    throw sourceError('source.bad-answer', provider, `status ${answer.status}`);
  };
  const checked = <T>(schema: z.ZodType<T>, given: unknown, path: string): T => {
    const parsed = schema.safeParse(given);
    if (parsed.success) return parsed.data;
    const question = path.split('/')[1] ?? '';
    throw sourceError('source.bad-answer', provider, `${question} answered nonsense`);
  };
  return {
    async text(schema, path, signal) {
      const answer = await ask(path, signal);
      return answer && checked(schema, answer.text.trim(), path);
    },
    async json(schema, path, signal) {
      const answer = await ask(path, signal);
      return answer && checked(schema, jsonOf(answer, provider), path);
    },
  };
}
