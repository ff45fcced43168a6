import { tokenFrom } from "@/config/token.ts";
import { SyncError } from "@/domain/errors.ts";
import { permissionText } from "@/app/permission_text.ts";
import { tokenPage } from "@/app/setup/check_account.ts";
import type { OpenAccount, Permission } from "@/ports/account.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { Invitations, NewList, SignUp } from "@/ports/sign_up.ts";

interface SignUpDeps {
  readonly runtime: Pick<Runtime, "now" | "uuid">;
  readonly invitations: Invitations;
  readonly openAccount: OpenAccount;
  /** Nobody can guess it. */
  readonly newSecret: () => string;
  /** @throws {SyncError} `CONFIG`: there is one of that name, or the folder cannot be written. */
  readonly makeList: (list: NewList) => Promise<void>;
}

/** What one of many lists has a use for. */
const isUsed = ({ use }: Permission) => use === "sync" || use === "webhooks";

export function createSignUp(deps: SignUpDeps): SignUp {
  const { invitations, runtime } = deps;

  async function look(code: string) {
    const found = await invitations.find(code);
    return found === null || Date.parse(found.until) < runtime.now().getTime() ? null : found;
  }

  return {
    look,
    async tokenPage({ server }, signal) {
      const nobody = () => Promise.reject(new SyncError("INTERNAL", "No token is known yet"));
      using account = deps.openAccount(server, nobody);
      return tokenPage(server, (await account.server(signal)).needed.filter(isUsed));
    },
    async accept(code, text, signal) {
      const invitation = await look(code);
      if (invitation === null) throw notInvited();
      const { server, sync, list } = invitation;
      const token = tokenFrom(text)?.reveal();
      if (token === undefined) throw new SyncError("AUTH", "Cannot use the token: it is none");
      await checkToken(deps.openAccount, server, token, signal);
      const secret = deps.newSecret();
      const clientId = runtime.uuid();
      if (!await invitations.take(code)) throw notInvited();
      try {
        await deps.makeList({ name: list, server, token, sync: { url: sync, clientId, secret } });
      } catch (thrown) {
        await invitations.keep(code, invitation);
        throw thrown;
      }
      return {
        list,
        taskrc: [
          `sync.server.url=${sync}`,
          `sync.server.client_id=${clientId}`,
          `sync.encryption_secret=${secret}`,
        ],
      };
    },
  };
}

async function checkToken(
  openAccount: OpenAccount,
  server: string,
  token: string,
  signal: AbortSignal,
): Promise<void> {
  using account = openAccount(server, () => Promise.resolve(token));
  await account.server(signal);
  const { tokenWorks, missing } = await account.permissions(signal);
  if (!tokenWorks) throw new SyncError("AUTH", `Cannot use the token: ${server} does not know it`);
  const lacking = permissionText(missing.filter(({ use }) => use === "sync"));
  if (lacking === "") return;
  throw new SyncError("AUTH", `Cannot use the token: it does not allow ${lacking}`);
}

function notInvited(): SyncError {
  return new SyncError("NOT_FOUND", "Cannot join: the invitation was used, or is too old", {
    hint: "Ask for another one.",
  });
}
