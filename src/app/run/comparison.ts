import type { Config } from "@/config/config.ts";
import { selectionText } from "@/config/selection_words.ts";
import type { Representation } from "@/domain/representation.ts";
import type { TaskEngine } from "@/engine/task_engine.ts";
import { losesFormatting } from "@/mapping/representation.ts";
import { nonceInstant } from "@/mapping/vikunja/nonce.ts";
import { decodeProject } from "@/mapping/taskwarrior/project.ts";
import type { EditClock } from "@/ports/edit_clock.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { Sides } from "@/ports/sides.ts";
import type { BoundIds } from "@/app/run/bound_ids.ts";
import type { RunLog } from "@/app/run/engine_ports.ts";
import type { MarkupLoader } from "@/app/run/markup_loader.ts";
import { vikunjaPathBy } from "@/app/run/mapping_rules.ts";
import { checkProjects, isInProjects } from "@/app/run/projects_asked.ts";
import type { RunGuard } from "@/triggers/run_guard.ts";
import type { UnconfirmedCreates } from "@/triggers/unconfirmed_creates.ts";
import type { SyncRunDeps } from "@/triggers/sync_run.ts";

interface ComparisonParts {
  readonly config: Config;
  readonly runtime: Pick<Runtime, "now">;
  readonly log: RunLog;
  readonly sides: Sides;
  readonly engine: TaskEngine;
  readonly guard: RunGuard;
  readonly representation: Representation;
  readonly loader: MarkupLoader;
  readonly ids: BoundIds;
  readonly unconfirmed: UnconfirmedCreates;
  readonly editClock: EditClock;
}

/** What a comparison of both sides works with, all but how claims show. */
export function comparisonOf(parts: ComparisonParts): SyncRunDeps {
  const { config, runtime, log, sides, engine, guard, representation, loader, ids, editClock } =
    parts;
  const { unconfirmed } = parts;
  const { store, reader } = log;
  const { vikunja } = sides;
  const mapped = vikunjaPathBy(config);
  const pathsOf = (project: string) => [decodeProject(project), mapped(project)];
  const isInScope: SyncRunDeps["isInScope"] = (look, streamId, projects) =>
    isInProjects(look, streamId, projects.flatMap(pathsOf), {
      store,
      defaultProject: vikunja.defaultProjectPath(),
    });
  return {
    guard,
    store,
    log: reader,
    lastPosition: log.history.lastPosition,
    replicas: sides,
    engine,
    representation,
    // Where nobody had formatted text to read, there was none.
    losesFormatting: (notes, from) =>
      loader.isLoaded() && losesFormatting(notes, from, loader.markup),
    defaultProject: vikunja.defaultProjectPath,
    projectNames: vikunja.projectNames,
    streamIdFor: ids.streamIdFor,
    markFor: nonceInstant,
    unconfirmed,
    isInScope,
    checkProjects: (projects, looks, signal) =>
      checkProjects(projects, looks, { isInScope, log: reader, vikunja, pathsOf }, signal),
    fullEveryMs: config.fullEveryMs,
    selection: selectionText(config.selection, config.mapping),
    finishedWithinMs: config.finishedWithinMs,
    notesLinks: config.link !== "none",
    now: runtime.now,
    editClock,
  };
}
