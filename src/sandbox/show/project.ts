import { notReadable } from "../errors.ts";
import { isArchived } from "../rules/access.ts";
import { isFavorite } from "../rules/favorites.ts";
import { favoritesProjectId, filtersOf, pseudoProjectId } from "../rules/saved_filters.ts";
import type { Bucket, Permission, Project, SavedFilter, User, View } from "../store/rows.ts";
import { freshInstant, readInstant, zeroDate } from "../time.ts";
import type { World } from "../world.ts";
import { type ShownUser, showUserId } from "./user.ts";

const zeroMs = Date.parse(zeroDate);

interface ProjectShow {
  /** As an answer to a create shows it. */
  readonly fresh?: boolean;
  readonly maxPermission: number | null;
}

export function showProject(
  world: World,
  viewer: User,
  project: Project,
  { fresh = false, maxPermission }: ProjectShow,
): Record<string, unknown> {
  const instant = fresh ? freshInstant : readInstant;
  return {
    id: project.id,
    title: project.title,
    description: project.description,
    identifier: project.identifier,
    hex_color: project.hexColor,
    parent_project_id: project.parentId,
    owner: showUserId(world, project.ownerId),
    is_archived: isArchived(world.store, project),
    background_information: null,
    background_blur_hash: "",
    is_favorite: isFavorite(world, viewer, { entity: "project", id: project.id }),
    position: project.position,
    views: world.store.by.viewsOf(project.id).map((view) => showView(view, { fresh })),
    max_permission: maxPermission,
    created: instant(project.createdMs),
    updated: instant(project.updatedMs),
  };
}

export function showView(view: View, { fresh = false } = {}) {
  const instant = fresh ? freshInstant : readInstant;
  return {
    id: view.id,
    title: view.title,
    project_id: view.projectId,
    view_kind: view.kind,
    filter: view.filter === null ? null : showFilterQuery(view.filter),
    position: view.position,
    bucket_configuration_mode: view.kind === "kanban" ? "manual" : "none",
    bucket_configuration: null,
    default_bucket_id: view.defaultBucketId,
    done_bucket_id: view.doneBucketId,
    updated: instant(view.updatedMs),
    created: instant(view.createdMs),
  };
}

export function showFilterQuery(filter: string) {
  return { s: "", sort_by: null, order_by: null, filter, filter_include_nulls: false };
}

export function showBucket(bucket: Bucket, more: Readonly<Record<string, unknown>>) {
  const { tasks, count = 0, created_by = null } = more;
  return {
    id: bucket.id,
    title: bucket.title,
    project_view_id: bucket.viewId,
    ...(tasks === undefined ? {} : { tasks }),
    limit: 0,
    count,
    position: bucket.position,
    created: readInstant(bucket.createdMs),
    updated: readInstant(bucket.updatedMs),
    created_by,
  };
}

interface PseudoShow {
  /** Told of the favourites only when they are read by themselves. */
  readonly owner: ShownUser | null;
  readonly maxPermission: number | null;
}

/** The favourites as a project. */
export function showFavoritesProject(
  world: World,
  { owner, maxPermission }: PseudoShow,
): Record<string, unknown> {
  const now = freshInstant(world.now());
  const projectId = favoritesProjectId;
  const views = (["list", "gantt", "table"] as const).map((kind, place) =>
    showView({
      id: -1 - place,
      projectId,
      title: kind[0]?.toUpperCase() + kind.slice(1),
      kind,
      filter: kind === "list" ? "done = false" : null,
      position: (place + 1) * 100,
      defaultBucketId: 0,
      doneBucketId: 0,
      createdMs: zeroMs,
      updatedMs: zeroMs,
    })
  );
  return pseudoProject({
    id: projectId,
    title: "Favorites",
    description: "This project has all tasks marked as favorites.",
    owner,
    is_favorite: true,
    position: -1,
    views,
    max_permission: maxPermission,
    created: now,
    updated: now,
  });
}

export function showFilterProject(
  world: World,
  filter: SavedFilter,
  { owner, maxPermission }: PseudoShow,
): Record<string, unknown> {
  const id = pseudoProjectId(filter.id);
  const shown = pseudoProject({
    id,
    title: filter.title,
    description: filter.description,
    owner,
    is_favorite: filter.isFavorite,
    position: 0,
    views: world.store.by.viewsOf(id).map((view) => showView(view)),
    max_permission: maxPermission,
    created: readInstant(filter.createdMs),
    updated: readInstant(filter.updatedMs),
  });
  if (world.as !== "2.4") return shown;
  const { parent_project_id: _, ...withoutParent } = shown;
  return withoutParent;
}

/** A pseudo project read by itself, and what may be done with it. */
export function showPseudoProject(
  world: World,
  viewer: User,
  { id, owner }: { readonly id: number; readonly owner: ShownUser },
): { readonly shown: Record<string, unknown>; readonly permission: Permission } {
  if (id === favoritesProjectId) {
    return { shown: showFavoritesProject(world, { owner, maxPermission: 0 }), permission: 0 };
  }
  const saved = filtersOf(world, viewer).find((filter) => pseudoProjectId(filter.id) === id);
  if (saved === undefined) throw notReadable();
  return { shown: showFilterProject(world, saved, { owner, maxPermission: 2 }), permission: 2 };
}

function pseudoProject(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return {
    ...given,
    identifier: "",
    hex_color: "",
    parent_project_id: 0,
    is_archived: false,
    background_information: null,
    background_blur_hash: "",
  };
}
