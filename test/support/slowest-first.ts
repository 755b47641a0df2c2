import { relative, sep } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders whose files take long, the longest first; all others follow. */
const slow = ['e2e', 'conformance', 'integration'];

/**
 * Long files first, so that the processes end together. Vitest itself knows durations only after a
 * first run, and takes large files for long ones until then, which those of e2e are not.
 */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => this.#rank(one) - this.#rank(other));
  }

  #rank({ moduleId }: TestSpecification): number {
    const [, folder = ''] = relative(this.ctx.config.root, moduleId).split(sep);
    const rank = slow.indexOf(folder);
    return rank === -1 ? slow.length : rank;
  }
}
