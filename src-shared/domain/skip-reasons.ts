/** Why a message counts as skipped (domain.md §3): gone at the source, or a rule the operator chose. Shown as it stands. */
export const skipReasons = {
  gone: 'gone at the source',
  folder: 'its folder is not part of this run',
  removed: 'removed-at-destination',
} as const;
