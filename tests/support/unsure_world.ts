import { loggedMadeId } from "@/triggers/unconfirmed_creates.ts";
import assert from "node:assert/strict";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { createVikunja, type VikunjaOptions } from "@/adapters/vikunja/replica.ts";
import { openLog } from "@/adapters/sqlite/log.ts";
import type { Log } from "@/ports/log.ts";
import { createTransport } from "@/adapters/vikunja/transport/transport.ts";
import { createEditClock } from "@/app/run/edit_clock.ts";
import { createLoggedFacts } from "@/app/run/facts.ts";
import { createMarkupLoader } from "@/app/run/markup_loader.ts";
import { markup } from "@/mapping/markup.ts";
import { retryAt } from "@/app/run/retry_times.ts";
import type { Task } from "@/domain/task.ts";
import { createOutbox } from "@/effects/outbox.ts";
import { linkIn } from "@/engine/log_links.ts";
import { createTaskEngine } from "@/engine/task_engine.ts";
import { createRepresentation } from "@/mapping/representation.ts";
import { streamIdForVikunja } from "@/mapping/stream_id.ts";
import { nonceInstant } from "@/mapping/vikunja/nonce.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { appendLogEvents } from "@/triggers/log_events.ts";
import type { RunOptions } from "@/triggers/run_options.ts";
import { syncRun, type SyncRunDeps } from "@/triggers/sync_run.ts";
import { type FaultyProxy, faultyProxy } from "@tests/support/faulty_proxy.ts";
import { createMemoryReplica } from "@tests/support/memory_replica.ts";
import { blankTask } from "@tests/support/pair_simulation.ts";
import { SimulatedSide } from "@tests/support/simulated_side.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { type TestAccount, testAccount } from "@tests/support/vikunja_server.ts";

const signal = new AbortController().signal;
const now = () => new Date();

/** What a run of `sync` said. */
interface Said {
  readonly warnings: readonly string[];
  /** Code and message of what ended it; `null`: nothing did. */
  readonly error: string | null;
  /** Absent: none. */
  readonly notes?: readonly string[];
}

/** One task as a person sees it on either side, without ids. */
interface Seen {
  readonly title: string;
  readonly notes: string;
  readonly labels: readonly string[];
  readonly comments: readonly string[];
  /** Titles of what it waits for. */
  readonly depends: readonly string[];
}

/** A server behind a proxy that loses and garbles, a log on disk, and a Taskwarrior in memory. */
export interface UnsureWorld extends AsyncDisposable {
  readonly proxy: FaultyProxy;
  readonly account: TestAccount;
  readonly log: Log;
  readonly taskwarrior: SimulatedSide;
  /** A new task that a person adds; its UUID. */
  add(change: Partial<Task>): string;
  /** One run of `sync`, each a process of its own: nothing is known but what is in the log. */
  sync(options?: Partial<VikunjaOptions>, asked?: Partial<RunOptions>): Promise<Said>;
  here(): readonly Seen[];
  there(): Promise<readonly Seen[]>;
  /** As the server lists them. */
  listed(): Promise<readonly Listed[]>;
  given(): readonly string[];
  /** Both sides hold the same, once each, and nothing is left to do. */
  assertArrived(when: string): Promise<void>;
}

export async function unsureWorld(): Promise<UnsureWorld> {
  const account = await testAccount();
  const proxy = await faultyProxy(account.url);
  const folder = tempFolder();
  const log = openLog({
    path: `${folder.path}/log.db`,
    projections: logProjections,
    runtime: { ...systemRuntime, now },
  });
  const taskwarrior = new SimulatedSide("taskwarrior", () => Math.floor(Date.now() / 1000) * 1000);

  async function sync(
    options: Partial<VikunjaOptions> = {},
    asked: Partial<RunOptions> = {},
  ): Promise<Said> {
    const run = startRun({ log, taskwarrior, proxy, account }, options);
    try {
      const all = { projects: [], full: false, allowMassDelete: true, jobs: 4, ...asked };
      const { warnings, notes, events } = await syncRun(run, all, () => {}, signal);
      await appendLogEvents(log.store, [...events, ...run.news()]);
      return { warnings, error: null, ...(notes.length === 0 ? {} : { notes }) };
    } catch (thrown) {
      const { code, message } = thrown as { readonly code?: string; readonly message: string };
      if (code === undefined) throw thrown;
      return { warnings: [], error: `${code}: ${message}` };
    } finally {
      run.close();
    }
  }

  const here = (): readonly Seen[] =>
    [...taskwarrior.tasks.values()].map(({ task }) => ({
      title: task.title,
      notes: task.notes,
      labels: task.labels.toSorted(),
      comments: task.comments.map(({ text }) => text).toSorted(),
      depends: task.depends.map((id) => taskwarrior.tasks.get(id)?.task.title ?? id).toSorted(),
    })).toSorted(byTitle);

  const there = async (): Promise<readonly Seen[]> => {
    const seen: Seen[] = [];
    for (const task of await allTasks(account)) {
      const comments = await account.call<{ items: { comment: string }[] | null }>(
        "GET",
        `/api/v2/tasks/${task.id}/comments?per_page=1000`,
      );
      seen.push({
        title: task.title,
        notes: plain(task.description),
        labels: (task.labels ?? []).map(({ title }) => title).toSorted(),
        comments: (comments.items ?? []).map(({ comment }) => plain(comment)).toSorted(),
        depends: (task.related_tasks?.blocked ?? []).map(({ title }) => title).toSorted(),
      });
    }
    return seen.toSorted(byTitle);
  };
  const given = () =>
    log.reader.pendingList().filter(({ dead }) => dead).map(({ task, error }) =>
      `${task}: ${error}`
    );

  return {
    proxy,
    account,
    log,
    taskwarrior,
    add: (change) => taskwarrior.add({ ...blankTask, project: [], ...change }, crypto.randomUUID()),
    sync,
    here,
    there,
    listed: () => allTasks(account),
    given,
    async assertArrived(when) {
      assert.deepEqual(await there(), here(), `both sides hold the same ${when}`);
      for (const what of ["labels", "projects"]) {
        const titles = await titlesOf(account, what);
        assert.deepEqual(titles, [...new Set(titles)], `no two ${what} of one title ${when}`);
      }
      const before = log.reader.eventCount();
      const { warnings, error } = await sync();
      assert.deepEqual(
        { warnings, error },
        { warnings: [], error: null },
        `nothing to say ${when}`,
      );
      const pushes = log.store.readAll(0, 1_000_000).slice(before)
        .filter(({ event }) => event.type.startsWith("Push"));
      assert.deepEqual(pushes.map(({ event }) => event), [], `nothing left to do ${when}`);
    },
    async [Symbol.asyncDispose]() {
      log.close();
      await proxy[Symbol.asyncDispose]();
      await account[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

type Parts = Pick<UnsureWorld, "log" | "taskwarrior" | "proxy" | "account">;

function startRun(
  { log, taskwarrior, proxy, account }: Parts,
  options: Partial<VikunjaOptions>,
): SyncRunDeps & { readonly close: () => void; readonly news: SyncRunNews } {
  const { store, reader } = log;
  const facts = createLoggedFacts(reader, now);
  const vikunja = createVikunja({
    url: proxy.url,
    token: () => Promise.resolve(account.token),
    facts,
    jobs: 4,
    defaultProject: null,
    runtime: {
      ...systemRuntime,
      now,
      after: (_, call) => systemRuntime.after(0, call),
    },
    transport: createTransport({ url: proxy.url, runtime: systemRuntime, sockets: 6 }),
    onRequest: () => {},
    logged: {
      isLinked: (id) => reader.streamOf(Number(id)) !== null,
      isAskedFor: () => false,
      madeIdOf: (key) => loggedMadeId(store, key),
    },
    ...options,
  });
  const replicas = { taskwarrior: createMemoryReplica(taskwarrior), vikunja };
  const loader = createMarkupLoader(() => Promise.resolve(markup));
  const representation = createRepresentation(loader.markup);
  const editClock = createEditClock({ clock: vikunja.clock, facts, log: reader, now });
  const engine = createTaskEngine({
    store,
    policy: () => ({
      representation,
      context: { defaultProject: vikunja.defaultProjectPath() },
      obstacles: vikunja.obstacles(),
      tieWinner: "vikunja",
      notesLink: false,
      now: now().toISOString(),
      clockOffset: editClock.offset(),
      nextStreamId: (id, due) => streamIdForVikunja(proxy.url, id, due),
    }),
    link: linkIn(reader),
    prepare: loader.prepare,
    onStored: () => {},
    queueFor: (side, answer) =>
      createOutbox({
        replica: replicas[side],
        answer,
        retryAt: (error, attempt) => retryAt(error, attempt, now()),
        onServerClock: (of, reading) => editClock.toServerClock(of, reading),
        maxBatch: 500,
        signal,
      }),
    flushAt: 500,
    supervision: {
      mailboxCapacity: 1_000,
      idleActors: 1_000,
      maxTries: 3,
      backoffMs: () => 0,
      delay: () => Promise.resolve(),
    },
  });
  return {
    store,
    log: reader,
    lastPosition: log.history.lastPosition,
    replicas,
    engine,
    representation,
    losesFormatting: () => false,
    defaultProject: vikunja.defaultProjectPath,
    streamIdFor: (id) => streamIdForVikunja(proxy.url, id),
    markFor: nonceInstant,
    isInScope: () => true,
    checkProjects: () => Promise.resolve(),
    fullEveryMs: 86_400_000,
    now,
    editClock,
    close: () => vikunja[Symbol.dispose](),
    news: facts.news,
  };
}

type SyncRunNews = ReturnType<typeof createLoggedFacts>["news"];

interface Listed {
  readonly priority: number;
  readonly due_date: string;
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly labels: readonly { readonly title: string }[] | null;
  readonly related_tasks?: { readonly blocked?: readonly { readonly title: string }[] };
}

async function allTasks(account: TestAccount): Promise<readonly Listed[]> {
  const tasks: Listed[] = [];
  for (let page = 1;; page++) {
    const { items, total } = await account.call<{ items: Listed[] | null; total: number }>(
      "GET",
      `/api/v2/tasks?per_page=1000&page=${page}&sort_by=id`,
    );
    tasks.push(...items ?? []);
    if (tasks.length >= total || (items ?? []).length === 0) return tasks;
  }
}

async function titlesOf(account: TestAccount, what: string): Promise<readonly string[]> {
  const path = `/api/v2/${what}?per_page=1000`;
  const { items } = await account.call<{ items: { title: string }[] | null }>("GET", path);
  return (items ?? []).map(({ title }) => title);
}

function plain(html: string): string {
  return html.replace(/<\/?p>/g, "").trim();
}

function byTitle(a: Seen, b: Seen): number {
  return a.title < b.title ? -1 : a.title > b.title ? 1 : 0;
}
