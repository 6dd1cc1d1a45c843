import manifest from '../package.json' with { type: 'json' };

/** Version of this package, as it goes into each record of a ledger. */
export const toolkitVersion = manifest.version;
