import manifest from '../../package.json' with { type: 'json' };

/** Version of the code that decides and traces; stored with every answer. */
export const engineVersion: string = manifest.version;
