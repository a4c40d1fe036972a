/** Defined by the build. */
declare const SQLSYNC_VERSION: string | undefined;
