import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { reportSchema } from '#main/report/report-schema.ts';

/** Writes the JSON schema of the JSON report; run it after a change of `src-main/report/report-schema.ts`. */
writeFileSync(
  new URL('../../assets/docs/report.schema.json', import.meta.url),
  `${JSON.stringify(z.toJSONSchema(reportSchema), null, 2)}\n`,
);
