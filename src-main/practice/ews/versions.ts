/** Versions in the order of their age; a server takes all up to its own and refuses the rest. */
const known = [
  'Exchange2007',
  'Exchange2007_SP1',
  'Exchange2009',
  'Exchange2010',
  'Exchange2010_SP1',
  'Exchange2010_SP2',
  'Exchange2012',
  'Exchange2013',
  'Exchange2013_SP1',
  'V2015_10_05',
  'Exchange2015',
  'V2016_01_06',
  'V2016_04_13',
  'V2016_07_13',
  'V2016_10_10',
  'Exchange2016',
  'V2017_01_07',
  'V2017_04_14',
  'V2017_07_11',
  'V2017_10_09',
  'V2018_01_08',
] as const;

export interface ServerVersion {
  readonly major: number;
  readonly minor: number;
  readonly majorBuild: number;
  readonly minorBuild: number;
  /** Newest `RequestServerVersion` taken, also told in `ServerVersionInfo`. */
  readonly version: (typeof known)[number];
}

export const exchangeOnline: ServerVersion = {
  major: 15,
  minor: 20,
  majorBuild: 8182,
  minorBuild: 21,
  version: 'V2018_01_08',
};
export const exchange2016: ServerVersion = {
  major: 15,
  minor: 1,
  majorBuild: 2507,
  minorBuild: 35,
  version: 'V2017_07_11',
};
export const exchange2010Sp2: ServerVersion = {
  major: 14,
  minor: 2,
  majorBuild: 328,
  minorBuild: 9,
  version: 'Exchange2010_SP2',
};

export type VersionCheck = 'accepted' | 'too-new' | 'unknown';

export const checkVersion = (server: ServerVersion, requested: string): VersionCheck => {
  const index = known.indexOf(requested as (typeof known)[number]);
  if (index < 0) return 'unknown';
  return index <= known.indexOf(server.version) ? 'accepted' : 'too-new';
};

export const isAtLeast = (requested: string, wanted: (typeof known)[number]): boolean =>
  known.indexOf(requested as (typeof known)[number]) >= known.indexOf(wanted);
