import { SyncError } from "@/domain/errors.ts";
import type { ListOwner } from "@/ports/list_store.ts";
import type { OwnerRequests, PutRequest } from "@/ports/owner_requests.ts";

interface Kept extends PutRequest {
  readonly expiresAt: number;
  begun: number;
  begunBefore: number;
  answer: string | null;
}

/** A list's requests as a database would have them, and who owns it. */
interface MemoryRequests {
  /** As one host sees them. */
  readonly requests: OwnerRequests;
  readonly kept: ReadonlyMap<string, Readonly<Kept>>;
  owner: ListOwner | null;
  epoch: number;
  /** What is asked of it is not carried out; or is, and the answer to that is lost; as often as said. */
  failNext(how: "away" | "lost", times?: number): void;
}

export const ownerThere: ListOwner = { host: "a", stateDir: "/a", command: "serve", pid: 7 };

export function memoryRequests(nowMs: () => number = () => 0): MemoryRequests {
  const kept = new Map<string, Kept>();
  const hearing = new Set<() => void>();
  const failures: ("away" | "lost")[] = [];
  const away = () => new SyncError("STORE_UNAVAILABLE", "no answer", { retryable: true });

  async function asked<T>(act: () => T): Promise<T> {
    await null;
    const how = failures.shift();
    if (how === "away") throw away();
    const came = act();
    if (how === "lost") throw away();
    return came;
  }

  const world = { owner: ownerThere as ListOwner | null, epoch: 1 };
  return Object.assign(world, {
    kept,
    failNext(how: "away" | "lost", times = 1) {
      for (let time = 0; time < times; time++) failures.push(how);
    },
    requests: {
      lookMs: 1_000,
      shownAs: "team at postgres://u@h/d",
      owner: () => asked(() => world.owner),
      put: (requests) =>
        asked(() => {
          for (const each of requests) {
            if (kept.has(each.id)) continue;
            const expiresAt = nowMs() + each.forMs;
            kept.set(each.id, { ...each, expiresAt, begun: 0, begunBefore: 0, answer: null });
          }
        }),
      stands: (ids) =>
        asked(() =>
          new Map(ids.flatMap((id) => {
            const one = kept.get(id);
            return one === undefined ? [] : [[id, { isBegun: one.begun > 0, answer: one.answer }]];
          }))
        ),
      withdraw: (id) => asked(() => kept.get(id)?.begun === 0 && kept.delete(id)),
      take: (epoch, known, most) =>
        asked(() => {
          if (epoch !== world.epoch) return [];
          const waiting = [...kept.values()].filter((one) =>
            one.answer === null && one.begun <= epoch && !known.includes(one.id) &&
            (one.begun > 0 || one.expiresAt > nowMs())
          );
          return waiting.slice(0, most).map((one) => {
            if (one.begun < epoch) one.begunBefore = one.begun;
            one.begun = epoch;
            const { id, operation, input } = one;
            return { id, operation, input, isBegun: one.begunBefore > 0 };
          });
        }),
      answer: (epoch, answers) =>
        asked(() => {
          for (const { id, answer } of answers) {
            const one = kept.get(id);
            if (one !== undefined && one.begun === epoch) one.answer ??= answer;
          }
        }),
      tidy: () => asked(() => {}),
      call() {
        for (const onCall of hearing) onCall();
      },
      hear(onCall) {
        hearing.add(onCall);
        return { [Symbol.dispose]: () => void hearing.delete(onCall) };
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    } satisfies OwnerRequests,
  });
}
