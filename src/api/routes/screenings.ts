import { z } from 'zod';
import { screening } from '../answers.ts';
import { type Route, route } from '../route.ts';
import { byId, line, noParams, nothing, wallet } from '../schemas.ts';
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
  })
  .refine((body) => (body.wallet === undefined) !== (body.wallets === undefined), {
    message: 'Give either wallet or wallets',
  });

/** Screening on request: one wallet, or up to a thousand with keys of the caller's. */
export function screeningRoutes(services: ApiServices): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/screenings',
      tag: 'screening',
      summary: 'Screen one wallet, or up to 1,000 with keys',
      roles: ['admin', 'analyst', 'payroll'],
      params: noParams,
      query: noParams,
      body: screeningBody,
      bodyBytesMax: 1024 * 1024,
      answer: z.union([screening, z.object({ items: z.array(z.object({ key, screening })) })]),
      creates: true,
      status: 201,
      handle: async ({ actor, body }) => {
        if (body.wallet) {
          const [single] = await services.screenings.screen(actor, [body.wallet]);
          if (single) return single;
        }
        const asked = body.wallets ?? [];
        const done = await services.screenings.screen(
          actor,
          asked.map((one) => one.wallet),
        );
        const items = done.map((one, index) => ({ key: asked[index]?.key ?? '', screening: one }));
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
