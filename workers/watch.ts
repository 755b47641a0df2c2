import { runWorkerProcess } from '../src/runtime/worker-process.ts';

await runWorkerProcess(['ingest', 'look', 'visit']);
