import { uuidInAnyCase } from "@/domain/uuid.ts";
import * as v from "valibot";
import { choice, commandLine, duration, text } from "@/config/setting_forms.ts";

/** Where Taskwarrior's tasks are, and under `[sync]` of a sync server what its other replicas say of it. */
export const syncedSettings = {
  taskwarrior: choice(["program", "sync"]),
  "sync.url": v.pipe(
    text("an address in quotes, like https://sync.example.org"),
    v.regex(/^https?:\/\/[^\s/@]+[^\s@]*$/i, "must be an address like https://sync.example.org"),
    v.transform((url) => url.replace(/\/+$/, "")),
  ),
  "sync.client_id": v.pipe(
    text("the sync.server.client_id of the other replicas"),
    v.regex(
      uuidInAnyCase,
      "must be the sync.server.client_id of the other replicas, a UUID",
    ),
    v.toLowerCase(),
  ),
  "sync.secret": text("the sync.encryption_secret of the other replicas"),
  "sync.secret_file": text("a path in quotes"),
  "sync.secret_command": commandLine,
  "sync.server_dir": text("a path in quotes"),
  "sync.every": duration,
};
