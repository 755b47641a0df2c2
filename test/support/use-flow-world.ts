import { afterAll, beforeAll } from 'vitest';
import { type FlowWorld, openFlowWorld } from './flow-world.ts';

/** The world of one test file: opened before its tests and closed after them. */
export function useFlowWorld(): FlowWorld {
  let opened: FlowWorld | undefined;
  const world = (): FlowWorld => {
    if (!opened) throw new Error('Used before its tests began');
    return opened;
  };
  beforeAll(async () => {
    opened = await openFlowWorld();
  });
  afterAll(async () => await opened?.close());
  return {
    get core() {
      return world().core;
    },
    get organisationId() {
      return world().organisationId;
    },
    hold: async (...given) => await world().hold(...given),
    follow: async (...given) => await world().follow(...given),
    close: async () => await world().close(),
  };
}
