import packageFile from '../../../package.json' with { type: 'json' };

/** One value for the whole product: tenants may list or block clients by it (EwsAllowList, EwsBlockList). */
export const userAgent = `Lighterman/${packageFile.version}`;
