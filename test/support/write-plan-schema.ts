import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { planSchema } from '#shared/domain/plan.ts';

/** Writes the JSON schema of the portable project file; run it after a change of `src-shared/domain/plan.ts` or `endpoint.ts`. */
writeFileSync(
  new URL('../../assets/docs/plan.schema.json', import.meta.url),
  `${JSON.stringify(z.toJSONSchema(planSchema, { io: 'input' }), null, 2)}\n`,
);
