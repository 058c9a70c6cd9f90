import { itemId, type ItemId } from '#shared/domain/ids.ts';

export const wizardSteps = ['name', 'source', 'destination', 'mailboxes', 'options', 'summary'] as const;
export type WizardStep = (typeof wizardSteps)[number];

/** Where the window stands. Kept in the address after `#`, so that a reload and a deep link arrive at the same place. */
export type Route =
  | { readonly page: 'projects' }
  /** The open project; `itemId`: the mailbox whose pane is open. */
  | { readonly page: 'project'; readonly itemId: ItemId | null }
  /** The wizard over the open project. */
  | { readonly page: 'wizard'; readonly step: WizardStep }
  | { readonly page: 'endpoints' }
  | { readonly page: 'practice' }
  | { readonly page: 'settings' };

/** @returns `null` for an address that names no place */
export const parseRoute = (hash: string): Route | null => {
  const [page, second] = hash.replace(/^#?\/?/u, '').split('/');
  switch (page) {
    case 'projects':
    case 'endpoints':
    case 'practice':
    case 'settings':
      return { page };
    case 'project': {
      const id = itemId.safeParse(second);
      return { page, itemId: id.success ? id.data : null };
    }
    case 'wizard':
      return { page, step: wizardSteps.find((step) => step === second) ?? 'name' };
    case undefined:
    default:
      return null;
  }
};

export const formatRoute = (route: Route): string => {
  if (route.page === 'project' && route.itemId !== null) return `#/project/${route.itemId}`;
  if (route.page === 'wizard') return `#/wizard/${route.step}`;
  return `#/${route.page}`;
};
