import type { Runtime } from "@/ports/runtime.ts";
import type { Transport } from "@/ports/transport.ts";
import { createServer } from "@/sandbox/create_server.ts";
import { createStore, type StoreCopy } from "@/sandbox/store/store.ts";
import type { SandboxVersion } from "@/sandbox/version.ts";
import { everyPermission } from "@/sandbox/rules/permissions.ts";
import { carryDelivery, type Webhooks } from "@tests/simulation/vikunja/deliveries.ts";
import { calmNetwork } from "@tests/simulation/vikunja/fates.ts";
import { type HeldTask, heldTasks } from "@tests/simulation/vikunja/held.ts";
import {
  type Actor,
  type HeldChange,
  recordHistory,
  type Rename,
} from "@tests/simulation/vikunja/history.ts";
import { type Arrival, createNetwork, type Network } from "@tests/simulation/vikunja/network.ts";
import { createPerson, type Person } from "@tests/simulation/vikunja/person.ts";
import { colleague, seededData } from "@tests/simulation/vikunja/seeded_data.ts";
import { namedIn, type Shown, writtenBy } from "@tests/simulation/vikunja/shown_tasks.ts";
import { createWebUser } from "@tests/simulation/vikunja/web_user.ts";

export interface SimulatedVikunjaOptions {
  /** Of one beside another. */
  readonly url?: string;
  readonly runtime: Pick<Runtime, "now" | "after">;
  /** Chance of this side alone, from 0 to below 1. */
  readonly random: () => number;
  readonly as?: SandboxVersion;
  /** On PostgreSQL writes may overlap: a commit may come long after the time that it is stamped with. */
  readonly database?: "SQLite" | "PostgreSQL";
}

/** A Vikunja, the network before it, and the person who uses its web page: all of it on the runtime's time. */
export interface SimulatedVikunja {
  readonly url: string;
  /** The program's API token, as its source has it now. */
  readonly token: () => Promise<string>;
  readonly network: Network;
  /** The server's clock against the runtime's; it may jump. */
  readonly clock: { aheadMs: number };
  readonly webhooks: Webhooks & {
    /** On every project that has none of ours, for all events of tasks; their titles. */
    install(hook: { readonly url: string; readonly secret: string }): readonly string[];
    /** Ids of the projects that have one of ours. */
    readonly hooked: ReadonlySet<number>;
  };
  readonly person: Person;
  /** One for each engine. */
  transport(isGone?: () => boolean): Transport;
  /** The token is not accepted until `renewToken()` made another. */
  expireToken(): void;
  renewToken(): void;
  /** The groups of permissions that the token lacks from now on, e.g. `tasks_labels`; none: it may do everything. */
  limitToken(lacking: readonly string[]): void;
  tasks(): readonly HeldTask[];
  readonly history: readonly HeldChange[];
  readonly renames: readonly Rename[];
  readonly shown: readonly Shown[];
  /** The data as they are now. */
  backup(): StoreCopy;
  /** The data as they were, so that ids are given out again; logins and tokens stay. */
  restore(copy: StoreCopy): void;
}

const usualUrl = "http://vikunja.simulated";

export function createSimulatedVikunja(
  { runtime, random, as = "2.5", database = "SQLite", url = usualUrl }: SimulatedVikunjaOptions,
): SimulatedVikunja {
  const clock = { aheadMs: 0 };
  const serverNow = () => runtime.now().getTime() + clock.aheadMs;
  const store = createStore();
  store.restore(seededData(as, serverNow()));
  const webhooks: Webhooks = {
    receive: null,
    fate: () => ({ kind: "arrives", latencyMs: Math.ceil(random() * 50) }),
  };
  const server = createServer({
    runtime: {
      now: () => new Date(serverNow()),
      after: runtime.after,
      random,
      uuid: () => uuidOf(random),
    },
    store,
    as,
    seed: "empty",
    concurrentWrites: database === "PostgreSQL",
    rateLimit: {},
    publicUrl: () => url,
    webhooks: {
      send: (delivery) => carryDelivery(runtime, webhooks, delivery),
      disorder: false,
      retryMs: 100,
      allowNonRoutable: true,
    },
  });
  let actor: Actor = "program";
  let program: Arrival | null = null;
  const history = recordHistory(
    store,
    () => runtime.now().getTime(),
    () => ({
      by: actor,
      isLate: program?.isLate ?? false,
      sentMs: program?.sentMs ?? runtime.now().getTime(),
    }),
  );
  let held: readonly HeldTask[] | null = null;
  const note = store.onCommit;
  store.onCommit = (touched) => {
    held = null;
    note(touched);
  };
  const shown: Shown[] = [];
  const network = createNetwork({
    runtime,
    serverNow,
    onAnswer(request, { atMs }) {
      const knownMs = runtime.now().getTime();
      shown.push(...namedIn(request).map((taskId) => ({ taskId, atMs, knownMs })));
    },
    answer(request, arrival) {
      const known = history.changes.length;
      program = arrival;
      const answer = server.answer(request);
      if (answer.status === 200) {
        for (const { taskId, field } of writtenBy(request)) {
          const isChanged = history.changes.slice(known).some((change) =>
            change.taskId === taskId && change.field === field
          );
          if (!isChanged) history.noteSame(taskId, field);
        }
      }
      program = null;
      return answer;
    },
    fate: calmNetwork(random),
  });
  let token = server.account.token;
  const owner = createWebUser(server, server.account);

  function acting<T>(by: Actor, work: () => T): T {
    const before = actor;
    actor = by;
    try {
      return work();
    } finally {
      actor = before;
    }
  }

  /** Stamped with the time at which its transaction began. */
  function late<T>(ms: number, work: () => T): T {
    clock.aheadMs -= ms;
    try {
      return work();
    } finally {
      clock.aheadMs += ms;
    }
  }

  function renewToken(): void {
    const made = owner.call("PUT", "/api/v1/tokens", {
      title: "renewed",
      permissions: everyPermission({ as }),
      expires_at: "2099-12-31T00:00:00Z",
    });
    token = String(made.body["token"]);
  }

  const hooked = new Set<number>();

  return {
    url,
    token: () => Promise.resolve(token),
    network,
    clock,
    webhooks: Object.assign(webhooks, {
      hooked,
      install({ url: target_url, secret }: { readonly url: string; readonly secret: string }) {
        const bare = [...store.projects.all()].filter(({ id, parentId }) =>
          // Those of a parent hear of its children.
          parentId === 0 && !hooked.has(id)
        );
        return bare.flatMap(({ id, title }) => {
          const hook = { target_url, secret, events: taskEvents };
          const { status } = owner.call("PUT", `/api/v1/projects/${id}/webhooks`, hook);
          if (status >= 300) return [];
          hooked.add(id);
          return [title];
        });
      },
    }),
    person: createPerson({
      store,
      owner,
      colleague: createWebUser(server, colleague),
      acting,
      late: database === "PostgreSQL" ? late : null,
      now: serverNow,
    }),
    transport: network.transport,
    expireToken() {
      for (const { id } of store.tokens.all()) owner.call("DELETE", `/api/v1/tokens/${id}`);
    },
    renewToken,
    limitToken(lacking) {
      const all = Object.entries(everyPermission({ as }));
      const permissions = Object.fromEntries(all.filter(([group]) => !lacking.includes(group)));
      for (const row of store.tokens.all()) store.tokens.save({ ...row, permissions });
    },
    tasks: () => held ??= heldTasks(store),
    history: history.changes,
    renames: history.renames,
    shown,
    backup: store.copy,
    restore(copy) {
      const data = [...copy].filter(([name]) => name !== "token" && name !== "session");
      store.restore(new Map(data));
      held = null;
      history.forget();
    },
  };
}

const taskEvents = [
  "task.created",
  "task.updated",
  "task.deleted",
  "task.comment.created",
  "task.comment.edited",
  "task.comment.deleted",
  "task.relation.created",
  "task.relation.deleted",
  "task.assignee.created",
  "task.assignee.deleted",
  "project.updated",
  "project.deleted",
];

function uuidOf(random: () => number): string {
  const part = () => Math.floor(random() * 2 ** 32).toString(16).padStart(8, "0");
  const [a, b, c, d] = [part(), part(), part(), part()];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(5)}-${c.slice(0, 4)}${d}`;
}
