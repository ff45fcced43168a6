import { provideChromium } from "../scripts/chromium.ts";
import { startBrowser } from "@tests/support/browser.ts";
import { createWorld, type World } from "@tests/support/world.ts";
import { median, pause, until } from "./timing.ts";

/**
 * The page of a daemon with so many tasks: time of the server for each page beside that of an icon, how long an event
 * takes from the log onto an open window, and what three windows take of memory. `deno run -A bench/page.ts 3000`
 */
const tasks = Number(Deno.args[0] ?? "3000");
const times = 21;

async function benchPage(world: World): Promise<void> {
  const add = Array.from({ length: tasks }, (_, at) => ({ description: `task ${at}` }));
  await world.json(["sync"]);
  // Seen by the daemon, each of them is an operation of its own; of a first sync they would be one.
  const daemon = await world.serve([]);
  await world.import(add);
  const standing = async () =>
    await daemon.call("GET", "/v1/status") as { readonly events: number; readonly linked: number };
  await until(async () => (await standing()).linked >= tasks, { withinMs: 600_000, everyMs: 500 });
  const { events } = await standing();
  const atRest = await restingMb(daemon.daemon);
  const link = (await world.run(["ui", "--url"])).stdout.trim();
  await using browser = await startBrowser(await provideChromium());
  const first = await browser.letIn(link);
  const base = first.url().replace(/inbox$/, "");
  const [cookie] = await first.context().cookies(`${base}inbox`);
  const headers = { cookie: `${cookie?.name}=${cookie?.value}` };
  const task = (await world.export())[0]?.uuid ?? "";
  const iconPath = await first.locator("link[rel=icon]").getAttribute("href");
  console.log(`${tasks} tasks, ${events} events`);
  const paths = [
    "inbox",
    "all",
    "all?q=task+7",
    "all?q=nowhere",
    `task/${task}`,
    "waiting",
    "claims",
    "health",
  ];
  for (const path of [new URL(iconPath ?? "", base).href, ...paths.map((path) => base + path)]) {
    const took: number[] = [];
    let bytes = 0;
    const cpuBefore = cpuMs(daemon.pid);
    for (let time = 0; time < times; time++) {
      const begun = performance.now();
      const answer = await fetch(path, { headers });
      bytes = (await answer.arrayBuffer()).byteLength;
      took.push(performance.now() - begun);
    }
    const most = Math.max(...took.slice(1));
    const cpu = (cpuMs(daemon.pid) - cpuBefore) / times;
    console.log(
      `${path.slice(base.length - 40)}: ${show(median(took))} ms (first ${
        show(took[0] ?? 0)
      }, most ${show(most)}; ${show(cpu)} of CPU), ${bytes} bytes`,
    );
  }
  const windows = [first, await browser.another(), await browser.another()];
  for (const window of windows) await window.goto(`${base}claims`);
  await pause(500);
  const shown: number[] = [];
  for (let time = 0; time < times; time++) {
    const agent = `agent-${time}`;
    const isThere = windows.map((window) => window.getByText(agent, { exact: true }).waitFor());
    await daemon.call("POST", "/v1/claims", { task, agent, forMs: 60_000 });
    const begun = performance.now();
    await Promise.all(isThere);
    shown.push(performance.now() - begun);
    const claims = await daemon.call("GET", "/v1/claims") as {
      readonly claims: readonly { readonly token: number }[];
    };
    await daemon.call("POST", "/v1/claims/release", { task, token: claims.claims[0]?.token ?? 0 });
    await pause(150);
  }
  console.log(
    `an event is on three open windows after ${show(median(shown))} ms (most ${
      show(Math.max(...shown))
    })`,
  );
  const withThree = await restingMb(daemon.daemon);
  console.log(`memory: ${show(atRest)} MB before, ${show(withThree)} MB with three windows open`);
}

/** The least of ten seconds, ten seconds from now, in MB: what is not collected yet does not count. */
async function restingMb(ask: () => Promise<{ readonly rssBytes: number }>): Promise<number> {
  const seen: number[] = [];
  for (let second = 0; second < 20; second++) {
    await pause(1_000);
    seen.push((await ask()).rssBytes / 1e6);
  }
  return Math.min(...seen.slice(10));
}

/** What a process has had of the processors, which does not depend on who else wants them. */
function cpuMs(pid: number): number {
  const [, ...fields] = Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ");
  const [user = 0, system = 0] = (fields.join(") ").split(" ")).slice(11, 13).map(Number);
  return (user + system) * 10;
}

const show = (value: number) => value.toFixed(1);

await using world = await createWorld();
await benchPage(world);
