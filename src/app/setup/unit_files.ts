import { ofProfile, type Profile } from "@/domain/profile.ts";

interface UnitSettings {
  /** Without: the usual one. */
  readonly profile?: Profile;
  /** Words that start the daemon, and one complete comparison. */
  readonly serve: readonly string[];
  readonly fullSync: readonly string[];
  /** What of today's environment the units are to keep: paths and addresses, never a secret. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface UnitFile {
  readonly name: string;
  readonly text: string;
}

/** First line of every unit of ours: whoever removes it keeps the file. */
export const unitMark = "# Written by `vikunja-sync install units`; `uninstall units` removes it.";

/** Units that are enabled by name. */
export function enabledUnits(profile: Profile): readonly string[] {
  const { own, full } = namesOf(profile);
  return [`${own}.socket`, `${own}.service`, `${full}.timer`];
}

/** `vikunja-sync@work`: an instance to systemd, with a file of its own. */
function namesOf(profile: Profile) {
  return {
    own: ofProfile("vikunja-sync", profile),
    full: ofProfile("vikunja-sync-full", profile),
    of: profile === null ? "" : ` (${profile})`,
  };
}

/**
 * What works in a user manager without user namespaces: filters of system calls and addresses, no new
 * privileges, limits. No `MemoryDenyWriteExecute=`: the JavaScript engine compiles to memory.
 */
const sandboxing = [
  "NoNewPrivileges=yes",
  "LockPersonality=yes",
  "RestrictNamespaces=yes",
  "RestrictRealtime=yes",
  "RestrictSUIDSGID=yes",
  "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
  "SystemCallArchitectures=native",
  "SystemCallFilter=@system-service",
  "SystemCallErrorNumber=EPERM",
  "UMask=0077",
  "MemoryMax=512M",
  "TasksMax=128",
];

export function unitFiles(
  { profile = null, serve, fullSync, environment }: UnitSettings,
): readonly UnitFile[] {
  const { own, full, of } = namesOf(profile);
  const kept = Object.entries(environment).map(([name, value]) =>
    `Environment=${quoted(`${name}=${value}`)}`
  );
  return [
    unit(`${own}.socket`, {
      Unit: [`Description=Socket of vikunja-sync${of}`],
      Socket: [`ListenStream=%t/${own}.sock`, "SocketMode=0600", "RemoveOnStop=yes"],
      Install: ["WantedBy=sockets.target"],
    }),
    unit(`${own}.service`, {
      Unit: [
        `Description=Keeps Taskwarrior and Vikunja the same${of}`,
        `Requires=${own}.socket`,
        `After=${own}.socket`,
        "StartLimitIntervalSec=10min",
        "StartLimitBurst=20",
      ],
      Service: [
        "Type=notify",
        "NotifyAccess=main",
        `ExecStart=${commandLine(serve)}`,
        "ExecReload=/bin/kill -HUP $MAINPID",
        ...kept,
        "Restart=on-failure",
        "RestartSec=5s",
        // A wrong configuration does not get better by trying again.
        "RestartPreventExitStatus=2",
        "WatchdogSec=2min",
        "TimeoutStopSec=30s",
        ...sandboxing,
      ],
      Install: ["WantedBy=default.target", `Also=${own}.socket`],
    }),
    unit(`${full}.service`, {
      Unit: [`Description=Complete comparison of Taskwarrior and Vikunja${of}`],
      Service: [
        "Type=oneshot",
        `ExecStart=${commandLine(fullSync)}`,
        ...kept,
        // 3: a conflict to look at; 75: something waits for the next run.
        "SuccessExitStatus=3 75",
        "TimeoutStartSec=30min",
        ...sandboxing,
      ],
    }),
    unit(`${full}.timer`, {
      Unit: [`Description=Complete comparison of Taskwarrior and Vikunja, once a day${of}`],
      Timer: ["OnCalendar=daily", "RandomizedDelaySec=30min", "Persistent=yes"],
      Install: ["WantedBy=timers.target"],
    }),
  ];
}

function unit(name: string, sections: Readonly<Record<string, readonly string[]>>): UnitFile {
  const parts = Object.entries(sections).map(([section, lines]) =>
    [`[${section}]`, ...lines].join("\n")
  );
  return { name, text: `${unitMark}\n\n${parts.join("\n\n")}\n` };
}

function commandLine(words: readonly string[]): string {
  return words.map(quoted).join(" ").replaceAll("$", "$$$$");
}

/** As systemd reads it: `%` begins a specifier, quotes and backslashes are its own. */
function quoted(word: string): string {
  const escaped = word.replaceAll("%", "%%").replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  return /^[\w@%+=:,./-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}
