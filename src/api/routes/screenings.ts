import { z } from 'zod';
import { type NamedSubject, nameSchemata } from '../../domain/name-match.ts';
import { screening } from '../answers.ts';
import { type Route, route } from '../route.ts';
import { byId, country, day, line, name, noParams, nothing, wallet } from '../schemas.ts';
import type { ApiServices } from '../services.ts';

/** Wallets in one request. */
const batchMax = 1_000;
const key = line(128);

const screeningBody = z
  .strictObject({
    wallet: wallet.optional(),
    wallets: z
      .array(z.strictObject({ key, wallet }))
      .min(1)
      .max(batchMax)
      .refine((asked) => new Set(asked.map((one) => one.key)).size === asked.length, {
        message: 'a key stands twice',
      })
      .optional(),
    name: name.optional(),
    schema: z.enum(nameSchemata).optional(),
    dateOfBirth: day.optional(),
    country: country.optional(),
    gender: z.enum(['male', 'female']).optional(),
  })
  .refine((body) => !(body.wallet || body.name) !== !body.wallets, {
    message: 'Give either wallet, name or both, or wallets',
  })
  .refine(
    (body) => body.name || !(body.schema || body.dateOfBirth || body.country || body.gender),
    {
      message: 'Whose date of birth, country, gender or schema? Give the name',
    },
  );

/** The name that is asked about, with what was given to tell its bearer from others. */
function namedIn(body: z.output<typeof screeningBody>): NamedSubject | undefined {
  const { name, schema, dateOfBirth, country, gender } = body;
  if (name === undefined) return undefined;
  return {
    name,
    ...(schema ? { schema } : {}),
    ...(dateOfBirth ? { dateOfBirth } : {}),
    ...(country ? { country } : {}),
    ...(gender ? { gender } : {}),
  };
}

/** Screening on request: one wallet, or up to a thousand with keys of the caller's. */
export function screeningRoutes(services: ApiServices): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/screenings',
      tag: 'screening',
      summary: 'Screen one wallet, one name or both, or up to 1,000 wallets with keys',
      roles: ['admin', 'analyst', 'payroll'],
      params: noParams,
      query: noParams,
      body: screeningBody,
      bodyBytesMax: 1024 * 1024,
      answer: z.union([screening, z.object({ items: z.array(z.object({ key, screening })) })]),
      creates: true,
      status: 201,
      handle: async ({ actor, body }) => {
        const asked = namedIn(body);
        if (asked) return await services.screenings.screenName(actor, asked, body.wallet);
        if (body.wallet) {
          const [single] = await services.screenings.screen(actor, [body.wallet]);
          if (single) return single;
        }
        const batch = body.wallets ?? [];
        const done = await services.screenings.screen(
          actor,
          batch.map((one) => one.wallet),
        );
        const items = done.map((one, index) => ({ key: batch[index]?.key ?? '', screening: one }));
        return { items };
      },
    }),
    route({
      method: 'get',
      path: '/v1/screenings/{id}',
      tag: 'screening',
      summary: 'A screening as it was made',
      roles: ['admin', 'analyst', 'payroll', 'auditor'],
      params: byId,
      query: noParams,
      body: nothing,
      answer: screening,
      handle: async ({ actor, params }) => await services.screenings.get(actor, params.id),
    }),
  ];
}
