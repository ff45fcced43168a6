import type { Steps } from "@/domain/steps.ts";
import type { EventHistory, PositionRange } from "@/ports/event_history.ts";

/** Of so many searches; each page of one asks for the same again, and an open one whenever something happens. */
const mostKept = 4;
/** Streams of one search; of more it is looked for anew. */
const mostStreams = 20_000;

interface Found {
  readonly streams: ReadonlySet<string>;
  readonly upTo: number;
}

/** The same, and what was looked for in all events before is looked for only in those that came since. */
export function rememberingSearches(history: EventHistory): EventHistory {
  const searches = new Map<string, Found>();

  function* streamsSaying(
    texts: readonly string[],
    { after, upTo }: PositionRange,
  ): Steps<readonly string[]> {
    if (after > 0) return yield* history.streamsSaying(texts, { after, upTo });
    const key = JSON.stringify(texts);
    const kept = searches.get(key);
    const before = kept !== undefined && kept.upTo <= upTo ? kept : { streams: [], upTo: 0 };
    const news = before.upTo === upTo
      ? []
      : yield* history.streamsSaying(texts, { after: before.upTo, upTo });
    const streams = new Set([...before.streams, ...news]);
    searches.delete(key);
    if (streams.size <= mostStreams) searches.set(key, { streams, upTo });
    const [oldest] = searches.keys();
    if (searches.size > mostKept && oldest !== undefined) searches.delete(oldest);
    return [...streams];
  }

  return { ...history, streamsSaying };
}
