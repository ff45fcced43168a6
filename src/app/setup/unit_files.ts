interface UnitSettings {
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
export const enabledUnits: readonly string[] = [
  "vikunja-sync.socket",
  "vikunja-sync.service",
  "vikunja-sync-full.timer",
];

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

export function unitFiles({ serve, fullSync, environment }: UnitSettings): readonly UnitFile[] {
  const kept = Object.entries(environment).map(([name, value]) =>
    `Environment=${quoted(`${name}=${value}`)}`
  );
  return [
    unit("vikunja-sync.socket", {
      Unit: ["Description=Socket of vikunja-sync"],
      Socket: ["ListenStream=%t/vikunja-sync.sock", "SocketMode=0600", "RemoveOnStop=yes"],
      Install: ["WantedBy=sockets.target"],
    }),
    unit("vikunja-sync.service", {
      Unit: [
        "Description=Keeps Taskwarrior and Vikunja the same",
        "Requires=vikunja-sync.socket",
        "After=vikunja-sync.socket",
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
      Install: ["WantedBy=default.target", "Also=vikunja-sync.socket"],
    }),
    unit("vikunja-sync-full.service", {
      Unit: ["Description=Complete comparison of Taskwarrior and Vikunja"],
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
    unit("vikunja-sync-full.timer", {
      Unit: ["Description=Complete comparison of Taskwarrior and Vikunja, once a day"],
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
