import { createChanges } from "@/app/page/changes.ts";
import { createPageAccess } from "@/app/page/access.ts";
import { isHostOf } from "@/app/page/own_host.ts";
import { emptyStatus } from "@/app/inspect.ts";
import { createPage } from "@/page/page.ts";
import type { Operations } from "@/ports/operations_table.ts";
import type { InboxPage } from "@/ports/inbox.ts";
import type { Status } from "@/ports/operations.ts";
import { operationsOf } from "@tests/support/operations.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";

export const host = "127.0.0.1:4711";
export const folder = "the-folder";

/** A title that would be more than text in HTML. */
export const hostile = `<b onclick="x">'"&\u202e`;
/** Of the task that tests of a task are about. */
export const uuid = "8f0e4c1a-95f2-4d5f-8d4e-000000000001";

const status: Status = emptyStatus({ server: "https://v.example", selection: [] });

const emptyInbox: InboxPage = {
  items: [],
  total: 0,
  counts: { conflict: 0, missing: 0, held: 0, "given up": 0, unread: 0, "left out": 0 },
  position: 0,
};

const noLag = { count: 0, p50Ms: null, p99Ms: null, hours: [] };

const isOwnHost = (asked: string) => isHostOf(asked, "127.0.0.1", 4711);

/** A page of a daemon that answers what is given, and a browser that was let in. */
export function pageWorld(given: Partial<Operations> = {}, own = isOwnHost) {
  const time = createSimulatedTime(chanceBy(1));
  const changes = createChanges();
  const over = new AbortController();
  const access = createPageAccess({ runtime: time.runtime, sessions: [], keep: () => {} });
  const answer = createPage({
    folder,
    access,
    isOwnHost: own,
    operations: () =>
      operationsOf({
        status: () => Promise.resolve(status),
        overview: () => Promise.resolve({ server: status.server, inbox: 0, onTheWay: 0 }),
        inbox: () => Promise.resolve(emptyInbox),
        vitals: () =>
          Promise.resolve({
            lag: { taskwarrior: noLag, vikunja: noLag },
            isCut: false,
            clock: null,
            versions: { taskwarrior: "3.5.0", vikunja: null },
            logBytes: null,
          }),
        ...given,
      }),
    changes,
    version: "1.2.3",
    over: over.signal,
    runtime: time.runtime,
  });
  const shown = access.admit(access.invite());
  const cookie = `vikunja_sync_page=${shown}`;
  const ask = (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    if (!headers.has("host")) headers.set("host", host);
    return answer(new Request(new URL(path, "http://page"), { ...init, headers }));
  };
  return {
    time,
    changes,
    access,
    cookie,
    over,
    answer,
    ask,
    /** Of the browser that was let in. */
    get: (path: string, headers: Readonly<Record<string, string>> = {}) =>
      ask(`/${folder}/${path}`, { headers: { cookie, ...headers } }),
    post: (
      path: string,
      form: Readonly<Record<string, string>>,
      headers: Readonly<Record<string, string>> = {},
    ) =>
      ask(`/${folder}/${path}`, {
        method: "POST",
        body: new URLSearchParams(form),
        headers: { cookie, origin: `http://${host}`, ...headers },
      }),
  };
}
