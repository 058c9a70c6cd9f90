import { expect, it } from 'vitest';
import { createOpenProject } from '#main/shell/open-project.ts';

it('remembers what the next backend has to open', () => {
  const project = createOpenProject('/at-start.lighterman');
  expect(project.wanted()).toEqual({ path: '/at-start.lighterman', readOnly: false });
  project.noticed('items.page', { offset: 0 });
  expect(project.wanted()?.path).toBe('/at-start.lighterman');
  project.noticed('project.create', { path: '/new.lighterman', planText: '{}' });
  expect(project.wanted()).toEqual({ path: '/new.lighterman', readOnly: false });
  project.noticed('project.open', { path: '/other.lighterman', readOnly: true });
  expect(project.wanted()).toEqual({ path: '/other.lighterman', readOnly: true });
  project.noticed('project.close', {});
  expect(project.wanted()).toBeNull();
});

it('opens nothing again that could not be opened', () => {
  const project = createOpenProject('/gone.lighterman');
  project.forget();
  expect(project.wanted()).toBeNull();
});
