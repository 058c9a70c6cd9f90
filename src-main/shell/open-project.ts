/** Which project the next backend has to open: the one named at the start, later whichever the window opened last. */
export interface OpenProject {
  readonly wanted: () => { path: string; readOnly: boolean } | null;
  /** Takes a call of the window that succeeded. */
  readonly noticed: (op: string, input: unknown) => void;
  readonly forget: () => void;
}

export const createOpenProject = (openAtStart: string | null): OpenProject => {
  let current = openAtStart === null ? null : { path: openAtStart, readOnly: false };
  return {
    wanted: () => current,
    noticed: (op, input) => {
      if (op === 'project.close') current = null;
      if (op !== 'project.open' && op !== 'project.create') return;
      if (typeof input !== 'object' || input === null || !('path' in input)) return;
      current = {
        path: String(input.path),
        readOnly: 'readOnly' in input && input.readOnly === true,
      };
    },
    forget: () => {
      current = null;
    },
  };
};
