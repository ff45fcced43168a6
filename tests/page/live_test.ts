import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { openPageDoor } from "@/adapters/http/page_door.ts";
import { folder, pageWorld } from "@tests/page/support.ts";
import { browserHere, startBrowser } from "@tests/support/browser.ts";

const chromium = await browserHere();

Deno.test("the stream begins with the mark of what is newest, and tells what comes together in one", async () => {
  const { get, changes, time, over } = pageWorld({ listClaims: () => Promise.resolve([]) });
  const [, mark = ""] = /data-mark="([^"]+)"/.exec(await (await get("claims")).text()) ?? [];
  const reader = (await get("events")).body?.pipeThrough(new TextDecoderStream()).getReader();
  const told = async () =>
    (await reader?.read())?.value?.replace(/^event: mark\ndata: |\n\n$/g, "");
  assert.equal(await told(), mark);
  for (let count = 0; count < 3; count++) changes.tell();
  await time.pass(100);
  assert.equal(await told(), mark.replace(/0$/, "3"), "the first went with the mark at the start");
  changes.tell();
  await time.pass(100);
  assert.equal(await told(), mark.replace(/0$/, "4"));
  over.abort();
  assert.equal(await told(), undefined);
});

Deno.test("a page has one script: htmx begins without what comes in another one after it", async () => {
  const html = await (await pageWorld().get("health")).text();
  assert.deepEqual([...html.matchAll(/<script/g)].length, 1);
});

/** Whoever comes while it is closed waits until it is opened. */
function gate() {
  let opened = Promise.withResolvers<void>();
  let reached = Promise.withResolvers<void>();
  opened.resolve();
  return {
    close() {
      opened = Promise.withResolvers();
      reached = Promise.withResolvers();
    },
    open: () => opened.resolve(),
    /** Somebody waits since it was closed. */
    reached: () => reached.promise,
    async pass(): Promise<void> {
      reached.resolve();
      await opened.promise;
    },
  };
}

/** A window that shows what `state` is, from a daemon whose answers and streams are held back or cut. */
async function watched(browser: Awaited<ReturnType<typeof startBrowser>>) {
  let state = 0;
  const streams = gate();
  const answers = gate();
  let cut = new AbortController();
  let refuses = 0;
  const claim = { task: "one", agent: "ada", token: 1, expired: false, version: 1 };
  const world = pageWorld({
    listClaims: () =>
      Promise.resolve([{ ...claim, title: `state ${state}`, until: "2999-01-01T00:00:00.000Z" }]),
    releaseTask: () => Promise.resolve({ ok: true, task: "one", title: "one" }),
  }, () => true);
  const door = await openPageDoor({ kind: "tcp", host: "127.0.0.1", port: 0 }, {
    load: () =>
      Promise.resolve(async (request) => {
        const { pathname } = new URL(request.url);
        if (pathname.endsWith("/events")) {
          await streams.pass();
          const signal = AbortSignal.any([request.signal, cut.signal]);
          return await world.answer(new Request(request, { signal }));
        }
        if (request.headers.get("hx-source") !== "main#main") return await world.answer(request);
        if (refuses-- > 0) return new Response("", { status: 503 });
        const answer = await world.answer(request);
        await answers.pass();
        return answer;
      }),
    collectGarbage: () => {},
  });
  const page = await browser.letIn(`${door.url}/login?t=${world.access.invite()}`);
  return {
    page,
    streams,
    answers,
    shows: (title: string) => page.getByRole("link", { name: title, exact: true }).waitFor(),
    goto: () => page.goto(`${door.url}/${folder}/claims`),
    /** Something happens, and whoever listens is told. */
    async happen(): Promise<string> {
      state++;
      world.changes.tell();
      await world.time.pass(100);
      return `state ${state}`;
    },
    refuse: (times: number) => void (refuses = times),
    cutStream() {
      cut.abort();
      cut = new AbortController();
    },
    async [Symbol.asyncDispose]() {
      streams.open();
      answers.open();
      await page.close();
      await door[Symbol.asyncDispose]();
    },
  };
}

/** As if its window were behind another. */
const hide = (page: Page, isHidden: boolean) =>
  page.evaluate(`
    Object.defineProperty(document, "hidden", { value: ${isHidden}, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  `);

/** From now on: what is shown in the moment when the next answer to its reading has been dealt with. */
async function afterNextRead(page: Page): Promise<() => Promise<string>> {
  await page.evaluate(`
    globalThis.afterRead = new Promise((resolve) =>
      document.addEventListener("htmx:finally:request", ({ detail }) => {
        const main = document.getElementById("main");
        if (detail.ctx.sourceElement === main) resolve(main.innerText);
      }));
    undefined;
  `);
  return () => page.evaluate<string>("afterRead");
}

/** An answer is on its way that does not tell of the newest, which has happened since. */
async function holdOldAnswer({ answers, goto, happen, shows }: Watched): Promise<string> {
  await goto();
  await shows(await happen());
  answers.close();
  await happen();
  await answers.reached();
  return await happen();
}

Deno.test({
  name: "an open page comes to what is newest, whatever of its stream and its answers is lost",
  ignore: chromium === null,
  async fn(test) {
    if (chromium === null) return;
    await using browser = await startBrowser(chromium);
    const step = (name: string, work: (window: Watched) => Promise<void>) =>
      test.step(name, async () => {
        await using window = await watched(browser);
        await work(window);
      });

    await step(
      "what happens before its stream begins",
      async ({ streams, goto, happen, shows }) => {
        streams.close();
        await goto();
        await shows("state 0");
        const newest = await happen();
        streams.open();
        await shows(newest);
      },
    );

    await step("what happens while its stream is away", async (window) => {
      const { page, streams, goto, happen, shows, cutStream } = window;
      await goto();
      await shows(await happen());
      streams.close();
      cutStream();
      const missed = await happen();
      streams.open();
      await shows(missed);
      await hide(page, true);
      const unseen = await happen();
      await hide(page, false);
      await shows(unseen);
    });

    await step("an answer that does not come", async (window) => {
      const { page, goto, happen, shows, refuse } = window;
      await goto();
      await shows(await happen());
      refuse(1);
      await shows(await happen());
      await page.route("**/claims", (route) => route.abort(), { times: 1 });
      await shows(await happen());
    });

    await step("an answer that is older than what was told since", async (window) => {
      const newest = await holdOldAnswer(window);
      window.answers.open();
      await window.shows(newest);
    });

    await step("an answer that is older than what came of a press meanwhile", async (window) => {
      const { page, answers, shows } = window;
      const newest = await holdOldAnswer(window);
      await page.getByRole("button", { name: "End" }).click();
      await shows(newest);
      const shown = await afterNextRead(page);
      answers.open();
      assert.match(await shown(), new RegExp(newest));
    });
  },
});

type Watched = Awaited<ReturnType<typeof watched>>;
