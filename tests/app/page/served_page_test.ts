import assert from "node:assert/strict";
import { createChanges } from "@/app/page/changes.ts";
import { servePage } from "@/app/page/served_page.ts";
import { SyncError } from "@/domain/errors.ts";
import type { BehindPage, PageRecord } from "@/ports/page.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";

interface OpenedHere {
  readonly port: number;
  readonly behind: BehindPage;
}

interface There {
  readonly address?: string | null;
  readonly record?: PageRecord;
  /** Somebody else listens there. */
  readonly taken?: readonly number[];
}

function world({ address = "127.0.0.1:0", record, taken = [] }: There) {
  const { runtime } = createSimulatedTime(chanceBy(1));
  const opened: OpenedHere[] = [];
  let kept: PageRecord | null = record ?? null;
  let closed = 0;
  const page = servePage({
    runtime,
    address,
    say: () => {},
    version: "1",
    changes: createChanges(),
    operations: () => assert.fail("nothing is asked"),
    store: {
      read: () => Promise.resolve(kept),
      keep: (record) => Promise.resolve(void (kept = record)),
    },
    doors: {
      openPage(place, behind) {
        const asked = place.kind === "tcp" ? place.port : 0;
        if (taken.includes(asked)) {
          return Promise.reject(new SyncError("CONFIG", `Cannot listen on ${asked}`));
        }
        const port = asked === 0 ? 40_000 : asked;
        opened.push({ port, behind });
        return Promise.resolve({
          url: `http://127.0.0.1:${port}`,
          refuse: () => {},
          [Symbol.asyncDispose]: () => Promise.resolve(void closed++),
        });
      },
    },
  });
  return { page, opened, kept: () => kept, closed: () => closed };
}

const tomorrow = "2999-01-01T00:00:00.000Z";
const before = (until: string): PageRecord => ({
  port: 4711,
  folder: "mine",
  sessions: [{ shown: "cookie", until }],
});

Deno.test("servePage() listens for browsers once somebody wants one, and keeps where", async () => {
  const { page, opened, kept, closed } = world({});
  await using served = await page;
  assert.equal(opened.length, 0);
  assert.match(await served.invite(), /^http:\/\/127\.0\.0\.1:40000\/login\?t=[\w-]{36}$/);
  await served.invite();
  assert.equal(opened.length, 1);
  assert.ok(opened[0]?.behind.isOwnHost("127.0.0.1:40000"));
  await served[Symbol.asyncDispose]();
  assert.equal(closed(), 1);
  assert.ok(opened[0]?.behind.over.aborted);
  assert.deepEqual([kept()?.port, kept()?.folder], [40_000, opened[0]?.behind.folder]);
});

Deno.test("servePage() listens at once where the daemon before had let a browser in, at the same address", async () => {
  const { page, opened } = world({ record: before(tomorrow) });
  await using _served = await page;
  assert.deepEqual(opened.map(({ port }) => port), [4711]);
  assert.equal(opened[0]?.behind.folder, "mine");
  assert.ok(opened[0]?.behind.access.knows("cookie"));
});

Deno.test("servePage() waits to be asked where all browsers would have to come again", async () => {
  const { page, opened } = world({ record: before("2001-01-01T00:00:00.000Z") });
  await using _served = await page;
  assert.equal(opened.length, 0);
});

Deno.test("servePage() takes another port where that of before is taken, but not in place of one that is set", async () => {
  const moved = world({ record: before(tomorrow), taken: [4711] });
  await using _served = await moved.page;
  assert.deepEqual(moved.opened.map(({ port }) => port), [40_000]);
  assert.ok(moved.opened[0]?.behind.isOwnHost("localhost:40000"));
  const fixed = world({ address: "127.0.0.1:8766", taken: [8766] });
  await assert.rejects(fixed.page, /Cannot listen on 8766/);
});

Deno.test("servePage() says what keeps the page away where there is to be none", async () => {
  const { page } = world({ address: null });
  await using served = await page;
  await assert.rejects(served.invite(), /`page = "off"`/);
});

Deno.test("servePage() closes a page that is just being opened when the daemon ends", async () => {
  const { page, closed } = world({});
  const served = await page;
  const asked = served.invite();
  await served[Symbol.asyncDispose]();
  await asked;
  assert.equal(closed(), 1);
});
