import type { Config } from "@/config/config.ts";
import { askedIn } from "@/domain/field_places.ts";
import type { Permission } from "@/ports/account.ts";

/** Whether the configuration has anything done for which a permission is needed; webhooks can be had at any time. */
export function isUsed(use: Permission["use"], { claimsMirror, mapping }: Config): boolean {
  switch (use) {
    case "sync":
    case "webhooks":
      return true;
    case "claims":
      return claimsMirror === "assignee";
    case "boards":
      return askedIn(mapping.places).includes("bucket");
  }
}
