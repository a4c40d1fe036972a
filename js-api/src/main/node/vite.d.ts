/**
 * The plugin for Vite 6, 7 and 8 (`sqlsync/vite`). With it a page imports its reducer, and gives it to `openDocument`:
 *
 *     import notes from "./notes.reducer.ts";
 *     const document = await openDocument("a", { reducer: notes });
 *
 * For TypeScript `notes` is the reducer, so that names, arguments and results of mutations are known. When the page runs it
 * is the URL of one file: the reducer bundled with what it imports, and checked as by `sqlsync build-reducer`. On a server
 * and in tests it is a `file:` URL.
 */
export interface SqlSyncViteOptions {
  /** Which files are reducers, by their paths with `/`. Default `/\.reducer\.[cm]?[jt]sx?$/`. */
  pattern?: RegExp;
  /**
   * Directory, relative to Vite's root, where the coordinator looks for reducers: the file of `notes.reducer.ts` is written
   * there as `notes.js`, when the development server starts, after each change, and by the build. Default "reducers";
   * false for none.
   */
  coordinator?: string | false;
  /** Whether a build for production minifies reducers. Default true. */
  minify?: boolean;
  /** Globals that a reducer may name although it cannot use them: those of a library that never runs in a mutation. */
  allowGlobals?: readonly string[];
}

/** A plugin, as Vite's `plugins` take it. */
export interface SqlSyncVitePlugin {
  readonly name: string;
}

export function sqlsync(options?: SqlSyncViteOptions): SqlSyncVitePlugin;
export default sqlsync;
