import { toLightermanError } from '#shared/domain/errors.ts';
import { type AppStore, failureNotice, type Notice, withNotice } from '../project/state.ts';

export interface Acts {
  readonly notify: (notice: Omit<Notice, 'id'>) => void;
  /** Marks the act as under way (`busy`), and turns a failure into words. @returns whether it worked */
  readonly act: (name: string, failed: string, work: () => Promise<void>) => Promise<boolean>;
}

/** What every action of every feature is wrapped in: nothing is thrown back at a button. */
export const createActs = (store: AppStore): Acts => {
  const notify: Acts['notify'] = (notice) =>
    store.setState(({ notices }) => ({ notices: withNotice(notices, notice) }));
  return {
    notify,
    act: async (name, failed, work) => {
      if (store.getState().busy.has(name)) return false;
      store.setState(({ busy }) => ({ busy: new Set(busy).add(name) }));
      try {
        await work();
        return true;
      } catch (error) {
        const known = toLightermanError(error);
        if (known.code === 'vault.locked') store.setState({ vaultLocked: true });
        else notify(failureNotice(failed, known));
        return false;
      } finally {
        store.setState(({ busy }) => {
          const left = new Set(busy);
          left.delete(name);
          return { busy: left };
        });
      }
    },
  };
};
