import type { SyncError } from "@/domain/errors.ts";
import type { OperationOrigin } from "@/domain/operation_origin.ts";
import { refusalOnceQuiet } from "@/app/once_quiet.ts";
import type { Run } from "@/app/run/run.ts";
import type { TakenPart } from "@/app/taking_back/pasts.ts";
import type { Turns } from "@/ports/turns.ts";

/** Decided on together, and stored before the next are: a longer transaction would keep others waiting. */
const mostAtOnce = 25;

/** What all events of one move say. */
export type MoveOrigin = OperationOrigin & { readonly id: string };

export interface Done {
  /** Position of its first event; `null`: nothing was done. */
  readonly operation: number | null;
  /** By task, its version before. */
  readonly versions: ReadonlyMap<string, number>;
  /** Id of the move. */
  readonly origin: string;
  /** By task, why it was refused. */
  readonly refusals: ReadonlyMap<string, string>;
}

export type AskedPart = Omit<TakenPart, "events" | "now">;

/** Each task by itself, in its mailbox: one that is refused keeps no other from it. */
export async function carryOut(
  run: Run,
  parts: readonly AskedPart[],
  operation: MoveOrigin,
  turns: Turns,
): Promise<Done> {
  const { store, engine } = run;
  const versions = new Map(parts.map(({ task }) => [task, store.streamVersion(task)]));
  const asked: Promise<readonly [task: string, error: SyncError | null]>[] = [];
  for (const { task, past } of parts) {
    const refusal = refusalOnceQuiet(engine, task, { type: "TakeBack", past, operation });
    asked.push(refusal.then((error) => [task, error]));
    if (asked.length % mostAtOnce === 0) await Promise.all(asked.slice(-mostAtOnce));
    await turns.next();
  }
  const answered = await Promise.all(asked);
  await engine.quiet();
  const refusals = new Map(
    answered.flatMap(([task, error]) => error === null ? [] : [[task, error.message] as const]),
  );
  let first: number | null = null;
  for (const { task } of parts) {
    const own = store.readStream(task, versions.get(task))
      .find(({ event }) => isOf(event, operation.id));
    if (own !== undefined) first = Math.min(own.position, first ?? own.position);
    await turns.next();
  }
  return { operation: first, versions, origin: operation.id, refusals };
}

/** Whether it is of that move. */
export function isOf(event: { readonly data: object }, id: string): boolean {
  const { operation } = event.data as { readonly operation?: OperationOrigin };
  return operation?.id === id;
}
