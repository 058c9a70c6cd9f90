import { Dropdown, makeStyles, Option, SearchBox, tokens } from '@fluentui/react-components';
import { useEffect, useRef, useState } from 'react';
import { runStates } from '#shared/domain/run-state.ts';
import { useActions, useApp } from '../../../app/context.ts';
import { stateWord } from '../../../text/states.ts';
import type { GridQuery } from '../state.ts';

const useStyles = makeStyles({
  root: { display: 'flex', gap: tokens.spacingHorizontalS, flexWrap: 'wrap' },
  search: { width: '200px' },
  filter: { minWidth: '150px', width: '150px' },
});

const searchId = 'mailbox-search';
/** Puts the cursor into the search box, from the menu or Ctrl+F. */
export const focusSearch = (): void => document.getElementById(searchId)?.focus();

const filters: Readonly<Record<string, { label: string; states: GridQuery['states'] }>> = {
  all: { label: 'All states', states: [] },
  errors: { label: 'With errors', states: ['completed-with-errors', 'failed'] },
  active: { label: 'Under way', states: ['verifying', 'running', 'waiting', 'stopping'] },
  ...Object.fromEntries(
    runStates.map((state) => [
      state,
      { label: stateWord(state), states: [state] satisfies GridQuery['states'] },
    ]),
  ),
};

const typingPauseMs = 200;

/** Finds mailboxes by name, and shows those in a state. */
export const Find = () => {
  const styles = useStyles();
  const actions = useActions();
  const query = useApp((state) => state.query);
  const [text, setText] = useState(query.text);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  const search = (value: string) => {
    setText(value);
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = setTimeout(() => actions.setQuery({ text: value.trim() }), typingPauseMs);
  };
  const chosen =
    Object.entries(filters).find(([, filter]) => filter.states.join() === query.states.join())?.[0] ?? 'all';
  return (
    <div className={styles.root}>
      <SearchBox
        id={searchId}
        className={styles.search}
        placeholder="Find a mailbox"
        aria-label="Find a mailbox"
        value={text}
        onChange={(_event, { value }) => search(value)}
      />
      <Dropdown
        className={styles.filter}
        aria-label="Show mailboxes by state"
        value={filters[chosen]?.label ?? ''}
        selectedOptions={[chosen]}
        onOptionSelect={(_event, { optionValue }) =>
          actions.setQuery({ states: filters[optionValue ?? 'all']?.states ?? [] })
        }
      >
        {Object.entries(filters).map(([key, { label }]) => (
          <Option key={key} value={key}>
            {label}
          </Option>
        ))}
      </Dropdown>
    </div>
  );
};
