import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Released, stepNumber, thawed } from './frozen-schema.ts';
import released from './released-schema.json' with { type: 'json' };
import { projectRoot } from './source-files.ts';

const folder = join(projectRoot, 'src-main', 'store', 'schema');
const steps: Released = released;

describe('the steps of the schema', () => {
  it('are as they were released', () => {
    expect(thawed(folder, steps)).toEqual([]);
  });

  it('are numbered in tens, each number once per kind of store', () => {
    const names = readdirSync(folder).filter((name) => stepNumber(name) !== undefined);
    expect(names.length).toBeGreaterThan(0);
    // 0010-project.ts and 0010-workspace.ts are the first steps of two kinds of store.
    const places = names.map((name) => name.replace(/^(\d{4}-[a-z0-9]+).*$/, '$1'));
    expect(new Set(places).size).toBe(places.length);
    expect(names.filter((name) => (stepNumber(name) ?? 1) % 10 !== 0)).toEqual([]);
  });

  it('that were released and then changed or removed are found', () => {
    const other = mkdtempSync(join(tmpdir(), 'lighterman-schema-'));
    try {
      writeFileSync(join(other, '0010-first.ts'), 'one');
      writeFileSync(join(other, '0020-second.ts'), 'two, edited');
      const hash = (text: string) => createHash('sha256').update(text).digest('hex');
      const complaints = thawed(other, {
        '0010-first.ts': hash('one'),
        '0020-second.ts': hash('two'),
        '0030-third.ts': hash('three'),
      });
      expect(complaints).toEqual([
        expect.stringContaining('0020-second.ts was released and has changed'),
        expect.stringContaining('0030-third.ts was released and is gone'),
      ]);
      expect(readdirSync(other)).toHaveLength(2);
    } finally {
      rmSync(other, { recursive: true });
    }
  });
});
