import { type Check, note, ok, wrong } from "@/app/doctor/examination.ts";
import { permissionText } from "@/app/permission_text.ts";
import { isUsed } from "@/app/setup/used_permissions.ts";
import { accountOf } from "@/app/setup/setup_deps.ts";
import type { Config } from "@/config/config.ts";
import type { Account, Permission } from "@/ports/account.ts";
import type { Finding } from "@/ports/setup.ts";

const makeToken = "make a new one in Vikunja under Settings, API tokens, and put it in its place";

/** The server, the token with each permission tried, and how far its clock is from ours. */
export const checkServer: Check = async (examined, signal) => {
  using account = accountOf(examined);
  const url = examined.config.server?.url ?? "";
  const { version, isOld } = await account.server(signal);
  const server = `Vikunja ${version} at ${url}`;
  const { tokenWorks, missing } = await account.permissions(signal);
  examined.isServerUsable = tokenWorks && !missing.some(({ use }) => use === "sync");
  return [
    isOld
      ? note("server", `${server} is an old one: some changes take more requests`)
      : ok("server", server),
    ...tokenWorks ? tokenFindings(missing, examined.config) : [deadToken],
    clockFinding(account),
  ];
};

const deadToken = wrong(
  "token",
  "the server does not know the token: revoked, expired or mistyped",
  makeToken,
);

const uses: readonly (readonly [use: Permission["use"], what: string])[] = [
  ["claims", "show claims as assignees"],
  ["boards", "sync the buckets of kanban cards"],
  ["webhooks", "set up webhooks"],
];

function tokenFindings(missing: readonly Permission[], config: Config): readonly Finding[] {
  const of = (use: Permission["use"]) =>
    isUsed(use, config) ? missing.filter((each) => each.use === use) : [];
  const forSync = of("sync");
  const lacks = (permissions: readonly Permission[]) =>
    `the token lacks the permission ${permissionText(permissions)}`;
  return [
    forSync.length === 0
      ? ok("token", "it has every permission that sync needs")
      : wrong("token", lacks(forSync), `${makeToken}, with ${permissionText(forSync)}`),
    ...uses.flatMap(([use, what]) => {
      const lacking = of(use);
      if (lacking.length === 0) return [];
      const says = `${lacks(lacking)}, needed to ${what}`;
      return [note("token", says, `${makeToken}, with ${permissionText(lacking)}`)];
    }),
  ];
}

/** Both clocks tell whole seconds at best. */
const toleranceMs = 2_000;
const muchMs = 60_000;

function clockFinding(account: Account): Finding {
  const offset = account.clockOffset();
  if (offset === null) return note("clock", "the server does not tell its time");
  const offsetMs = (offset.from + offset.until) / 2;
  const seconds = Math.round(Math.abs(offsetMs) / 1000);
  if (Math.abs(offsetMs) <= toleranceMs) return ok("clock", "as the server's");
  const says = `${seconds} s ${offsetMs < 0 ? "ahead of" : "behind"} the server's`;
  const mend = "timedatectl set-ntp true (here, and on the server)";
  return Math.abs(offsetMs) > muchMs
    ? wrong("clock", says, mend)
    : note("clock", `${says}; edits are compared by the server's`, mend);
}
