import type { Flight, NoticeItem, SetView } from "@/ports/notice_sets.ts";
import { type Choice, choose } from "@/notices/choose.ts";

export const item = (id: string, digest = "a"): NoticeItem => ({
  id: JSON.stringify(id),
  digest,
  line: `{"id":"${id}","digest":"${digest}"}`,
});

export const flight = (id: string, values: Partial<Flight> = {}): Flight => ({
  ...item(id),
  reservedAtMs: 100_000,
  holder: "somebody",
  isChange: false,
  ...values,
});

/** A set where these digests were seen last, by id, and these are under way. */
export function viewOf(
  seen: Readonly<Record<string, string>>,
  flights: readonly Flight[] = [],
): SetView {
  return {
    digestOf: (id) => seen[JSON.parse(id)] ?? null,
    flights: new Map(flights.map((each) => [each.id, each])),
  };
}

/** What is chosen of the items, as `id`, `id changed`, `id repeated`. */
export function chosen(
  items: readonly NoticeItem[],
  view: SetView,
  choice: Partial<Choice> = {},
): readonly string[] {
  const rules: Choice = {
    changed: false,
    redeliverAfterMs: 60_000,
    nowMs: 100_010,
    isGone: () => false,
    ...choice,
  };
  return choose(items, rules)(view).map(({ id, isChange, isRepeated }) =>
    [JSON.parse(id), isChange ? "changed" : "", isRepeated ? "repeated" : ""].filter(Boolean)
      .join(" ")
  );
}
