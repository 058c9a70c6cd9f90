import type { Report } from './report-schema.ts';

/** The report as text; its keys stand in the order `buildReport` gives them. */
export const renderJson = (report: Report): string => `${JSON.stringify(report, null, 2)}\n`;
