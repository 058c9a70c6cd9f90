import { LightermanError } from '#shared/domain/errors.ts';
import { resolveEndpoint } from '#shared/domain/endpoint.ts';
import { issuePath, type Plan, planSchema } from '#shared/domain/plan.ts';

/** Line and column (from 1) of an offset, for a person who has the file open. */
const placeOf = (text: string, offset: number): string => {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return `line ${line}, column ${offset - before.lastIndexOf('\n')}`;
};

const parseJson = (text: string, fileName: string): unknown => {
  try {
    return JSON.parse(text.replace(/^\uFEFF/u, '')) as unknown;
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    const offset = /position (\d+)/u.exec(told)?.[1];
    const where = offset === undefined ? '' : ` at ${placeOf(text, Number(offset))}`;
    throw new LightermanError('plan.invalid', {
      message: `${fileName} is not valid JSON${where}: ${told.replace(/ in JSON at position.*$/u, '')}.`,
      cause: error,
    });
  }
};

/**
 * Reads the text of a `plan.json`.
 * @throws `plan.invalid` naming every mistake (up to ten) with its place.
 */
export const readPlan = (text: string, fileName: string): Plan => {
  const parsed = planSchema.safeParse(parseJson(text, fileName));
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, 10).map((issue) => {
      const where = issuePath(issue.path);
      return `${where === '' ? 'the file' : where}: ${issue.message}`;
    });
    const more = parsed.error.issues.length - issues.length;
    throw new LightermanError('plan.invalid', {
      message: `${fileName} cannot be used. ${issues.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`,
      details: { mistakes: parsed.error.issues.length },
    });
  }
  for (const endpoint of [parsed.data.source, parsed.data.destination]) {
    const resolved = resolveEndpoint(endpoint);
    if (!resolved.ok)
      throw new LightermanError('plan.invalid', {
        message: `${fileName} cannot be used. ${resolved.message}`,
      });
  }
  if (parsed.data.source.name.toLowerCase() === parsed.data.destination.name.toLowerCase())
    throw new LightermanError('plan.invalid', {
      message: `${fileName} cannot be used. Source and destination have the same name; sign-ins could not be told apart.`,
    });
  return parsed.data;
};
