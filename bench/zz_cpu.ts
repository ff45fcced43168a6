import process from "node:process"; import { join } from "node:path";
import { openLog } from "@/adapters/sqlite/log.ts"; import { logProjections } from "@/projections/log_projections.ts";
import { observed } from "@tests/support/log_events.ts";
const v=Deno.args[0];
const drop=(names:string[])=>logProjections.map(p=>p.name!=="tasks"?p:{...p,tables:p.tables.map(t=>({...t,namedIndexes:Object.fromEntries(Object.entries(t.namedIndexes??{}).filter(([n])=>!names.includes(n)))}))});
const projections= v==="none"? logProjections.filter(p=>p.name!=="tasks") : v==="noidx"? drop(["idx_tasks_status_assignee","idx_tasks_lock_until","idx_tasks_id_version","idx_tasks_next"]) : v==="nonext"? drop(["idx_tasks_next"]) : logProjections;
const folder=Deno.makeTempDirSync(); using log=openLog({path:join(folder,"l.db"),projections,now:()=>new Date()});
const e=observed("vikunja"); const streams=Array.from({length:64},()=>crypto.randomUUID());
async function round(f:number){ await Promise.all(streams.map(async s=>{for(let i=f;i<f+100;i++) await log.store.append([{streamId:s,expectedVersion:i,events:[e]}]);})); }
for(let r=0;r<5;r++) await round(r*100);
const c=process.cpuUsage(); for(let r=5;r<25;r++) await round(r*100); const d=process.cpuUsage(c);
console.log(v,"cpu µs/event",((d.user+d.system)/(20*6400)).toFixed(2)); Deno.removeSync(folder,{recursive:true});
