import { files } from "@system/files.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { createAccount } from "@/adapters/vikunja/account_questions.ts";
import { connectServer } from "@/adapters/vikunja/client/connection.ts";
import { createTransport } from "@/adapters/vikunja/transport/transport.ts";
import { authoritiesOf } from "@/app/authorities.ts";
import type { Config } from "@/config/config.ts";
import type { OpenAccount } from "@/ports/account.ts";
import type { Io } from "@/ports/io.ts";

export function accounts(config: Pick<Config, "caFile">, io: Pick<Io, "onRequest">): OpenAccount {
  const runtime = systemRuntime;
  const authorities = authoritiesOf(config, files.readTextLater);
  return (url, token) =>
    createAccount(connectServer({
      url,
      runtime,
      transport: createTransport({ url, runtime, sockets: 4, authorities }),
      token,
      onRequest: io.onRequest ?? (() => {}),
    }));
}
