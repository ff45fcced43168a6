import assert from "node:assert/strict";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { browserHere, startBrowser } from "@tests/support/browser.ts";
import { until } from "@tests/support/until.ts";
import { createWorld, type World } from "@tests/support/world.ts";

const chromium = await browserHere();

/** Both sides have edited the title of each of them. */
async function conflictsOver(world: World, titles: readonly string[]): Promise<void> {
  await world.import(titles.map((description) => ({ description })));
  await world.json(["sync"]);
  for (const task of await world.serverTasks()) {
    await world.api("PATCH", `/api/v2/tasks/${task.id}`, { title: `${task.title} there` });
  }
  for (const title of titles) await world.task(title, "modify", `/${title}/${title} here/`);
  await world.json(["sync"], 3);
}

async function linkOf(world: World): Promise<string> {
  const { code, stdout, stderr } = await world.run(["ui", "--url"]);
  assert.equal(code, 0, stderr);
  return stdout.trim();
}

/** What axe finds wrong with what is shown now. */
async function faultsOf(page: Page, only?: string): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async (rule) => {
    const checker = (globalThis as unknown as { axe: typeof axe }).axe;
    return await checker.run(
      rule === undefined ? {} : { runOnly: { type: "rule", values: [rule] } },
    );
  }, only);
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** What the page shows while it asks what is new, which nobody need notice. */
const isRefreshed = "htmx-request";

const isWider = (page: Page) =>
  page.evaluate(() => {
    const { document, innerWidth } = globalThis as unknown as Window;
    return document.documentElement.scrollWidth > innerWidth;
  });

interface Window {
  readonly innerWidth: number;
  readonly document: { readonly documentElement: { readonly scrollWidth: number } };
}

const titles = ["apples", "bread", "cheese", "dates", "eggs"];

Deno.test({
  name:
    "the page in a real browser: every page, every action, two windows, a reload, a daemon that goes",
  ignore: chromium === null,
  async fn(test) {
    if (chromium === null) return;
    await using world = await createWorld();
    await conflictsOver(world, titles);
    const first = await world.serve([]);
    await using browser = await startBrowser(chromium);
    const page = await browser.letIn(await linkOf(world));
    const base = page.url().replace(/inbox$/, "");
    const item = (title: string, of = page) => of.locator("[data-item]", { hasText: title });
    const status = (of = page) => of.locator("[data-said]");
    const priority = async () => (await world.export("figs"))[0]?.["priority"];
    const titleOf = async (word: string) => {
      const found = (await world.export()).find(({ description }) => description.includes(word));
      return found?.description;
    };

    await test.step("each page is for everybody to read, at both widths, light and dark", async () => {
      const task = await item("apples").locator("h2 a").getAttribute("href");
      await page.goto(`${base}all`);
      const operation = await page.locator('a[href^="op/"]').first().getAttribute("href");
      const then = `at=${operation?.replace("op/", "op-")}`;
      for (
        const path of [
          "inbox",
          "inbox?answered=1",
          "all",
          String(task),
          String(operation),
          "restore",
          `restore?${then}&${String(task).replace("task/", "task=")}`,
          "waiting",
          "claims",
          "health",
        ]
      ) {
        await page.emulateMedia({ colorScheme: "light" });
        await page.setViewportSize({ width: 1_600, height: 900 });
        await page.goto(base + path);
        await page.locator("main").evaluate((main, word) => main.classList.add(word), isRefreshed);
        assert.deepEqual(await faultsOf(page), [], path);
        assert.equal(await isWider(page), false, path);
        await page.emulateMedia({ colorScheme: "dark" });
        await page.setViewportSize({ width: 360, height: 800 });
        if (/inbox$|health/.test(path)) {
          assert.deepEqual(await faultsOf(page, "color-contrast"), [], `${path}, dark`);
        }
        assert.equal(await isWider(page), false, `${path}, narrow`);
      }
      await page.setViewportSize({ width: 1_000, height: 800 });
    });

    await test.step("a pick in one window is in the other at once, and so is its undo", async () => {
      await page.goto(`${base}inbox`);
      const other = await browser.another();
      await other.goto(`${base}inbox`);
      assert.equal(await other.locator("[data-item]").count(), titles.length);
      await item("apples").getByRole("button", { name: /Taskwarrior/ }).click();
      await status().getByText(/both sides have what Taskwarrior said/).waitFor();
      await item("apples", other).waitFor({ state: "detached" });
      await until("it is written", () => titleOf("apples"), (title) => title === "apples here");
      await status().getByRole("button", { name: /Undo/ }).click();
      await item("apples", other).waitFor();
      await until("it is written", () => titleOf("apples"), (title) => title === "apples there");
      await other.close();
    });

    await test.step("a conflict is solved with keys alone, and what came of it has the focus", async () => {
      await page.goto(`${base}inbox`);
      const before = await page.locator("[data-item]").count();
      await page.keyboard.press("j");
      const title = await page.locator("[data-item]:focus h2").innerText();
      await page.keyboard.press("1");
      await item(title).waitFor({ state: "detached" });
      assert.equal(await page.locator("[data-item]").count(), before - 1);
      await page.locator("[data-said]:focus").waitFor();
      await page.keyboard.press("u");
      await item(title).waitFor();
    });

    await test.step("many are answered at once", async () => {
      await page.goto(`${base}inbox?q=bread`);
      assert.equal(await page.locator("[data-item]").count(), 1);
      await page.goto(`${base}inbox`);
      for (const title of ["bread", "cheese"]) await item(title).getByRole("checkbox").check();
      await page.getByLabel("Do with those chosen").selectOption("keep");
      await page.getByRole("button", { name: "Do it", exact: true }).click();
      await status().getByText("2 items done.").waitFor();
      assert.equal(await page.locator("[data-item]").count(), titles.length - 2);
      await page.getByRole("button", { name: /^With all 3/ }).click();
      await page.waitForURL(/many\?choice=keep/);
      assert.equal(await page.title(), "Many at once – vikunja-sync");
      await page.getByText("With 3 items: keep what stands?").waitFor();
      await page.getByRole("link", { name: "Back to the Inbox" }).click();
      await item("dates").waitFor();
    });

    await test.step("without scripts it is the same, a page at a time", async () => {
      const plain = await browser.withoutScripts(await linkOf(world));
      await item("dates", plain).getByRole("button", { name: /Taskwarrior/ }).click();
      await status(plain).getByText(/“dates there”: both sides have/).waitFor();
      await item("dates").waitFor({ state: "detached" });
      await plain.getByRole("button", { name: /Undo/ }).click();
      await item("dates", plain).waitFor();
      await plain.close();
    });

    await test.step("a reload in the middle does nothing twice", async () => {
      await page.goto(`${base}inbox`);
      const picks = async () => (await world.run(["log"])).stdout.split(/ picked /).length;
      const before = await picks();
      const press = () => item("dates").getByRole("button", { name: /Taskwarrior/ });
      await press().click({ noWaitAfter: true });
      await page.reload();
      // The browser may have broken it off before it was sent.
      while (await press().isVisible()) await press().click({ timeout: 1_000 }).catch(() => {});
      await item("dates").waitFor({ state: "detached" });
      await until("it is written", () => titleOf("dates"), (title) => title === "dates here");
      assert.equal(await picks(), before + 1);
    });

    await test.step("what happens is on the open history by itself", async () => {
      await page.goto(`${base}all`);
      await world.task("add", "figs");
      await page.getByRole("link", { name: "figs" }).first().waitFor();
    });

    await test.step("an operation is taken back after its plan was seen, and that again", async () => {
      await page.goto(`${base}all`);
      await world.task("figs", "modify", "priority:H");
      await page.getByText("priority none → high").first().waitFor();
      await page.getByRole("row", { name: "priority none → high" }).first().getByRole("link", {
        name: "in full",
      }).click();
      await page.getByRole("button", { name: /^Undo op-/ }).click();
      await page.getByText("priority high → none").waitFor();
      await page.getByRole("button", { name: "Undo it" }).click();
      await status().getByText("Done.").waitFor();
      await until("it is written", async () => [await priority()], ([now]) => now === undefined);
      await status().getByRole("button", { name: /Undo that/ }).click();
      await until("it is written", priority, (now) => now === "H");
    });

    await test.step("a task is as it was after some operation once the plan of that was seen", async () => {
      await page.goto(`${base}all`);
      await page.getByRole("link", { name: "figs" }).first().click();
      await page.getByRole("button", { name: /^As it was then/ }).last().click();
      await page.getByText("priority high → none").waitFor();
      await page.getByRole("button", { name: "Restore 1 task" }).click();
      await status().getByText("Done.").waitFor();
      await until("it is written", async () => [await priority()], ([now]) => now === undefined);
    });

    await test.step("a daemon that is killed is missed, and the window goes on with the next one", async () => {
      assert.deepEqual(browser.complaints, []);
      await page.goto(`${base}all`);
      first.kill("SIGKILL");
      await page.getByText("The daemon does not answer").waitFor();
      await world.task("add", "grapes");
      await using _next = await world.serve([]);
      await page.getByRole("link", { name: "grapes" }).first().waitFor();
      await page.getByText("The daemon does not answer").waitFor({ state: "hidden" });
    });
  },
});
