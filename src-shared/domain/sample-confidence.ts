/**
 * Content proof of a sample. With no defect among n of N messages drawn without replacement, the share of defects is at most x
 * with confidence c, where x is the smallest D/N such that drawing n messages without meeting one of D defects has a probability
 * of at most 1 − c: C(N−D, n) / C(N, n) ≤ 1 − c (hypergeometric "rule of three"; for large N it tends to x = 1 − (1−c)^(1/n) ≈ 3/n).
 * Source: Hanley & Lippman-Hand, "If nothing goes wrong, is everything all right?", JAMA 1983;249:1743–1745;
 * https://en.wikipedia.org/wiki/Rule_of_three_(statistics)
 */
export const sampleConfidence = 0.95;

/**
 * Largest share of defects (0–1) that is still compatible with a clean sample.
 * @param sampled messages proven, none of them with a defect
 * @param total messages the sample stands for
 */
export const defectBound = (
  sampled: number,
  total: number,
  confidence: number = sampleConfidence,
): number => {
  if (total === 0 || sampled >= total) return 0;
  if (sampled === 0) return 1;
  const limit = Math.log(1 - confidence);
  // P(no defect seen | D defects) falls with D: the smallest D at or under the limit, by bisection.
  let low = 0;
  let high = total - sampled + 1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (logMissAll(middle, sampled, total) <= limit) high = middle;
    else low = middle;
  }
  return Math.min(1, high / total);
};

/** ln of C(N−D, n) / C(N, n) */
const logMissAll = (defects: number, sampled: number, total: number): number => {
  if (defects > total - sampled) return -Infinity;
  return (
    logFactorial(total - defects) -
    logFactorial(total - defects - sampled) -
    logFactorial(total) +
    logFactorial(total - sampled)
  );
};

/** ln n!, by Stirling's series with error under 1e-9 from n = 10; https://en.wikipedia.org/wiki/Stirling%27s_approximation */
const logFactorial = (n: number): number => {
  if (n < 20) {
    let sum = 0;
    for (let i = 2; i <= n; i += 1) sum += Math.log(i);
    return sum;
  }
  return (
    n * Math.log(n) -
    n +
    0.5 * Math.log(2 * Math.PI * n) +
    1 / (12 * n) -
    1 / (360 * n ** 3) +
    1 / (1260 * n ** 5)
  );
};

/** The sentence for report and screen; `defects` found in the sample. */
export const sampleStatement = (sampled: number, total: number, defects: number): string => {
  const of = `${sampled.toLocaleString('en-US')} of ${total.toLocaleString('en-US')}`;
  if (total === 0) return 'There was no message to prove.';
  if (sampled === 0) return `The content of none of ${total.toLocaleString('en-US')} messages was compared.`;
  if (defects > 0)
    return `${defects.toLocaleString('en-US')} of the ${of} messages compared had lost content.`;
  if (sampled >= total)
    return `The content of all ${total.toLocaleString('en-US')} messages was compared: no content was lost.`;
  const percent = defectBound(sampled, total) * 100;
  const digits = percent >= 10 ? 0 : percent >= 1 ? 1 : 2;
  // Rounded up: the sentence must never promise more than the sample shows.
  const shown = (Math.ceil(percent * 10 ** digits - 1e-9) / 10 ** digits).toFixed(digits);
  return `0 defects in a sample of n = ${of}: at most ${shown}% of the messages can have lost content, with 95% confidence.`;
};
