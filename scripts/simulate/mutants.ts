import { decisionMutants } from "./decision_mutants.ts";
import { hostMutants } from "./host_mutants.ts";
import type { Mutant } from "./mutant.ts";

function mutant(name: string, file: string, find: string, replace: string): Mutant {
  return { name, edits: [{ file, find, replace }] };
}

const looksOfARun = "src/triggers/sync_run.ts";
const outbox = "src/effects/outbox.ts";
const earlier = "src/adapters/vikunja/write/earlier.ts";

export const mutants: readonly Mutant[] = [
  ...decisionMutants,
  ...hostMutants,
  mutant(
    "confirm before write",
    outbox,
    "      return await deps.replica.write(batch.map(writeFor), deps.signal, onWritten);",
    `      const ids = batch.map(writeFor).map(({ id }) => id);
      if (ids.every((id) => id !== null)) {
        const readings = await deps.replica.read(ids as string[], deps.signal);
        void deps.replica.write(batch.map(writeFor), deps.signal).catch(() => {});
        return readings.map((reading) => ({ kind: "written", reading, comments: [], leftOut: [] }));
      }
      return await deps.replica.write(batch.map(writeFor), deps.signal, onWritten);`,
  ),
  mutant(
    "let all deletions go",
    "src/triggers/mass_delete.ts",
    "if (held.length === 0) return asked;",
    "if (held.length >= 0) return asked;",
  ),
  mutant(
    "forget the base",
    "src/domain/agree.ts",
    "base: { ...side.base, ...base }",
    "base: { ...base, ...side.base }",
  ),
  mutant(
    "trust the payload",
    "src/triggers/echoes.ts",
    "      if (last === undefined) return false;",
    "      if (deliveries.length > 0) return true;\n      if (last === undefined) return false;",
  ),
  mutant(
    "no nonce",
    earlier,
    "  return !push.task.done;",
    "  return !push.task.done && false;",
  ),
  mutant(
    "another nonce after a retry",
    earlier,
    "  return [...earlierKeys(create.write), ...(hasNonce(create) ? [create.write.key] : [])];",
    '  return hasNonce(create) ? [`${create.write.key}${create.write.mayHaveHappened ? "\'" : ""}`] : [];',
  ),
  {
    name: "adopt another's nonce",
    edits: [{
      file: earlier,
      find: "doneAtMs(task) === nonce && !taken",
      replace: "(doneAtMs(task) === nonce || isMarked(task)) && !taken",
    }],
  },
  mutant(
    "skip the read-back",
    "src/adapters/vikunja/write/prepare_update.ts",
    '  if (reading.kind !== "present" || isOvertaken(reading.task, push, write.mayHaveHappened)) {',
    '  if (reading.kind !== "present") {',
  ),
  mutant(
    "restores not judged",
    "src/adapters/taskwarrior/v2/keeper_2.ts",
    "          put(uuid, loss.task);",
    "          if (loss.clash) put(uuid, loss.task);",
  ),
  mutant(
    "bystanders of an import not restored",
    "src/adapters/taskwarrior/v2/keeper_2.ts",
    "          if (!sent.has(uuid)) put(uuid, bystanderLoss(all, tasks.stored(uuid)));",
    "          if (sent.size === 0) put(uuid, bystanderLoss(all, tasks.stored(uuid)));",
  ),
  mutant(
    "offset taken out twice",
    "src/app/run/edit_clock.ts",
    "    return onServerClock(side, reading, {",
    `    const once = onServerClock(side, reading, {
      offsets: known,
      lookedAt: lastLook(),
      now: latestNow(known),
    });
    return onServerClock(side, once, {`,
  ),
  {
    name: "a refusal dropped silently",
    edits: [{
      file: "src/domain/decide/refused_comments.ts",
      find: "  for (const { now, typed } of kept) {",
      replace: "  for (const { now, typed } of kept.slice(0, 0)) {",
    }, {
      file: "src/domain/decide/left_out.ts",
      find: "  if (jsonEqual(draft.state[side].leftOut, parts)) return;",
      replace: "  if (parts.length > 0 || jsonEqual(draft.state[side].leftOut, parts)) return;",
    }],
  },
  {
    name: "no expected version",
    edits: [{
      file: "src/engine/actor.ts",
      find: "      expectedVersion: before.version,",
      replace: "      expectedVersion: deps.store.streamVersion(before.streamId),",
    }, {
      file: "src/engine/actor.ts",
      find: '    invariant(isFold, "what is acted on is in the log");\n',
      replace: "    void isFold;\n",
    }],
  },
  mutant(
    "wake-ups forgotten after a failed look",
    "src/app/daemon/lane.ts",
    "    } catch (thrown) {\n      isWanted = true;\n",
    "    } catch (thrown) {\n",
  ),
  mutant(
    "cursor before apply",
    looksOfARun,
    "  const guarded = await guardRun(",
    "  await appendLogEvents(deps.store, readEvents(deps, shown));\n  const guarded = await guardRun(",
  ),
  mutant(
    "pending forgotten on a crash",
    looksOfARun,
    "    if (!dead && isDue) engine.post(",
    '    if (!dead && isDue && which !== "all" && nextAt !== null) engine.post(',
  ),
  mutant(
    "absence taken for deletion",
    "src/triggers/read_sides.ts",
    "  return absent.length === 0 ? [] : await replicas[side].read(absent, signal);",
    `  return absent.map((id) => ({ kind: "gone", id, how: "deleted", changedAt: null }));`,
  ),
  mutant(
    "a token not checked",
    "src/domain/claim.ts",
    "  if (own === null || own.token !== token) return",
    "  if (own === null) return",
  ),
  mutant(
    "a lease ended at equality",
    "src/domain/claim.ts",
    "return now.uptimeMs > term.untilUptimeMs;",
    "return now.uptimeMs >= term.untilUptimeMs;",
  ),
  {
    name: "a proxy's 404 believed",
    edits: [{
      file: "src/adapters/vikunja/client/own_answer.ts",
      find: "  if (answer.status < 400) return false;",
      replace:
        "  if (answer.status < 400) return false;\n  if (answer.status === 404) return true;",
    }, {
      file: "src/adapters/vikunja/client/errors.ts",
      find: "  return code === vikunjaCodes.taskMissing || code === vikunjaCodes.noTasks;",
      replace: '  const is404 = error instanceof SyncError && error.details["status"] === 404;\n' +
        "  return is404 || code === vikunjaCodes.taskMissing || code === vikunjaCodes.noTasks;",
    }],
  },
  mutant(
    "a backup of the server not noticed",
    "src/triggers/restored_server.ts",
    "  return [...signs, ...projects];",
    "  return [...signs, ...projects].slice(0, 0);",
  ),
  mutant(
    "a confirmation by request instead of by reading",
    outbox,
    "        const reading = deps.onServerClock(side, outcome.reading);",
    `        const asked = pending.push.kind === "update" ? pending.push.patch : {};
        const held = deps.onServerClock(side, outcome.reading);
        const { labels: _l, depends: _d, comments: _c, link: _k, assignment: _a, ...plain } = asked as Record<string, unknown>;
        const reading = held.kind === "present"
          ? { ...held, task: { ...held.task, ...plain } }
          : held;`,
  ),
  mutant(
    "the loser of a conflict not recorded",
    "src/domain/merge/scalars.ts",
    "  if ((merged ?? named)?.isConflict !== false) {",
    "  if ((merged ?? named)?.isConflict === true) {",
  ),
  mutant(
    "a delete wins over an edit",
    "src/domain/decide/deletion.ts",
    "  if (editsSince(draft.state, kept, policy).length === 0) {",
    "  if (editsSince(draft.state, kept, policy).length < 99) {",
  ),
  mutant(
    "deliveries forgotten before they were looked at",
    "src/app/daemon/start_engine.ts",
    "      const kept = journal.append(JSON.stringify(wake));",
    "      const kept = journal.append(JSON.stringify(wake)).then(() => journal.forget(journal.mark()));",
  ),
  mutant(
    "written over what has moved",
    "src/domain/overtaken.ts",
    "    !jsonEqual(now[field], value) &&",
    '    field === "doneAt" && !jsonEqual(now[field], value) &&',
  ),
  mutant(
    "labels of a minute ago",
    "src/adapters/vikunja/labels.ts",
    "known(signal, isOfThisRun ? maxAgeMs : justNowMs);",
    "known(signal, maxAgeMs);",
  ),
  mutant(
    "a finished copy taken for history",
    "src/triggers/history.ts",
    "  return madeAt < knownAt && !(isNews && isSoonOver(task, madeAt));",
    "  return true;",
  ),
  mutant(
    "a notice not kept as told",
    "src/notices/report_new.ts",
    "    sets.confirm(reservation, now());\n",
    "",
  ),
  mutant(
    "a notice kept as told before it is",
    "src/notices/report_new.ts",
    "      await print(reservation.items);",
    "      sets.confirm(reservation, now());\n      await print(reservation.items);",
  ),
  mutant(
    "a notice that may have been told not marked",
    "src/notices/choose.ts",
    "take(item, abandoned.isChange, true)",
    "take(item, abandoned.isChange, false)",
  ),
  mutant(
    "a backup of the folder not noticed",
    "src/triggers/belonging.ts",
    '  return words === null ? { kind: "same", ...found } : { kind: "older data", ...found, words };',
    '  return { kind: "same", ...found };',
  ),
  mutant(
    "defaults of the user's stored with an import",
    "src/adapters/taskwarrior/program/installation.ts",
    "    /^default\\.(project|due|scheduled|priority)$/.test(name)",
    "    /^default\\.(scheduled)$/.test(name)",
  ),
  mutant(
    "losses by an import of 3's not restored",
    "src/adapters/taskwarrior/v3/judge_3.ts",
    "    if (!sameTask(object, current)) {",
    "    if (current === undefined) {",
  ),
  mutant(
    "one call under way to Vikunja",
    "src/app/run/task_engine.ts",
    "vikunja: 12 };",
    "vikunja: 1 };",
  ),
  mutant(
    "deliveries wait for a look that hangs",
    "src/app/daemon/deliveries.ts",
    "      if (slow === mostSlow) return;",
    "      if (slow <= mostSlow) return;",
  ),
  mutant(
    "writes wait for one that hangs",
    "src/adapters/vikunja/client/limit.ts",
    "      if (slow >= mostSlow) return;",
    "      if (slow >= 0) return;",
  ),
  mutant(
    "the server is looked at task by task",
    "src/triggers/server_check.ts",
    "    vikunja.readListed(ids, signal),",
    "    vikunja.read(ids, signal),",
  ),
];
