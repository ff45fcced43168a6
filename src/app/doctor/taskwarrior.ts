import { type Check, note, ok, wrong } from "@/app/doctor/examination.ts";
import type { Finding } from "@/ports/setup.ts";
import { type MissingUda, withoutUdas } from "@/ports/udas.ts";
import { noFacts } from "@/app/run/memory_facts.ts";

/** Settings by which Taskwarrior itself shares its list with other machines. */
const sharing =
  /^(taskd\.server|sync\.(server\.(url|origin)|gcp\.bucket|aws\.bucket|local\.server_dir|git\.remote))=./;

/** The program, its version, and the attributes that it should know. */
export const checkTaskwarrior: Check = async (examined, signal) => {
  const taskwarrior = examined.openTaskwarrior(noFacts, () => {});
  const { version, dataFolder } = await taskwarrior.installation(signal);
  await taskwarrior.checkData(signal);
  const both = await taskwarrior.twoVersions(signal);
  if (both !== null) return [wrong("taskwarrior", both.what, both.mend)];
  examined.isTaskwarriorUsable = true;
  const missing = await taskwarrior.udas.missing(signal);
  return [
    ok("taskwarrior", `${version}, data in ${dataFolder}`),
    ...attributes(missing),
    ...missing.filter(({ otherType }) => otherType !== null).map(ofAnotherType),
  ];
};

function attributes(missing: readonly MissingUda[]): readonly Finding[] {
  const lacking = missing.filter(({ lines }) => lines.length > 0);
  const lines = lacking.flatMap((uda) => uda.lines).join(", ");
  return lines === "" ? [ok("attributes", "notes and assignees show in reports")] : [note(
    "attributes",
    `the taskrc lacks ${lines}: ${withoutUdas(lacking)}`,
    "vikunja-sync sync --yes",
  )];
}

function ofAnotherType({ name, keeps, otherType }: MissingUda): Finding {
  return note(
    "attributes",
    `the UDA ${name} is of type ${otherType}, so the ${keeps} is left out of Taskwarrior`,
    "name another one in the configuration, or none",
  );
}

/** Two engines on one list would each take the other's writes for edits. */
export const checkOtherMachines: Check = async (examined, signal) => {
  if (!examined.isTaskwarriorUsable) return [];
  if (examined.config.taskwarrior.synced !== null) {
    return [ok("machines", "the other replicas get everything by `task sync`, this engine too")];
  }
  const settings = await examined.openTaskwarrior(noFacts, () => {}).settings(signal);
  const found = settings.find((line) => sharing.test(line));
  if (found === undefined) return [ok("machines", "this task list is on this machine alone")];
  return [note(
    "machines",
    `Taskwarrior shares this list with other machines (${found.split("=")[0]}): ` +
      "only one of them may run vikunja-sync, the others get everything by `task sync`",
    "on the others: vikunja-sync uninstall units",
  )];
};
