import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { planSchema } from '#shared/domain/plan.ts';

const file = new URL('../../../assets/docs/plan.schema.json', import.meta.url);

describe('the published schema of plan.json', () => {
  it('is the one the product reads by (make it anew with: node test/support/write-plan-schema.ts)', () => {
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(z.toJSONSchema(planSchema, { io: 'input' }))),
    );
  });
});
