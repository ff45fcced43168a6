import { eventStoreContract } from "@tests/support/event_store_contract.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { logAt } from "@tests/support/temp_log.ts";

eventStoreContract("openLog()", () => {
  const folder = tempFolder();
  const log = logAt(folder.file("log.db"));
  return {
    store: log.store,
    [Symbol.dispose]() {
      log.close();
      folder[Symbol.dispose]();
    },
  };
});
