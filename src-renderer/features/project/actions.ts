import type { ProjectView } from '#shared/contract/model.ts';
import { toLightermanError } from '#shared/domain/errors.ts';
import type { ItemId } from '#shared/domain/ids.ts';
import type { PassKind } from '#shared/domain/run-state.ts';
import { count, counted, size } from '../../text/format.ts';
import { passName } from '../../text/states.ts';
import type { Controller } from './controller.ts';
import { type AppStore, failureNotice, type Notice, withNotice } from './state.ts';

/** Everything a person can do here; each says what came of it, and nothing is thrown back at a button. */
export type Actions = ReturnType<typeof createActions>;

export const createActions = (store: AppStore, controller: Pick<Controller, 'call' | 'grid' | 'reload'>) => {
  const { call, grid } = controller;

  const notify = (notice: Omit<Notice, 'id'>) =>
    store.setState(({ notices }) => ({ notices: withNotice(notices, notice) }));

  /** Marks the act as under way, and turns a failure into words. @returns whether it worked */
  const act = async (name: string, failed: string, work: () => Promise<void>): Promise<boolean> => {
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
  };

  const showProject = async (project: ProjectView) => {
    store.setState({ project, selected: null, detail: null, errors: null });
    await controller.reload();
  };
  const open = (path: string) =>
    act('open', 'The project could not be opened', async () =>
      showProject(await call('project.open', { path })),
    );

  const addCsv = async (text: string, name: string) => {
    const { imported, duplicates, rejected, warnings } = await call('items.importCsv', { text, name });
    const problems = [...rejected, ...warnings]
      .slice(0, 3)
      .map(({ row, reason }) => `Row ${count(row)}: ${reason}`);
    const more = rejected.length + warnings.length - problems.length;
    notify({
      kind: rejected.length > 0 ? 'failed' : 'done',
      title: `${counted(imported, 'mailbox', 'mailboxes')} added`,
      text: [
        duplicates > 0 ? `${count(duplicates)} were there already.` : '',
        ...problems,
        more > 0 ? `and ${count(more)} more rows.` : '',
      ]
        .filter((part) => part !== '')
        .join(' '),
      small: null,
      path: null,
    });
  };

  const select = async (itemId: ItemId | null) => {
    const { selected } = store.getState();
    if (selected === itemId) return;
    store.setState({ selected: itemId, detail: null, errors: null });
    if (itemId === null) return;
    await act(`detail ${itemId}`, 'The mailbox could not be shown', async () => {
      const [detail, errors] = await Promise.all([
        call('items.detail', { itemId }),
        call('errors.page', { itemId }),
      ]);
      if (store.getState().selected === itemId) store.setState({ detail, errors });
    });
  };

  return {
    openProject: () =>
      act('open', 'The project could not be opened', async () => {
        const chosen = await call('shell.chooseProject', {});
        if (chosen !== null) await showProject(await call('project.open', { path: chosen.path }));
      }),
    openRecent: open,
    closeProject: () =>
      act('open', 'The project could not be closed', async () => {
        if (store.getState().project === null) return;
        await call('project.close', {});
        await controller.reload();
      }),
    createFromPlan: () =>
      act('open', 'The project could not be created', async () => {
        const plan = await call('shell.readTextFile', { kind: 'plan' });
        if (plan === null) return;
        const place = await call('shell.chooseNewProject', {
          suggestedName: plan.name.replace(/\.json$/iu, '') || 'Project',
        });
        if (place === null) return;
        await showProject(
          await call('project.create', { path: place.path, planText: plan.text, planName: plan.name }),
        );
      }),
    rehearse: () =>
      act('rehearse', 'The practice tenants could not be started', async () => {
        const tenants = await call('practice.start', {});
        const { path } = await call('shell.newRehearsal', {});
        await call('project.create', { path, planText: tenants.planText, planName: 'Rehearsal' });
        if (tenants.csvText !== '')
          await call('items.importCsv', { text: tenants.csvText, name: 'Rehearsal' });
        await showProject(await call('project.view', {}));
      }),
    addMailboxes: () =>
      act('add', 'The list could not be added', async () => {
        const file = await call('shell.readTextFile', { kind: 'csv' });
        if (file !== null) await addCsv(file.text, file.name);
      }),
    start: (kind: PassKind) =>
      act('pass', `${passName[kind]} could not be started`, async () => {
        await call('pass.start', { kind });
        const project = await call('project.view', {});
        store.setState({ project });
      }),
    stop: () =>
      act('stop', 'The pass could not be stopped', async () => {
        const pass = store.getState().project?.activePass;
        if (pass === undefined || pass === null) return;
        await call('pass.stop', { passId: pass.id });
        const project = await call('project.view', {});
        store.setState({ project });
      }),
    saveReport: (format: 'pdf' | 'html' | 'csv' | 'json') =>
      act('report', 'The report could not be saved', async () => {
        const file = await call('shell.saveReport', { format });
        if (file === null) return;
        notify({
          kind: 'done',
          title: 'Report saved',
          text: `${file.path} (${size(file.sizeBytes)})`,
          small: null,
          path: file.path,
        });
      }),
    showFile: (path: string) =>
      act('show', 'The file could not be shown', async () => {
        await call('shell.showSavedFile', { path });
      }),
    select,
    /** Opens the mailbox at a place of the list, if its row is held. */
    selectAt: async (position: number) => {
      const item = store.getState().rows.get(position);
      if (item !== undefined) await select(item.id);
    },
    moreErrors: () =>
      act('errors', 'The errors could not be shown', async () => {
        const { selected: itemId, errors } = store.getState();
        if (itemId === null || errors === null) return;
        const more = await call('errors.page', { itemId, offset: errors.rows.length });
        store.setState((state) =>
          state.selected === itemId
            ? { errors: { rows: [...errors.rows, ...more.rows], total: more.total } }
            : {},
        );
      }),
    copy: (text: string) =>
      act('copy', 'The text could not be copied', async () => {
        await call('shell.copyText', { text });
      }),
    unlockVault: (passphrase: string) =>
      act('unlock', 'The vault was not unlocked', async () => {
        await call('vault.unlock', { passphrase });
        store.setState({ vaultLocked: false });
      }),
    leaveVaultLocked: () => store.setState({ vaultLocked: false }),
    dismiss: (id: number) =>
      store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) })),
    setQuery: grid.setQuery,
    showRows: grid.show,
  };
};
