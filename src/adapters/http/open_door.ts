import { files } from "@system/files.ts";
import { operationRoutes } from "@/adapters/http/operation_routes.ts";
import { listen } from "@/adapters/http/server.ts";
import { webhookRoute } from "@/adapters/http/webhook_route.ts";
import type { Behind, Door, Place } from "@/ports/doors.ts";
import type { Runtime } from "@/ports/runtime.ts";

interface DoorDeps {
  readonly runtime: Runtime;
  readonly hostName: string;
  readonly collectGarbage: () => void;
}

/** Operations and Vikunja's deliveries; over TCP, only what strangers may ask. */
export async function openDoor(
  place: Place,
  { operations, deliveries, isOpenForMetrics }: Behind,
  { runtime, hostName, collectGarbage }: DoorDeps,
): Promise<Door> {
  const routes = [
    ...operationRoutes({ operations, isOpen: isOpenForMetrics, hostName, runtime }),
    webhookRoute(deliveries),
  ];
  const door = await listen(place, { routes, isPublic: place.kind === "tcp", collectGarbage });
  if (place.kind === "socket") files.changeMode(place.path, 0o600);
  return door;
}
