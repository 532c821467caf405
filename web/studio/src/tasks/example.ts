// What the form to try a task begins with, and what its input means.
import type { TaskInput } from "selvage";

export const example = {
  entry: "main",
  input: '{ "to": 3000000 }',
  script: `function main(input, host) {
  const { to } = host.json();
  let count = 0;
  for (let n = 2; n < to; n++) {
    let isPrime = true;
    for (let d = 2; d * d <= n && isPrime; d++) isPrime = n % d !== 0;
    if (isPrime) count++;
    if (n % 100000 === 0) {
      host.progress(n / to);
      host.log(\`\${count} primes below \${n}\`);
    }
  }
  return { count };
}`,
};

/** Undefined for what is no JSON. A text of it goes to the unit as JSON too, in quotes, so that `host.json()` reads each input. */
export function inputOf(typed: string): { readonly input?: TaskInput } | undefined {
  if (typed.trim() === "") return {};
  try {
    return { input: JSON.stringify(JSON.parse(typed)) };
  } catch {
    return undefined;
  }
}
