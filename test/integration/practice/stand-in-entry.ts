import { runPractice } from '#main/practice/process.ts';

/** The practice process with an EWS handler that only says who called and how much arrived. */
await runPractice(process.argv.slice(2), ({ tenant, face }) => async ({ caller, body }) => {
  let sizeBytes = 0;
  for await (const chunk of body) sizeBytes += chunk.length;
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant, face, caller, sizeBytes }),
  };
});
