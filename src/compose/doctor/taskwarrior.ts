import { decode, quietly } from "@/adapters/taskwarrior/program.ts";
import { twoVersions } from "@/adapters/taskwarrior/two_versions.ts";
import { connectTaskwarrior, taskwarriorPorts } from "@/compose/replicas.ts";
import { type Check, note, ok, wrong } from "@/compose/doctor/examination.ts";
import { noFacts } from "@/app/memory_facts.ts";

const limitMs = 30_000;

/** Settings by which Taskwarrior itself shares its list with other machines. */
const sharing =
  /^(taskd\.server|sync\.(server\.(url|origin)|gcp\.bucket|aws\.bucket|local\.server_dir|git\.remote))=./;

/** The program, its version, and the attributes that it should know. */
export const checkTaskwarrior: Check = async (examined, signal) => {
  const { config } = examined;
  const taskwarrior = connectTaskwarrior(config, noFacts, () => {});
  const installation = await taskwarrior.installation(signal);
  const { version, dataFolder } = installation;
  await taskwarrior.identify(signal);
  const both = twoVersions(taskwarriorPorts(config), installation);
  if (both !== null) return [wrong("taskwarrior", both.what, both.mend)];
  examined.isTaskwarriorUsable = true;
  const lines = await taskwarrior.udas.missingLines(signal);
  return [
    ok("taskwarrior", `${version}, data in ${dataFolder}`),
    lines.length === 0
      ? ok("attributes", "notes and assignees show in reports")
      : note("attributes", `the taskrc lacks ${lines.join(", ")}`, "vikunja-sync sync --yes"),
  ];
};

/** Two engines on one list would each take the other's writes for edits. */
export const checkOtherMachines: Check = async ({ config, isTaskwarriorUsable }, signal) => {
  if (!isTaskwarriorUsable) return [];
  const { program } = taskwarriorPorts(config);
  const shown = await program.run([...quietly, "rc.hooks=off", "_show"], { signal, limitMs });
  const found = decode(shown.stdout).split("\n").map((line) => line.trim()).find((line) =>
    sharing.test(line)
  );
  if (found === undefined) return [ok("machines", "this task list is on this machine alone")];
  return [note(
    "machines",
    `Taskwarrior shares this list with other machines (${found.split("=")[0]}): ` +
      "only one of them may run vikunja-sync, the others get everything by `task sync`",
    "on the others: vikunja-sync uninstall units",
  )];
};
