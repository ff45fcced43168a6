import { lineage } from "../rules/access.ts";
import type { Webhook } from "../store/rows.ts";
import type { Happening, World } from "../world.ts";
import { deliver, type DeliverySettings } from "./delivery.ts";
import { payload, snapshotOf } from "./payload.ts";

interface Dispatcher {
  /** Remembers who is to be told; nothing is sent before `release`. */
  collect(world: World, happening: Happening): void;
  /** The transaction was committed: deliveries start, side by side. */
  release(world: World): void;
  /** The transaction was rolled back. */
  discard(): void;
  /** Stops repeating and waits for what is under way. */
  close(): Promise<void>;
}

interface Telling {
  readonly hook: Webhook;
  readonly happening: Happening;
  readonly snapshot: Readonly<Record<string, unknown>>;
}

interface DispatcherSettings extends DeliverySettings {
  /** Each delivery starts at a moment of its own, so that they arrive in any order. */
  readonly disorder: boolean;
}

const usualDelayMs = 5;
const longestDisorderMs = 60;

export function createDispatcher(settings: DispatcherSettings): Dispatcher {
  const stop = new AbortController();
  const running = new Set<Promise<void>>();
  let collected: Telling[] = [];

  async function start({ hook, happening, snapshot }: Telling, world: World): Promise<void> {
    const { runtime } = settings;
    const delayMs = settings.disorder ? runtime.random() * longestDisorderMs : usualDelayMs;
    await new Promise<void>((resolve) => runtime.after(delayMs, resolve));
    if (stop.signal.aborted) return;
    await deliver(hook, payload(world, happening, snapshot), settings, stop.signal);
  }

  return {
    collect(world, happening) {
      const hooks = hooksFor(world, happening);
      if (hooks.length === 0) return;
      const snapshot = snapshotOf(world, happening);
      for (const hook of hooks) collected.push({ hook, happening, snapshot });
    },
    release(world) {
      const deliveries = collected;
      collected = [];
      for (const delivery of deliveries) {
        const run = start(delivery, world).finally(() => running.delete(run));
        running.add(run);
      }
    },
    discard() {
      collected = [];
    },
    async close() {
      stop.abort();
      await Promise.all(running);
    },
  };
}

/** Those of the project and of its parents; of a deletion only the project's own. */
function hooksFor({ store }: World, { event, projectId }: Happening): readonly Webhook[] {
  const project = store.projects.get(projectId);
  if (project === undefined) return [];
  const projects = event === "project.deleted" ? [project] : [...lineage(store, project)];
  return projects
    .flatMap(({ id }) => store.by.hooksOf(id))
    .filter(({ events }) => events.includes(event));
}
