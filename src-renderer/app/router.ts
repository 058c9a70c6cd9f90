import type { AppStore } from '../features/project/state.ts';
import { formatRoute, parseRoute, type Route } from './routes.ts';

export interface Router {
  readonly navigate: (route: Route) => void;
  readonly stop: () => void;
}

/** Keeps the store's route and the page's address the same, whichever changes. */
export const startRouter = (store: AppStore, page: Window = window): Router => {
  const take = () => {
    const route = parseRoute(page.location.hash);
    if (route !== null) store.setState({ route });
  };
  page.addEventListener('hashchange', take);
  take();
  return {
    navigate: (route) => {
      store.setState({ route });
      page.location.hash = formatRoute(route);
    },
    stop: () => page.removeEventListener('hashchange', take),
  };
};
