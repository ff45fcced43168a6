import { provideChromium } from "../scripts/chromium.ts";
import { startBrowser } from "@tests/support/browser.ts";
import { createWorld, type World } from "@tests/support/world.ts";
import { median, pause, until } from "./timing.ts";

/**
 * How long an event takes from the log onto an open window of a real browser, by the time that it was stored at and that
 * of the change of what is shown: quiet, and while so many tasks are restored. `deno run -A bench/live_page.ts 1000`
 */
const restored = Number(Deno.args[0] ?? "1000");
const times = 40;

interface Shown {
  /** Milliseconds since 1970 at which each agent's name was there first. */
  readonly shownAt: Record<string, number>;
}

async function benchLivePage(world: World): Promise<void> {
  await world.json(["sync"]);
  const daemon = await world.serve([]);
  await world.import(
    Array.from({ length: restored + 1 }, (_, at) => ({ description: `task ${at}` })),
  );
  const settled = async () => {
    const { linked, pending } = await daemon.call("GET", "/v1/status") as {
      readonly linked: number;
      readonly pending: readonly unknown[];
    };
    return linked > restored && pending.length === 0;
  };
  const arrived = () => until(settled, { withinMs: 300_000, everyMs: 500 });
  await arrived();
  await pause(2_000);
  const at = new Date().toISOString();
  await pause(2_000);
  const [subject, ...others] = await world.export();
  await world.import(others.map((task) => ({ ...task, description: `${task.description} then` })));
  await pause(2_000);
  await arrived();
  await using browser = await startBrowser(await provideChromium());
  const window = await browser.letIn((await world.run(["ui", "--url"])).stdout.trim());
  await window.goto(window.url().replace(/inbox$/, "claims"));
  await window.evaluate(() => {
    const { document, MutationObserver: Observer } = globalThis as unknown as {
      document: { body: { innerText: string } };
      MutationObserver: new (call: () => void) => { observe(on: unknown, what: object): void };
    };
    const shownAt: Record<string, number> = {};
    Object.assign(globalThis, { shownAt });
    new Observer(() => {
      for (const [name] of document.body.innerText.matchAll(/agent-\w+/g)) {
        shownAt[name] ??= Date.now();
      }
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  const task = subject?.uuid ?? "";

  async function claimed(when: string, isOver: () => boolean): Promise<void> {
    const calls: number[] = [];
    const agents: string[] = [];
    for (let time = 0; time < times && !isOver(); time++) {
      const agent = `agent-${when}${time}`;
      const begun = performance.now();
      const { token } = await daemon.call("POST", "/v1/claims", { task, agent, forMs: 60_000 }) as {
        readonly token: number;
      };
      calls.push(performance.now() - begun);
      agents.push(agent);
      await window.getByText(agent, { exact: true }).waitFor();
      await daemon.call("POST", "/v1/claims/release", { task, token });
      await pause(100);
    }
    const { shownAt } = await window.evaluate(() => ({
      shownAt: (globalThis as unknown as Shown).shownAt,
    }));
    const lines = (await world.run(["log", subject?.uuid ?? "", "--json"])).stdout;
    const storedAt = new Map(
      (JSON.parse(lines) as {
        readonly events: readonly { at: string; data: { agent?: string } }[];
      })
        .events.map(({ at, data }) => [data.agent ?? "", Date.parse(at)]),
    );
    const took = agents.map((agent) => (shownAt[agent] ?? Infinity) - (storedAt.get(agent) ?? 0));
    console.log(
      `${when}: ${took.length} events, onto the window ${spread(took)}; a claim ${spread(calls)}`,
    );
  }

  await claimed("quiet", () => false);
  let isOver = false;
  const begun = performance.now();
  const target = { kind: "restore", at, tasks: [], project: null, exact: false };
  const restoring = daemon.call("POST", "/v1/take-back", {
    target,
    isPlan: false,
    looks: false,
    asOf: null,
  })
    .then((told) => {
      isOver = true;
      return told as { readonly tasks: readonly unknown[] };
    });
  await claimed("restoring", () => isOver);
  const { tasks } = await restoring;
  console.log(
    `${tasks.length} tasks restored in ${((performance.now() - begun) / 1000).toFixed(1)} s`,
  );
}

function spread(took: readonly number[]): string {
  const sorted = took.toSorted((a, b) => a - b);
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
  return `p50 ${median(sorted).toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, most ${
    sorted.at(-1)?.toFixed(0)
  } ms`;
}

await using world = await createWorld();
await benchLivePage(world);
