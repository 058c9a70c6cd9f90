import { z } from 'zod';
import {
  type Cloud,
  cloudAddresses,
  clouds,
  endpointKinds,
  type EndpointKind,
  endpointPresets,
} from './cloud.ts';
import { checkSharePointUrl } from './share-point.ts';

export type { Cloud, EndpointKind } from './cloud.ts';

export const signInKinds = ['modern', 'app-only', 'basic', 'ntlm', 'windows'] as const;
/** `modern` = delegated through MSAL · `windows` = NTLM or Negotiate, whichever the server offers · `basic` as named. */
export type SignInKind = (typeof signInKinds)[number];

const address = z
  .string()
  .trim()
  .min(3)
  .max(320)
  .regex(/^[^\s@]+@[^\s@]+$/u, 'is not an e-mail address');
export const smtpAddress = address;

/** `cloud` and `kind` or one of the guide's preset names; the rest has defaults by cloud. */
export const endpointSchema = z
  .object({
    name: z
      .string()
      .trim()
      .min(1)
      .max(120)
      .describe('How the endpoint is called in this project, for example "Contoso".'),
    preset: z
      .enum(Object.keys(endpointPresets) as [string, ...string[]])
      .optional()
      .describe('The name the migration guide uses; stands for a cloud and a kind.'),
    cloud: z.enum(clouds).optional(),
    kind: z.enum(endpointKinds).optional(),
    ewsUrl: z
      .url()
      .optional()
      .describe('Exchange Web Services address; needed on-premises unless autodiscover is used.'),
    autodiscover: z.boolean().optional().describe('On-premises: find the EWS address by autodiscover.'),
    tenantId: z.string().trim().min(1).max(200).optional(),
    clientId: z.string().trim().min(1).max(200).optional(),
    authority: z.url().optional().describe('Sign-in address; practice tenants and on-premises hybrid only.'),
    scope: z.string().trim().min(1).max(500).optional(),
    sharePointUrl: z
      .url()
      .optional()
      .describe("Top-level SharePoint site of the tenant, to link to the groups' sites."),
    signIn: z.enum(signInKinds).optional().describe('Default: modern for clouds, windows for on-premises.'),
    credentials: z
      .enum(['provided', 'per-mailbox'])
      .optional()
      .describe('One sign-in for all, or each mailbox its own.'),
    userName: z
      .string()
      .trim()
      .min(1)
      .max(320)
      .optional()
      .describe('Account for basic or windows sign-in; passwords never stand here.'),
    impersonation: z
      .boolean()
      .optional()
      .describe('"Use impersonation to authenticate"; see the rules per cloud.'),
    caFile: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .describe('PEM file of a certificate authority this endpoint may be signed by.'),
  })
  .strict();
export type EndpointInput = z.infer<typeof endpointSchema>;

/** An endpoint with everything decided. */
export interface Endpoint {
  readonly name: string;
  readonly cloud: Cloud;
  readonly kind: EndpointKind;
  /** `null`: found by autodiscover. */
  readonly ewsUrl: string | null;
  readonly tenantId: string | null;
  readonly clientId: string | null;
  readonly authority: string | null;
  readonly scope: string | null;
  readonly sharePointUrl: string | null;
  readonly signIn: SignInKind;
  readonly credentials: 'provided' | 'per-mailbox';
  readonly userName: string | null;
  readonly impersonation: boolean;
  readonly caFile: string | null;
}

/** What windows and reports may show: nothing that names a path of this machine or could hold more than an address. */
export type ShownEndpoint = Pick<
  Endpoint,
  | 'name'
  | 'cloud'
  | 'kind'
  | 'ewsUrl'
  | 'tenantId'
  | 'clientId'
  | 'signIn'
  | 'credentials'
  | 'userName'
  | 'impersonation'
>;

/** Each key by name: what else the endpoint holds is left out, and the order stays. */
export const shownEndpoint = (endpoint: ShownEndpoint): ShownEndpoint => ({
  name: endpoint.name,
  cloud: endpoint.cloud,
  kind: endpoint.kind,
  ewsUrl: endpoint.ewsUrl,
  tenantId: endpoint.tenantId,
  clientId: endpoint.clientId,
  signIn: endpoint.signIn,
  credentials: endpoint.credentials,
  userName: endpoint.userName,
  impersonation: endpoint.impersonation,
});

/**
 * Whether impersonation is on, and whether the operator may change it (domain.md §6).
 * The role was removed from Exchange Online in February 2025:
 * https://techcommunity.microsoft.com/t5/exchange-team-blog/retirement-of-rbac-application-impersonation-in-exchange-online/ba-p/4062671
 */
export const impersonationRule = (
  cloud: Cloud,
  kind: EndpointKind,
  signIn: SignInKind,
): { readonly value: boolean; readonly locked: boolean; readonly why: string } => {
  if (kind === 'groups')
    return {
      value: false,
      locked: true,
      why: 'Group mailboxes do not take impersonation; the account is member and owner.',
    };
  if (cloud === 'on-premises')
    return { value: true, locked: false, why: 'The account holds the ApplicationImpersonation role.' };
  if (signIn === 'app-only')
    return { value: true, locked: false, why: 'An application acts as each mailbox.' };
  return {
    value: false,
    locked: true,
    why: 'The ApplicationImpersonation role was removed from Exchange Online in February 2025; grant Full Access instead.',
  };
};

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;
export const isGuid = (text: string): boolean => guid.test(text);

/** Technicians paste `ModernAuthClientIdExport=…` as the guide writes it: the value is what follows. */
const pastedValue = (text: string | undefined): string | null =>
  text === undefined
    ? null
    : text.replace(/^\s*ModernAuth(?:Client|Tenant)Id(?:Export|Import)\s*=\s*/iu, '').trim();

/** @returns the endpoint with its defaults, or the sentence that says what is wrong. */
export const resolveEndpoint = (
  input: EndpointInput,
): { ok: true; endpoint: Endpoint } | { ok: false; message: string } => {
  const preset = input.preset === undefined ? undefined : endpointPresets[input.preset];
  const cloud = input.cloud ?? preset?.cloud;
  if (cloud === undefined)
    return { ok: false, message: `Endpoint "${input.name}": name a cloud or a preset.` };
  const kind = input.kind ?? preset?.kind ?? 'mailboxes';
  const signIn = input.signIn ?? (cloud === 'on-premises' ? 'windows' : 'modern');
  const known = cloud === 'on-premises' || cloud === 'practice' ? null : cloudAddresses[cloud];
  const online = signIn === 'modern' || signIn === 'app-only';
  const clientId = pastedValue(input.clientId);
  const tenantId = pastedValue(input.tenantId);
  if (online && clientId === null)
    return {
      ok: false,
      message: `Endpoint "${input.name}": a client id is needed for modern authentication.`,
    };
  if (online && tenantId === null)
    return {
      ok: false,
      message: `Endpoint "${input.name}": a tenant id is needed; a sign-in to "common" could reach the wrong tenant.`,
    };
  if (known !== null && !online)
    return {
      ok: false,
      message: `Endpoint "${input.name}": Exchange Online takes modern authentication only; passwords were switched off.`,
    };
  const ewsUrl = input.ewsUrl ?? known?.ewsUrl ?? null;
  if (ewsUrl === null && input.autodiscover !== true)
    return { ok: false, message: `Endpoint "${input.name}": give the EWS address, or turn autodiscover on.` };
  if (ewsUrl !== null && ewsUrl.startsWith('http:') && !isLoopbackUrl(ewsUrl))
    return {
      ok: false,
      message: `Endpoint "${input.name}": clear-text http is allowed to this machine only; use https.`,
    };
  const sharePoint =
    input.sharePointUrl === undefined ? null : checkSharePointUrl(input.sharePointUrl, cloud);
  if (sharePoint !== null && !sharePoint.ok)
    return { ok: false, message: `Endpoint "${input.name}": ${sharePoint.message}` };
  const rule = impersonationRule(cloud, kind, signIn);
  if (input.impersonation !== undefined && rule.locked && input.impersonation !== rule.value)
    return { ok: false, message: `Endpoint "${input.name}": impersonation cannot be turned on. ${rule.why}` };
  return {
    ok: true,
    endpoint: {
      name: input.name,
      cloud,
      kind,
      ewsUrl,
      tenantId,
      clientId,
      authority:
        input.authority ??
        (known === null || tenantId === null ? null : `https://${known.loginHost}/${tenantId}`),
      scope:
        input.scope ??
        (known === null
          ? null
          : `${known.ewsResource}/${signIn === 'app-only' ? '.default' : 'EWS.AccessAsUser.All'}`),
      sharePointUrl: sharePoint?.url ?? null,
      signIn,
      credentials: input.credentials ?? 'provided',
      userName: input.userName ?? null,
      impersonation: input.impersonation ?? rule.value,
      caFile: input.caFile ?? null,
    },
  };
};

/** Only these names and ranges are this machine. */
export const isLoopbackUrl = (text: string): boolean => {
  const host = /^[a-z]+:\/\/(?:[^@/]*@)?(\[[^\]]+\]|[^/:?#]+)/iu.exec(text)?.[1]?.toLowerCase() ?? '';
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127(\.\d{1,3}){3}$/u.test(host)
  );
};
