import { createVikunja, type Vikunja, type VikunjaOptions } from "@/adapters/vikunja/replica.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { createTransport } from "@/adapters/vikunja/transport/transport.ts";
import type { RequestLine } from "@/ports/io.ts";
import type { Json } from "@/domain/json.ts";
import type { Push } from "@/domain/push.ts";
import type { PresentReading, Task } from "@/domain/task.ts";
import type { CachedFacts, FactsCache } from "@/ports/facts_cache.ts";
import type { Changes, LoggedTasks, Write, Written } from "@/ports/replica.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { emptyValues } from "@tests/support/empty_values.ts";
import type { TestAccount } from "@tests/support/vikunja_server.ts";

export const signal = new AbortController().signal;

export function memoryFacts(now: () => Date = () => new Date()): FactsCache {
  const facts = new Map<string, CachedFacts>();
  return {
    get: (name) => facts.get(name) ?? null,
    put: (name, value: Json) => void facts.set(name, { facts: value, at: now().toISOString() }),
  };
}

interface Adapter extends Vikunja {
  readonly lines: readonly RequestLine[];
  /** Requests of what `work` does. */
  counting<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly requests: number }>;
  everything(): Promise<Changes>;
  writeOne(write: Write): Promise<Written>;
}

interface AdapterOptions extends Partial<Omit<VikunjaOptions, "runtime" | "transport">> {
  readonly now?: () => Date;
  readonly elapsed?: () => number;
  /** Instead of waiting, as before a repetition. */
  readonly wait?: (ms: number) => Promise<void>;
  readonly timeoutMs?: number;
  readonly authorities?: () => Promise<string | null>;
}

/** The adapter as the program makes it, on a real clock unless the options say otherwise. */
export function adapter(
  account: Pick<TestAccount, "url" | "token">,
  { now, elapsed, wait, timeoutMs = 30_000, authorities, ...options }: AdapterOptions = {},
): Adapter {
  const lines: RequestLine[] = [];
  const { url } = account;
  const jobs = options.jobs ?? 4;
  const reach = { url, runtime: systemRuntime, sockets: jobs + 2, timeoutMs };
  const vikunja = createVikunja({
    url,
    runtime: {
      ...systemRuntime,
      now: now ?? systemRuntime.now,
      elapsed: elapsed ?? systemRuntime.elapsed,
      after: wait === undefined ? systemRuntime.after : calledAfter(wait),
    },
    transport: createTransport(authorities === undefined ? reach : { ...reach, authorities }),
    token: () => Promise.resolve(account.token),
    facts: memoryFacts(),
    jobs,
    defaultProject: null,
    onRequest: (line) => void lines.push(line),
    ...options,
  });
  return {
    ...vikunja,
    lines,
    async counting(work) {
      const before = vikunja.requests();
      const result = await work();
      return { result, requests: vikunja.requests() - before };
    },
    everything: () => vikunja.changes({ cursor: null, full: true, knownCount: 0 }, signal),
    async writeOne(write) {
      const [written] = await vikunja.write([write], signal);
      if (written === undefined) throw new Error("no outcome");
      return written;
    },
  };
}

function calledAfter(wait: (ms: number) => Promise<void>): Runtime["after"] {
  return (ms, call) => {
    let isOver = false;
    void wait(ms).then(() => isOver || call());
    return { [Symbol.dispose]: () => void (isOver = true) };
  };
}

export function task(values: Partial<Task> = {}): Task {
  return {
    ...emptyValues,
    title: "Water the plants",
    doneAt: null,
    repetition: null,
    ...values,
  };
}

export function write(id: string | null, push: Push, values: Partial<Write> = {}): Write {
  return {
    key: `${crypto.randomUUID()}@1`,
    id,
    push,
    requestedAt: new Date().toISOString(),
    mayHaveHappened: false,
    linkedComments: [],
    link: null,
    ...values,
  };
}

export function create(values: Partial<Task> = {}, options: Partial<Write> = {}): Write {
  return write(null, { kind: "create", task: task(values), comments: [], extra: null }, options);
}

type Update = Extract<Push, { kind: "update" }>;
export function update(
  id: string,
  patch: Update["patch"],
  expected: Update["expected"] = {},
  options: Partial<Write> = {},
): Write {
  return write(id, { kind: "update", patch, expected }, options);
}

/** The reading of a write that went well and left a task there. */
export function present(written: Written | undefined): PresentReading {
  if (written?.kind !== "written") throw new Error(`not written: ${describe(written)}`);
  if (written.reading.kind !== "present") throw new Error(`not there: ${describe(written)}`);
  return written.reading;
}

export function failure(written: Written | undefined) {
  if (written?.kind !== "failed") throw new Error(`did not fail: ${describe(written)}`);
  return written.error;
}

function describe(written: Written | undefined): string {
  return written?.kind === "failed"
    ? `${written.error.code} ${written.error.message}`
    : JSON.stringify(written);
}

/** Tasks made by somebody else, as fast as the server takes them; their ids. */
export async function seed(
  account: TestAccount,
  projectId: number,
  count: number,
  body: (index: number) => Record<string, unknown> = (index) => ({ title: `task ${index}` }),
): Promise<readonly number[]> {
  const ids: number[] = [];
  for (let from = 0; from < count; from += 100) {
    const size = Math.min(100, count - from);
    const tasks = Array.from({ length: size }, (_, index) => body(from + index));
    const made = await account.call<{ tasks: { id: number }[] }>(
      "POST",
      `/api/v2/projects/${projectId}/tasks/bulk`,
      { tasks },
    );
    ids.push(...made.tasks.map(({ id }) => id));
  }
  return ids;
}

export async function project(
  account: TestAccount,
  title: string,
  parentId?: number,
): Promise<number> {
  const made = await account.call<{ id: number }>("POST", "/api/v2/projects", {
    title,
    ...(parentId === undefined ? {} : { parent_project_id: parentId }),
  });
  return made.id;
}

export async function label(account: TestAccount, title: string): Promise<number> {
  const made = await account.call<{ id: number }>("POST", "/api/v2/labels", { title });
  return made.id;
}

/** Nothing is known of any task. */
export const nothingLogged: LoggedTasks = {
  isLinked: () => false,
  isAskedFor: () => false,
  madeIdOf: () => null,
};
