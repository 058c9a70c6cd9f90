/** Clouds and their service addresses. Source: https://learn.microsoft.com/en-us/graph/deployments and the EWS OAuth page. */
export const clouds = ['worldwide', 'us-gov-high', 'us-gov-dod', 'china', 'on-premises', 'practice'] as const;
export type Cloud = (typeof clouds)[number];
export const endpointKinds = ['mailboxes', 'groups'] as const;
export type EndpointKind = (typeof endpointKinds)[number];

export interface CloudAddresses {
  readonly ewsUrl: string;
  readonly loginHost: string;
  readonly ewsResource: string;
  readonly graphRoot: string;
}

export const cloudAddresses: Readonly<Record<Exclude<Cloud, 'on-premises' | 'practice'>, CloudAddresses>> = {
  worldwide: {
    ewsUrl: 'https://outlook.office365.com/EWS/Exchange.asmx',
    loginHost: 'login.microsoftonline.com',
    ewsResource: 'https://outlook.office365.com',
    graphRoot: 'https://graph.microsoft.com',
  },
  'us-gov-high': {
    ewsUrl: 'https://outlook.office365.us/EWS/Exchange.asmx',
    loginHost: 'login.microsoftonline.us',
    ewsResource: 'https://outlook.office365.us',
    graphRoot: 'https://graph.microsoft.us',
  },
  'us-gov-dod': {
    ewsUrl: 'https://outlook-dod.office365.us/EWS/Exchange.asmx',
    loginHost: 'login.microsoftonline.us',
    ewsResource: 'https://outlook-dod.office365.us',
    graphRoot: 'https://dod-graph.microsoft.us',
  },
  china: {
    ewsUrl: 'https://partner.outlook.cn/EWS/Exchange.asmx',
    loginHost: 'login.partner.microsoftonline.cn',
    ewsResource: 'https://partner.outlook.cn',
    graphRoot: 'https://microsoftgraph.chinacloudapi.cn',
  },
};

/** The migration guide's names, kept as presets so that technicians find them. */
export const endpointPresets: Readonly<
  Record<string, { readonly cloud: Cloud; readonly kind: EndpointKind }>
> = {
  'Office 365': { cloud: 'worldwide', kind: 'mailboxes' },
  'Office 365 Groups': { cloud: 'worldwide', kind: 'groups' },
  'Office 365 (US Government)': { cloud: 'us-gov-high', kind: 'groups' },
  'Exchange Server (on-premises)': { cloud: 'on-premises', kind: 'mailboxes' },
  'Exchange Server': { cloud: 'on-premises', kind: 'mailboxes' },
};
