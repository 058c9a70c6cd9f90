/** Resources a practice tenant knows, and the permissions of each. Graph has no server here; its tokens serve wrong-audience tests. */
const knownPermissions = (origin: string): ReadonlyMap<string, readonly string[]> =>
  new Map([
    [origin, ['EWS.AccessAsUser.All', '.default']],
    ['https://graph.microsoft.com', ['User.Read', 'User.ReadBasic.All', 'Group.Read.All', '.default']],
  ]);

const openIdScopes = new Set(['openid', 'profile', 'email', 'offline_access']);

export type ScopeProblem = 'unknown-scope' | 'unknown-resource' | 'several-resources';

export interface ParsedScopes {
  /** The one resource the scopes belong to, `null` when there are only OpenID scopes. */
  readonly resource: string | null;
  /** Permission names without their resource; `.default` stands for all. */
  readonly permissions: readonly string[];
  readonly problem: ScopeProblem | null;
  /** All scopes of a resource, space separated, in their long form. */
  known(resource: string): string;
}

/** Splits `https://host/Permission` scopes as Entra does: one resource per request, each permission known to it. */
export const parseScopes = (origin: string, scope: string): ParsedScopes => {
  const table = knownPermissions(origin);
  let resource: string | null = null;
  let problem: ScopeProblem | null = null;
  const permissions: string[] = [];
  for (const one of scope.split(' ').filter((name) => name !== '' && !openIdScopes.has(name))) {
    const cut = one.lastIndexOf('/');
    // A double slash before the permission is allowed when the resource's own address ends with one.
    const host = one.slice(0, cut).replace(/\/$/, '');
    const permission = one.slice(cut + 1);
    if (cut < 0) problem ??= 'unknown-scope';
    else if (!table.has(host)) problem ??= 'unknown-resource';
    else if (!table.get(host)!.includes(permission)) problem ??= 'unknown-scope';
    else if (resource !== null && resource !== host) problem ??= 'several-resources';
    else {
      resource = host;
      permissions.push(
        ...(permission === '.default'
          ? table.get(host)!.filter((name) => name !== '.default')
          : [permission]),
      );
    }
  }
  return {
    resource,
    permissions: [...new Set(permissions)],
    problem,
    known: (host) => (table.get(host) ?? []).map((permission) => `${host}/${permission}`).join(' '),
  };
};
