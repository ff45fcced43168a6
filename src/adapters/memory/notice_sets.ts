import type { Flight, Forgetting, NoticeSets, Taken } from "@/ports/notice_sets.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { emptySet, type NoticeSet } from "@/adapters/memory/notice_set.ts";
import type { MemoryProcess } from "@/adapters/memory/process.ts";

export function createMemoryNoticeSets(
  process: MemoryProcess,
  runtime: Pick<Runtime, "uuid">,
): NoticeSets {
  const { notices: sets } = process.disk;
  const write = <T>(work: () => T) => process.write("notices", work);
  const provide = (name: string) => {
    const set = sets.get(name) ?? emptySet();
    sets.set(name, set);
    return set;
  };
  return {
    reserve: (name, { holder, nowMs }, choose) =>
      write(() => {
        const { items, flights } = sets.get(name) ?? emptySet();
        const token = runtime.uuid();
        const chosen = choose({
          digestOf: (id) => items.get(id)?.digest ?? null,
          flights: new Map([...flights].sort(byId).map(([id, flight]) => [id, toFlight(flight)])),
        });
        const set = provide(name);
        for (const item of chosen) set.flights.set(item.id, taken(item, { holder, nowMs, token }));
        return { token, set: name, items: chosen };
      }),
    confirm({ token, set: name, items: reserved }, nowMs) {
      if (reserved.length === 0) return;
      write(() => {
        const { items, flights } = sets.get(name) ?? emptySet();
        for (const [id, flight] of flights) {
          if (flight.token !== token) continue;
          items.set(id, { digest: flight.digest, seenAtMs: nowMs });
          flights.delete(id);
        }
      });
    },
    release: ({ token, set: name }) =>
      write(() => {
        const { flights } = sets.get(name) ?? emptySet();
        for (const [id, flight] of flights) {
          if (flight.token === token) flights.set(id, { ...flight, holder: "" });
        }
      }),
    list: () => [...sets].sort(byId).map(([name, { items }]) => ({ name, seen: items.size })),
    forget: (name, which) =>
      write(() => {
        const set = sets.get(name);
        if (set === undefined) return null;
        const forgotten = forgetIn(set, which);
        if (forgotten > 0) set.marks.clear();
        if (set.items.size + set.flights.size === 0) sets.delete(name);
        return forgotten;
      }),
    mark: (name, mark) => sets.get(name)?.marks.get(mark) ?? 0,
    setMark: (name, mark, position) => write(() => void provide(name).marks.set(mark, position)),
    [Symbol.dispose]() {},
  };
}

function forgetIn({ items, flights }: NoticeSet, { ids, seenBeforeMs }: Forgetting): number {
  const only = ids === null ? null : new Set(ids);
  const isMeant = (id: string, atMs: number) =>
    (only === null || only.has(id)) && (seenBeforeMs === null || atMs < seenBeforeMs);
  let forgotten = 0;
  for (const [id, { seenAtMs }] of items) {
    if (isMeant(id, seenAtMs) && items.delete(id)) forgotten++;
  }
  for (const [id, { reservedAtMs }] of flights) {
    if (isMeant(id, reservedAtMs) && flights.delete(id)) forgotten++;
  }
  return forgotten;
}

function taken(
  { id, digest, line, isChange }: Taken,
  by: { readonly holder: string; readonly nowMs: number; readonly token: string },
): Flight & { readonly token: string } {
  return {
    id,
    digest,
    line,
    isChange,
    holder: by.holder,
    reservedAtMs: by.nowMs,
    token: by.token,
  };
}

function toFlight({ id, digest, line, isChange, holder, reservedAtMs }: Flight): Flight {
  return { id, digest, line, isChange, holder, reservedAtMs };
}

function byId([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
