import { type Check, note, ok, wrong } from "@/app/doctor/examination.ts";

/** Whether the database answers that has the log, and who owns the list. */
export const checkList: Check = async ({ listStand }) => {
  const stand = await listStand();
  if (stand === null) return [];
  const { list, owner, isHere, movedTo, error } = stand;
  if (error !== null) {
    return [wrong("list", `${list}: ${error.message} (${error.code})`, "vikunja-sync status")];
  }
  if (movedTo !== null) {
    const mend = "take `store` out of the configuration there";
    return [wrong("list", `the log of ${list} was moved to ${movedTo}`, mend)];
  }
  if (owner === null) {
    return [note("list", `${list} answers; nobody owns it now`, "vikunja-sync serve")];
  }
  const who = isHere ? "this host" : owner.host;
  return [ok("list", `${list} answers; ${who} owns it (${owner.command})`)];
};
