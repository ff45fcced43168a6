import type { EnginePorts } from "@/app/run/engine_ports.ts";

type Asking = EnginePorts["asking"];

/** The same questions; how many milliseconds the answers took is no time of the program's. */
export function timedQuestions(
  asking: Asking,
  elapsed: () => number,
): Asking & { readonly askedMs: () => number } {
  let askedMs = 0;
  return {
    ...asking,
    async confirm(question) {
      const startedAt = elapsed();
      try {
        return await asking.confirm(question);
      } finally {
        askedMs += elapsed() - startedAt;
      }
    },
    askedMs: () => askedMs,
  };
}
