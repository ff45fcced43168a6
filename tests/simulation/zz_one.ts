import { keptSchedules } from "@tests/simulation/kept.ts";
import { runSchedule } from "@tests/simulation/schedule.ts";
const name = Deno.args[0];
const k = keptSchedules().find((x) => x.name === name)!;
const out = await runSchedule(k.schedule as never, ((l: string) => Deno.args[1] && console.log(l)) as never, (w: any) => {
  if (Deno.args[1]) { const o = w.machine.vikunja.network.log; const p = o.push.bind(o); o.push = (...a: any[]) => { console.log("   net", w.time.nowMs(), JSON.stringify(a).slice(0,160)); return p(...a); }; }
});
console.log(JSON.stringify((out as any).faults ?? out).slice(0, 1500));
