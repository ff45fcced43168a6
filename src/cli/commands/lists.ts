import { usageError } from "@/cli/arguments.ts";
import { defineCommand } from "@/cli/command.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import type { ListStand } from "@/ports/lists.ts";

const actions = ["status", "invite", "seal", "rekey", "remove"] as const;

export const listsCommand = defineCommand({
  summary: "Invite people to a folder of lists (serve --lists), see how they do, take them away",
  usage: "status | invite | seal LIST | rekey | remove LIST",
  maxPositionals: 2,
  actions,
  options: {
    folder: { type: "text", value: "FOLDER", summary: "The folder of lists" },
    lists: { type: "text", value: "FOLDER", summary: "The same, as serve has it" },
    server: { type: "text", value: "URL", summary: "Vikunja of who is invited" },
    sync: { type: "text", value: "URL", summary: "The sync server of their Taskwarriors" },
    address: { type: "text", value: "URL", summary: "Where people reach serve --listen" },
    name: { type: "text", value: "LIST", summary: "Name of the list (one that nobody guesses)" },
    for: { type: "text", value: "TIME", summary: "How long an invitation counts (7d)" },
    yes: { type: "flag", short: "y", summary: "remove: without a question" },
  },
  details: [
    "invite prints a link for one person: who opens it makes a token in Vikunja by a prefilled page,",
    "gives it, and gets three lines for the taskrc. seal encrypts the files token and secret of a list",
    "that was made by hand. Both need VIKUNJA_SYNC_KEY_FILE, the key to all tokens, outside of FOLDER.",
    "rekey seals all of them with a new key, which it puts into the same file; where it was killed, run",
    "it again: until then that file has both keys.",
    "remove takes away all that is kept of a list here, its backups too: for an export, copy out what",
    "backup create --config FOLDER/LIST/config.toml has made before.",
  ],
  async run({ positionals: [word, list], options }, { lists, output, signal, askText, canAsk }) {
    const action = actions.find((each) => each === word);
    if (action === undefined) throw usageError(`say one of ${actions.join(", ")}`, "lists");
    const folder = options.folder ?? options.lists;
    if (folder === null || folder.trim() === "") throw usageError("--folder is missing", "lists");
    const named = () => {
      if (list !== undefined && list !== "") return list;
      throw usageError(`${action} needs LIST`, "lists");
    };
    const given = (name: "server" | "sync" | "address") => {
      const value = options[name];
      if (value === null) throw usageError(`invite needs --${name}`, "lists");
      return value;
    };
    const known = await lists(folder);
    switch (action) {
      case "status": {
        const stands = await known.stands();
        output.result({ lists: stands }, () => stands.map(standLine));
        const isWell = stands.every(({ error }) => error === null);
        return isWell ? ExitCode.ok : ExitCode.conflict;
      }
      case "invite": {
        const { name, for: within } = options;
        const [server, sync, address] = [given("server"), given("sync"), given("address")];
        const made = await known.invite({ name, server, sync, address, within });
        output.result(made, () => [made.link]);
        return ExitCode.ok;
      }
      case "seal": {
        const sealed = await known.seal(named());
        output.result({ sealed }, () => [`sealed: ${sealed.join(", ") || "nothing"}`]);
        return ExitCode.ok;
      }
      case "rekey": {
        const rekeyed = await known.rekey(signal);
        const { resealed, unreadable } = rekeyed;
        output.result(rekeyed, () => [
          `${resealed} secrets are sealed with a new key`,
          ...unreadable.map((path) => `no key opens ${path}`),
        ]);
        return unreadable.length === 0 ? ExitCode.ok : ExitCode.conflict;
      }
      case "remove": {
        const name = named();
        if (!options.yes) {
          const said = canAsk()
            ? await askText(
              `Everything that is kept of ${name} here goes. Its name again: `,
              "shown",
            )
            : null;
          if (said !== name) throw usageError("remove needs the name again, or --yes", "lists");
        }
        const { tokensAt } = await known.remove(name, signal);
        output.result({ removed: name, tokensAt }, () => [
          `${name} is removed`,
          `its token still opens Vikunja until that person revokes it${
            tokensAt === null ? "" : `: ${tokensAt}`
          }`,
        ]);
        return ExitCode.ok;
      }
    }
  },
});

function standLine({ name, state, owner, error, counts }: ListStand): string {
  const parts = counts === null ? [] : [
    `${counts.linked} linked`,
    ...counts.pending > 0 ? [`${counts.pending} pending`] : [],
    ...counts.conflicts > 0 ? [`${counts.conflicts} conflicts`] : [],
    ...counts.held > 0 ? [`${counts.held} held`] : [],
    ...counts.givenUp > 0 ? [`${counts.givenUp} given up`] : [],
  ];
  const trouble = error === null ? [] : [error.message ?? error.code];
  const elsewhere = owner === null ? [] : [`${owner} has it`];
  return [`${name} ${state}`, ...elsewhere, ...parts, ...trouble].join(", ").replaceAll(
    /\s+/g,
    " ",
  );
}
