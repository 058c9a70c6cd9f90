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
      const path = pathOf(input);
      if (path !== null) current = { path, readOnly: isReadOnly(input) };
    },
    forget: () => {
      current = null;
    },
  };
};

/** The path in an input that the contract's parser has not seen yet. */
export const pathOf = (input: unknown): string | null =>
  typeof input === 'object' && input !== null && 'path' in input && typeof input.path === 'string'
    ? input.path
    : null;

const isReadOnly = (input: unknown): boolean =>
  typeof input === 'object' && input !== null && 'readOnly' in input && input.readOnly === true;
