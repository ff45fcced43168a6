import { SyncError } from "@/domain/errors.ts";
import type { PairState } from "@/domain/state.ts";
import { sides, type Task } from "@/domain/task.ts";
import type { TaskMessage } from "@/engine/message.ts";
import type { Markup } from "@/mapping/markup_functions.ts";
import { rememberingMarkup } from "@/mapping/markup_memory.ts";

/** Loads what reads and writes formatted text when the first task has some: it takes 10 MB and 50 ms. */
export interface MarkupLoader {
  markup(): Markup;
  /** Whether anybody had formatted text to read. */
  isLoaded(): boolean;
  /** What is to be awaited before a message is decided on; `null`: nothing. */
  prepare(state: PairState, message: TaskMessage): Promise<void> | null;
}

/** `loadMarkup`: loads it each time it is called. */
export function createMarkupLoader(loadMarkup: () => Promise<Markup>): MarkupLoader {
  let loaded: Markup | null = null;
  /** One for all who ask meanwhile: each `import()` looks through all its files again, 10,000 of them took 40 s. */
  let loading: Promise<void> | null = null;

  async function load(): Promise<void> {
    loaded = rememberingMarkup(await loadMarkup());
  }

  return {
    markup() {
      if (loaded !== null) return loaded;
      throw new SyncError("INTERNAL", "Cannot read formatted text: nobody asked to load it");
    },
    isLoaded: () => loaded !== null,
    prepare(state, message) {
      if (loaded !== null || !hasText(state, message)) return null;
      return loading ??= load().finally(() => loading = null);
    },
  };
}

function hasText(state: PairState, message: TaskMessage): boolean {
  const known = sides.flatMap((side) => [state[side].task, state[side].base]);
  return bringsText(message) ||
    [...known, ...shownBy(message)].some((task) =>
      task !== null && ((task.notes ?? "") !== "" || (task.comments ?? []).length > 0)
    );
}

/** What is neither seen nor agreed on now: what stood there once, or is to. */
function bringsText(message: TaskMessage): boolean {
  return message.type === "PickConflict" || message.type === "BringBack" ||
    message.type === "TakeBack" ||
    message.type === "EditTask" && message.change.notes !== undefined;
}

function shownBy(message: TaskMessage): readonly (Task | null)[] {
  if (message.type === "Look") return message.readings.flatMap(({ reading }) => tasksOf(reading));
  if (!("reading" in message) || message.reading === null) return [];
  const doubtful = "doubtful" in message ? message.doubtful ?? null : null;
  return [...tasksOf(message.reading), doubtful];
}

function tasksOf(
  reading: { readonly kind: string; readonly task?: Task; readonly unseen?: Task },
): readonly (Task | null)[] {
  return [reading.task ?? null, reading.unseen ?? null];
}
