import { z } from 'zod';
import { readAccountId } from '../../accounts/account.ts';
import { labelCategories } from '../../domain/label.ts';
import { accountLabels, serviceVerdict } from '../answers.ts';
import { type Route, route } from '../route.ts';
import { accountText, noParams, nothing } from '../schemas.ts';
import type { ApiServices } from '../services.ts';

/** Labels of one import as JSON; a file may have more. */
const labelsMax = 5_000;
const bodyBytesMax = 8 * 1024 * 1024;

/** What makes a claim whole is checked one by one, so that one bad label does not lose the rest. */
const claim = z.strictObject({
  account: z.string().max(300),
  chain: z.string().max(41).optional(),
  name: z.string().max(300),
  category: z.enum(labelCategories),
  entity: z.string().max(200).optional(),
  source: z.string().max(300),
  reference: z.string().max(2_000).optional(),
  confidence: z.number(),
  date: z.string().max(10),
  expires: z.string().max(10).optional(),
});

/** No union: of one that does not fit nothing is told but that, and not which label is wrong. */
const importBody = z
  .strictObject({
    labels: z.array(claim).min(1).max(labelsMax).optional(),
    tagPack: z.string().min(1).max(bodyBytesMax).optional(),
  })
  .refine((given) => (given.labels === undefined) !== (given.tagPack === undefined), {
    message: 'Give either labels or tagPack',
  });

const paging = z.strictObject({
  cursor: z.string().min(1).max(300).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** Labels, and the entities that they make of accounts. */
export function labelRoutes(services: ApiServices): Route[] {
  return [importRoute(services), accountRoute(services), ...entityRoutes(services)];
}

function importRoute(services: ApiServices): Route {
  return route({
    method: 'post',
    path: '/v1/labels',
    tag: 'labels',
    summary: 'Import labels: as JSON, as CSV, or as a GraphSense TagPack',
    roles: ['admin', 'analyst'],
    params: noParams,
    query: noParams,
    body: importBody,
    csv: true,
    bodyBytesMax,
    creates: true,
    status: 201,
    answer: z.object({
      added: z.number(),
      known: z.number(),
      errors: z
        .array(z.object({ line: z.number(), code: z.string(), message: z.string() }))
        .readonly(),
      errorCount: z.number(),
    }),
    handle: async ({ actor, body }) => {
      if (typeof body === 'string') {
        return await services.labels.import(actor, { format: 'csv', text: body });
      }
      const { tagPack, labels = [] } = body;
      return await services.labels.import(
        actor,
        tagPack === undefined
          ? { format: 'claims', claims: labels }
          : { format: 'tag-pack', text: tagPack },
      );
    },
  });
}

function accountRoute(services: ApiServices): Route {
  return route({
    method: 'get',
    path: '/v1/labels',
    tag: 'labels',
    summary: 'What sources say of an account, where they differ, and what tracing makes of it',
    roles: ['admin', 'analyst', 'auditor'],
    params: noParams,
    query: z.strictObject({ account: accountText }),
    body: nothing,
    answer: accountLabels.extend({ verdict: serviceVerdict.optional() }),
    handle: async ({ actor, query }) =>
      await services.labels.account(actor, readAccountId(query.account)),
  });
}

function entityRoutes(services: ApiServices): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/entities',
      tag: 'labels',
      summary: 'Whom accounts belong to, by what labels say',
      roles: ['admin', 'analyst', 'auditor'],
      params: noParams,
      query: paging,
      body: nothing,
      answer: z.object({
        items: z.array(
          z.object({
            ref: z.string(),
            names: z.array(z.string()).readonly(),
            categories: z.array(z.string()).readonly(),
            sources: z.array(z.string()).readonly(),
            accountCount: z.number(),
          }),
        ),
        nextCursor: z.string().optional(),
      }),
      handle: async ({ actor, query }) =>
        onePage(await services.labels.entities(actor, toRead(query)), query.limit, (e) => e.ref),
    }),
    route({
      method: 'get',
      path: '/v1/entities/{ref}',
      tag: 'labels',
      summary: 'The accounts of one entity',
      roles: ['admin', 'analyst', 'auditor'],
      params: z.object({ ref: z.string().min(1).max(200) }),
      query: paging,
      body: nothing,
      answer: z.object({ items: z.array(z.string()), nextCursor: z.string().optional() }),
      handle: async ({ actor, params, query }) => {
        const accounts = await services.labels.accountsOf(actor, params.ref, toRead(query));
        return onePage(accounts, query.limit, (account) => account);
      },
    }),
  ];
}

/** One more than asked for, to know whether there are more. */
function toRead({ cursor, limit }: z.output<typeof paging>) {
  return { ...(cursor === undefined ? {} : { after: cursor }), limit: limit + 1 };
}

function onePage<Row>(rows: readonly Row[], limit: number, cursorOf: (row: Row) => string) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined
    ? { items, nextCursor: cursorOf(last) }
    : { items };
}
