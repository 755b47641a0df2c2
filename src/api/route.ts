import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import type { Actor, Role } from '../domain/organisation.ts';

export type Method = 'get' | 'post' | 'put' | 'patch';

/** What a handler gets, validated. */
export interface Call<Params, Query, Body> {
  readonly actor: Actor;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** For answers that are streamed. */
  readonly raw: { readonly request: IncomingMessage; readonly response: ServerResponse };
}

/** Says that the handler has answered by itself. */
export const answered: unique symbol = Symbol('answered');

export interface RouteDefinition<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
> {
  readonly method: Method;
  /** With `{name}` for parameters, as OpenAPI writes them. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** Who may call it. */
  readonly roles: readonly Role[];
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly answer: Answer;
  /** 200 when not given. */
  readonly status?: number;
  /** Creates something, so that it honours an `Idempotency-Key`. */
  readonly creates?: boolean;
  /** Greatest size of the body (default 256 KiB). */
  readonly bodyBytesMax?: number;
  /** Takes `text/csv` besides JSON; the handler then gets a string. */
  readonly csv?: boolean;
  handle(
    call: Call<z.output<Params>, z.output<Query>, z.output<Body>>,
  ): Promise<z.input<Answer> | typeof answered>;
}

/** A route with its types folded in: what the router and the description need of it. */
export interface Route
  extends Omit<RouteDefinition<z.ZodType, z.ZodType, z.ZodType, z.ZodType>, 'handle'> {
  handle(call: Call<unknown, unknown, unknown>): Promise<unknown>;
}

/** Defines a route once: it gives the router, the validation and the OpenAPI description. */
export function route<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
>(definition: RouteDefinition<Params, Query, Body, Answer>): Route {
  const { handle, ...rest } = definition;
  return {
    ...rest,
    // CAST: the router validates each part with the schema whose output the handler declared.
    handle: (call) => handle(call as Call<z.output<Params>, z.output<Query>, z.output<Body>>),
  };
}
