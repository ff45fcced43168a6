import assert from "node:assert/strict";
import type { InboxAct, InboxItem } from "@/ports/inbox.ts";
import { runInbox } from "@/cli/inbox/run_inbox.ts";
import { cli } from "@tests/cli/support.ts";
import {
  conflictItem,
  done,
  heldItem,
  lookedAt,
  pageOf,
  type TypedScreen,
  typedScreen,
} from "@tests/support/inbox_items.ts";

interface Opened {
  readonly screen: TypedScreen;
  readonly stop: AbortController;
  readonly acted: InboxAct[];
  readonly over: Promise<void>;
  /** What waits from now on, and the time that `tick` ends has passed. */
  put(items: readonly InboxItem[]): void;
  tick(): void;
}

function opened(items: readonly InboxItem[], act?: () => Promise<never>): Opened {
  const screen = typedScreen();
  const stop = new AbortController();
  const acted: InboxAct[] = [];
  let waiting = items;
  let position = 1;
  let tick = () => {};
  const over = runInbox({
    inbox: {
      look: (asked) => Promise.resolve(lookedAt(waiting, asked, position)),
      act: (acts) => {
        if (act !== undefined) return act();
        acted.push(...acts);
        waiting = waiting.filter(({ id }) => !acts.some((each) => each.id === id));
        position++;
        return Promise.resolve(acts.map(({ id, choice }) => done(id, choice)));
      },
    },
    takeBack: () => Promise.reject(new Error("nothing is taken back here")),
    screen,
    painted: (line) => line.replace(/[\ufdd0-\ufdd5]/g, ""),
    now: () => new Date("2026-11-21T06:10:00.000Z"),
    wait: () => new Promise((resolve) => tick = resolve),
    signal: stop.signal,
  }, { kinds: [], projects: [], text: "", answered: false });
  return {
    screen,
    stop,
    acted,
    over,
    put(items) {
      waiting = items;
      position++;
    },
    tick: () => tick(),
  };
}

Deno.test("runInbox() solves a conflict in two keys, and ends with q", async () => {
  const { screen, acted, over } = opened([conflictItem("a"), conflictItem("b")]);
  await screen.until(/2 conflicts/);
  screen.type("\r");
  await screen.until(/Vikunja: title "task a" → "task a here"/);
  screen.type("t");
  await screen.until(/1 conflict\b.*1 answer carried out/s);
  assert.deepEqual(acted, [{ id: "a", choice: "taskwarrior" }]);
  screen.type("q");
  await over;
  assert.ok(screen.isGivenBack());
});

Deno.test("runInbox() shows what comes while it is open, at the size that the terminal has then", async () => {
  const { screen, over, put, tick } = opened([conflictItem("a")]);
  await screen.until(/1 conflict/);
  put([heldItem("b"), conflictItem("a")]);
  tick();
  await screen.until(/1 conflict, 1 held back.*1 new/s);
  screen.resize(40, 10);
  await screen.until(/^(.{0,40}\n){9}.{0,40}$/);
  screen.type("q");
  await over;
});

Deno.test("runInbox() says what failed and goes on; a signal ends it", async () => {
  const failing = () => Promise.reject(new Error("no server"));
  const { screen, stop, over } = opened([conflictItem("a")], failing);
  await screen.until(/1 conflict/);
  screen.type("v");
  await screen.until(/nothing is written/);
  screen.type("v");
  await screen.until(/no server/);
  stop.abort();
  await over;
  assert.ok(screen.isGivenBack());
});

Deno.test("inbox prints the list where there is no screen, and ends with 3 while something waits", async () => {
  const look = () => Promise.resolve(pageOf([conflictItem("a"), heldItem("b")]));
  const { code, stdout } = await cli(["inbox"], { inbox: { look } });
  assert.equal(code, 3);
  assert.match(
    stdout,
    /conflict +task a +title: "task a here" \| "task a" .*conflicts pick a SIDE/,
  );
  assert.match(stdout, /held back +task b .*held let-go b\n\n1 conflict, 1 held back\n$/);
  const none = await cli(["inbox"], { inbox: { look: () => Promise.resolve(pageOf([])) } });
  assert.deepEqual([none.code, none.stdout], [0, "nothing waits for you\n"]);
});

Deno.test("inbox takes kinds by their names alone, and tells the others", async () => {
  const asked: unknown[] = [];
  const look = (each: unknown) => {
    asked.push(each);
    return Promise.resolve(pageOf([]));
  };
  await cli(["inbox", "--kind", "given-up", "-k", "held", "--json"], { inbox: { look } });
  assert.deepEqual((asked[0] as { kinds: unknown }).kinds, ["held", "given up"]);
  const { code, stderr } = await cli(["inbox", "--kind", "all"], {});
  assert.equal(code, 2);
  assert.match(stderr, /-kind must be one of conflict, missing, held, given-up, unread, left-out/);
});

Deno.test("inbox gives the screen back where it cannot be opened, and tells warnings after it", async () => {
  const screen = typedScreen();
  screen.type("q");
  const { code, stderr } = await cli(["inbox"], {
    screen,
    wait: () => new Promise(() => {}),
    inbox: { look: () => Promise.resolve(pageOf([])) },
    onIo: (io) => io.warn("the server is old"),
  });
  assert.deepEqual([code, stderr], [0, "warning: the server is old\n"]);
  assert.ok(screen.isGivenBack());
});
