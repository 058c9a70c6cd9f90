import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { reportSchema } from '#main/report/report-schema.ts';

const file = new URL('../../../assets/docs/report.schema.json', import.meta.url);

describe('the published schema of the JSON report', () => {
  it('is the one the product writes by (make it anew with: node test/support/write-report-schema.ts)', () => {
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(z.toJSONSchema(reportSchema))),
    );
  });
});
