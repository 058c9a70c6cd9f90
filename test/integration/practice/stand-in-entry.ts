import { runPractice } from '#main/practice/process.ts';

/** The practice process with an EWS handler that only says who called and how much arrived. */
await runPractice(process.argv.slice(2), ({ tenant, face }) => async ({ caller, body }) => {
  let sizeBytes = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) sizeBytes += chunk.length;
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ tenant, face, caller, sizeBytes })),
  };
});
