import type { Permission } from "@/ports/account.ts";

/** «tasks: create, delete; labels: create», as the page that makes tokens groups them. */
export function permissionText(permissions: readonly Permission[]): string {
  const groups = Map.groupBy(permissions, ({ group }) => group);
  return [...groups].map(([group, of]) => `${group}: ${of.map(({ action }) => action).join(", ")}`)
    .join("; ");
}
