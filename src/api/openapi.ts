import { z } from 'zod';
import type { Route } from './route.ts';
import { takesEmpty } from './serve.ts';

/** The description of all routes as OpenAPI 3.1, from the same definitions that serve them. */
export function describeApi(routes: readonly Route[], version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const one of routes) {
    const path = paths[one.path] ?? {};
    path[one.method] = describeRoute(one);
    paths[one.path] = path;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Wagetrace',
      version,
      description: 'Follows wages across chains and screens every wallet on the way.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: problemSchema },
    },
  };
}

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    requestId: { type: 'string' },
    details: {},
  },
};

function describeRoute(one: Route): Record<string, unknown> {
  const names = [...one.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  const pathParameters = names.map((name) => {
    return { name, in: 'path', required: true, schema: propertyOf(one.params, name) };
  });
  const query = schemaOf(one.query, 'input');
  const queryNames = Object.keys(propertiesOf(query));
  const queryParameters = queryNames.map((name) => {
    return { name, in: 'query', required: false, schema: propertiesOf(query)[name] };
  });
  return {
    tags: [one.tag],
    summary: one.summary,
    operationId: operationIdOf(one),
    'x-roles': one.roles,
    parameters: [...pathParameters, ...queryParameters, ...(one.creates ? [idempotencyKey] : [])],
    ...requestBodyOf(one),
    responses: {
      [String(one.status ?? 200)]: {
        description: 'Done',
        content: { 'application/json': { schema: schemaOf(one.answer, 'input') } },
      },
      default: {
        description: 'A problem (RFC 9457)',
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      },
    },
  };
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

function operationIdOf(one: Route): string {
  const words = one.path.replaceAll(/[{}]/g, '').split(/[/-]/).filter(Boolean).slice(1);
  return [one.method, ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join(
    '',
  );
}

function requestBodyOf(one: Route): Record<string, unknown> {
  if (one.method === 'get' || one.body instanceof z.ZodUndefined) return {};
  const json = { 'application/json': { schema: schemaOf(one.body, 'input') } };
  const csv = one.csv ? { 'text/csv': { schema: { type: 'string' } } } : {};
  return { requestBody: { required: !takesEmpty(one.body), content: { ...json, ...csv } } };
}

const amountSchema = { type: 'string', pattern: '^\\d{1,78}$' };

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    // Amounts are bigint inside and decimal strings in JSON.
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'bigint') Object.assign(jsonSchema, amountSchema);
    },
  });
  return rest;
}

function propertiesOf(schema: Record<string, unknown>): Record<string, unknown> {
  const properties = schema['properties'];
  // CAST: JSON Schema has an object there or nothing.
  return (properties ?? {}) as Record<string, unknown>;
}

function propertyOf(schema: z.ZodType, name: string): unknown {
  return propertiesOf(schemaOf(schema, 'input'))[name] ?? { type: 'string' };
}
