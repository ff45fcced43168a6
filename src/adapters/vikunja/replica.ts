import { asSyncError, unwritten } from "@/domain/errors.ts";
import type { Api } from "@/adapters/vikunja/api.ts";
import { isYounger } from "@/adapters/vikunja/client/age.ts";
import { readChanges } from "@/adapters/vikunja/changes.ts";
import { normaliseUrl } from "@/adapters/vikunja/transport/base_url.ts";
import { type Client, createClient } from "@/adapters/vikunja/client/client.ts";
import { createConnected } from "@/adapters/vikunja/connected.ts";
import { createCommentRest } from "@/adapters/vikunja/comment_rest.ts";
import { createCursorKeeper } from "@/adapters/vikunja/cursor.ts";
import {
  isAnotherVersion,
  knownVersion,
  rememberedFacts,
  rememberedUntilMs,
} from "@/adapters/vikunja/info.ts";
import { createFinishedWrites } from "@/adapters/vikunja/finished_writes.ts";
import { createLabels } from "@/adapters/vikunja/labels.ts";
import { createMovedCards } from "@/adapters/vikunja/moved_cards.ts";
import { createMadeTasks } from "@/adapters/vikunja/made_tasks.ts";
import { isToBeLookedFor } from "@/adapters/vikunja/write/earlier.ts";
import { createToldTasks, mayGoUnread } from "@/adapters/vikunja/told_tasks.ts";
import { createReadsUnderWay } from "@/adapters/vikunja/write/undisturbed.ts";
import { createLimit, type Limit } from "@/adapters/vikunja/client/limit.ts";
import { accountNameIn } from "@/adapters/vikunja/account.ts";
import { readAccount } from "@/adapters/vikunja/own_account.ts";
import { createPeople } from "@/adapters/vikunja/people.ts";
import { createProjects } from "@/adapters/vikunja/projects.ts";
import { lookAt, readFromLists, readTasks } from "@/adapters/vikunja/read.ts";
import { standOf } from "@/adapters/vikunja/stand.ts";
import { listNewest } from "@/adapters/vikunja/task_lists.ts";
import type { RequestLine } from "@/ports/io.ts";
import { createServerAway } from "@/adapters/vikunja/write/write_context.ts";
import { writeAll } from "@/adapters/vikunja/write/write.ts";
import { createBoards } from "@/adapters/vikunja/boards.ts";
import type { Reading } from "@/domain/task.ts";
import { usualVikunjaSettings, type VikunjaSettings } from "@/mapping/vikunja/settings.ts";
import type { FactsCache } from "@/ports/facts_cache.ts";
import type { LoggedTasks, Write, Written } from "@/ports/replica.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { VikunjaSide } from "@/ports/sides.ts";
import type { Transport } from "@/ports/transport.ts";

export interface VikunjaOptions {
  /** Base address; a path, a trailing slash and `/api/v1` are all right. */
  readonly url: string;
  readonly runtime: Runtime;
  /** To the same address; closed with the replica. Carries `jobs` requests and two more side by side. */
  readonly transport: Transport;
  /** Asked for once; never shown; `again`: as its source has it now. */
  readonly token: (which: "known" | "again") => Promise<string>;
  readonly facts: FactsCache;
  /** Requests in parallel: reads always, writes as far as the server takes them. */
  readonly jobs: number;
  /** Path of the project for tasks without one; `null`: the account's Inbox. */
  readonly defaultProject: readonly string[] | null;
  /** Without: the usual. */
  readonly settings?: VikunjaSettings;
  readonly onRequest: (line: RequestLine) => void;
  /** Without: nothing. */
  readonly logged?: LoggedTasks;
  /** Awaited before each request that writes; what it throws is what that request fails with. */
  readonly beforeWrite?: (signal: AbortSignal) => Promise<void>;
  /** Writes under way at once, where others write to the same server; without: its own. */
  readonly writes?: Limit;
}

export interface Vikunja extends VikunjaSide {
  readonly clock: Client["clock"];
}

/** As many as a server that takes several at once is asked for at most. */
const mostConcurrentWrites = 16;

/** How long a label that moved no stamp may stay unseen by a process that goes on. */
const unseenLabelsMs = 5 * 60_000;

const nothingLogged: LoggedTasks = {
  isLinked: () => false,
  isAskedFor: () => false,
  madeIdOf: () => null,
};

/** Vikunja over HTTP. Nothing is asked before the first call. */
export function createVikunja(options: VikunjaOptions): Vikunja {
  const base = normaliseUrl(options.url);
  const url = base.href.replace(/\/$/, "");
  const { runtime, facts, jobs, settings = usualVikunjaSettings } = options;
  const { now } = runtime;
  const asksBoards = settings.asked.includes("bucket");
  const writes = options.writes ?? createLimit(jobs, runtime);
  const client = createClient({
    base,
    runtime,
    transport: options.transport,
    token: options.token,
    onRequest: options.onRequest,
    writes,
    ...(options.beforeWrite === undefined ? {} : { beforeWrite: options.beforeWrite }),
  });
  let concurrentWrites = false;
  let mostWrites = 0;
  let known: string | null = null;
  /** When all tasks were last read; `null`: since the server is of this version they were not. */
  let wholeReadAt: Date | null | "before this process" = "before this process";
  const cards = createMovedCards({ asksBoards, cache: facts, url, elapsed: runtime.elapsed });
  const connected = createConnected({
    client,
    now,
    asksBoards,
    remembered: () => rememberedFacts(facts, url, now()),
    found: (said, isSaidNow) => {
      const { version } = said;
      const isOther = isSaidNow && isAnotherVersion(facts, { url, now: now() }, said) ||
        version !== (known ?? version);
      if (isOther) wholeReadAt = null;
      known = version;
      // Where it does not say, it is taken for the careful case of both.
      concurrentWrites = said.concurrentWrites !== false;
      const most = said.concurrentWrites === true ? Math.max(jobs, mostConcurrentWrites) : 1;
      if (most !== mostWrites) writes.reset(Math.min(jobs, most), most);
      mostWrites = most;
    },
  });
  const api = async () => cards.watching(await connected.api());
  const projects = createProjects({ api, cache: facts, url, now, asksBoards });
  const labels = createLabels(api, now);
  const boards = createBoards(client, now);
  const keeper = createCursorKeeper(url, settings);
  const rest = createCommentRest(keeper, runtime);
  let leastOffsetMs: number | null = null;
  const finished = createFinishedWrites();
  const made = createMadeTasks({ cache: facts, url });
  const told = createToldTasks();
  const reads = createReadsUnderWay(runtime.elapsed);
  const defaultProjectPath = () =>
    options.defaultProject === null
      ? projects.inboxPath()
      : projects.nearest(options.defaultProject);
  const readDeps = async () => ({ api: await api(), projects, settings, jobs });
  const projectNames = { nearest: projects.nearest };

  const account = (signal: AbortSignal) => readAccount({ client, cache: facts, url, now }, signal);
  const people = createPeople({ client, account, now });

  /** Before 2.4 nothing but reading all shows that somebody changed a label of a task. */
  function isWholeReadDue({ labelsMoveStamps }: Api): boolean {
    if (wholeReadAt === null) return true;
    if (labelsMoveStamps) return false;
    return !(wholeReadAt instanceof Date) || !isYounger(wholeReadAt, now(), unseenLabelsMs);
  }

  /**
   * The least that was ever known, and never more than none: one of the clocks may have been set since an earlier
   * attempt left its stamp, be it of a process before this one.
   */
  function clockOffsetMs(): number | null {
    noteOffset();
    return leastOffsetMs === null ? null : Math.min(0, leastOffsetMs);
  }

  function noteOffset(): void {
    const serverMs = client.clock.nowMs();
    if (serverMs === null) return;
    const offsetMs = serverMs - now().getTime();
    leastOffsetMs = Math.min(leastOffsetMs ?? offsetMs, offsetMs);
  }

  /** From now on more may be known of these tasks than what was written. */
  function handedOut(readings: readonly Reading[]): readonly Reading[] {
    const ids = readings.map(({ id }) => id);
    told.forget(ids);
    reads.handedOut(ids);
    return readings;
  }

  async function write(
    todo: readonly Write[],
    signal: AbortSignal,
    onWritten: (index: number, outcome: Written) => void = () => {},
  ): Promise<readonly Written[]> {
    const places = new Map(todo.map(({ key }, index) => [key, index]));
    const known = new Map(todo.map(({ key }) => [key, finished.get(key)]));
    const open = todo.filter(({ key }) => known.get(key) === undefined);
    const calls = await beforeWriting(async () => {
      await projects.tree(signal);
      if (clockOffsetMs() === null && open.some(isToBeLookedFor)) await projects.renew(signal);
      return await api();
    });
    const outcomes = await writeAll(
      {
        api: calls,
        projects,
        settings,
        labels,
        boards,
        keeper,
        jobs: Math.max(jobs, mostWrites),
        signal,
        clockOffsetMs,
        dateMs: client.clock.nowMs,
        logged: options.logged ?? nothingLogged,
        defaultProjectPath,
        userId: people.idOf,
        away: createServerAway(),
        made,
        told,
        reads,
      },
      open,
      (key, outcome) => {
        rest.wrote(outcome);
        finished.note(key, outcome);
        const index = places.get(key);
        if (index !== undefined) onWritten(index, outcome);
      },
    );
    return todo.map(({ key }) => outcomes.get(key) ?? known.get(key) as Written);
  }

  return {
    side: "vikunja",
    obstacles: projects.obstacles,
    identify(signal) {
      labels.begin();
      return connected.reading(() => projects.identity(signal));
    },
    changes(request, signal) {
      // Of the same moment as the cursor.
      const { knownCount } = request;
      return connected.reading(async () => {
        const calls = await api();
        const full = request.full || isWholeReadDue(calls);
        const { elapsed } = runtime;
        const reading = { api: calls, projects, settings, jobs };
        const deps = { ...reading, keeper, cards, url, concurrentWrites, elapsed };
        const changes = await readChanges(deps, { ...request, knownCount, full }, signal);
        if (changes.complete) wholeReadAt = now();
        rest.read();
        handedOut(changes.readings);
        return changes;
      });
    },
    cursor: () => keeper.text(),
    writeCost: async () => ({ createsAtOnce: (await api()).maxCreates, slowBecause: null }),
    waitForRest: rest.wait,
    read: (ids, signal) =>
      connected.reading(async () => handedOut(await readTasks(await readDeps(), ids, signal))),
    readListed: (ids, signal) =>
      connected.reading(async () => handedOut(await readFromLists(await readDeps(), ids, signal))),
    readAhead(id, patch, signal) {
      if ((patch.labels?.add.length ?? 0) > 0) labels.ahead(signal);
      if (mayGoUnread({ mayHaveHappened: false }, patch) && told.of(id) !== null) return;
      reads.ahead(id, async () => lookAt(await readDeps(), id, signal));
    },
    write,
    madeIdOf: made.idOf,
    requests: client.requests,
    clock: client.clock,
    async projectStand(signal) {
      await projects.readAnew(signal);
      return { projects: projects.stamps(), replacedProjects: projects.replaced() };
    },
    async stand(signal) {
      const page = await listNewest(await api(), signal);
      const total = page.total ?? Infinity;
      return standOf({ newest: page.items, total, serverMs: page.serverMs }, null);
    },
    version: () => knownVersion(facts, url),
    heardUntilMs: () => rememberedUntilMs(facts, url),
    limits: () => ({ writes: writes.current() }),
    defaultProjectPath,
    projectNames: () => projectNames,
    accountName: () => accountNameIn({ cachedFacts: facts.get }),
    async assigneeFor(agent, path, signal) {
      const tree = await projects.tree(signal);
      const project = tree.find(tree.nearest(path));
      return await people.nameFor(agent, project?.id ?? null, signal);
    },
    async projectPaths(from, signal) {
      const tree = await (from === "memory" ? projects.tree(signal) : projects.renew(signal));
      return tree.projects.flatMap(({ id }) => {
        const path = tree.pathOf(id);
        return path === null ? [] : [path];
      });
    },
    [Symbol.dispose]: () => client.close(),
  };
}

async function beforeWriting<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw unwritten(asSyncError(thrown));
  }
}
