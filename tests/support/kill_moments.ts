import type { Extent, Moment } from "@tests/support/killable.ts";

const kinds = [
  "request before",
  "task before",
  "log",
  "request after",
  "change",
  "task after",
] as const;

/** Any number of moments of all kinds in turn, each drawn from the whole of a run. */
export function* randomMoments(
  extent: Extent,
  random: (limit: number) => number,
): Generator<Moment, never> {
  for (;;) for (const kind of kinds) yield momentOf(kind, extent, random);
}

function momentOf(
  kind: typeof kinds[number],
  { requests, starts, logBytes, changes }: Extent,
  random: (limit: number) => number,
): Moment {
  switch (kind) {
    case "request before":
      return { at: "request", when: "before", number: 1 + random(requests) };
    case "request after":
      return { at: "request", when: "after", number: 1 + random(requests) };
    case "task before":
      return { at: "task", when: "before", number: 1 + random(starts) };
    case "task after":
      return { at: "task", when: "after", number: 1 + random(starts) };
    case "log":
      return { at: "log", bytes: 1 + random(logBytes) };
    case "change":
      return { at: "change", number: 1 + random(changes) };
  }
}

/**
 * Every step of a run outside of its log: after each request (before the next one is the same, as far as
 * the server goes), before and after each start of `task`.
 */
export function everyMoment({ requests, starts }: Extent): readonly Moment[] {
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  return [
    ...numbers(requests).map((number): Moment => ({ at: "request", when: "after", number })),
    ...numbers(starts).flatMap((number): Moment[] => [
      { at: "task", when: "before", number },
      { at: "task", when: "after", number },
    ]),
  ];
}
