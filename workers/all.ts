import { runWorkerProcess } from '../src/runtime/worker-process.ts';

await runWorkerProcess();
