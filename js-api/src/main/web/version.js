/** The build puts the version of the release in its place. */
export const version = typeof SQLSYNC_VERSION === "string" ? SQLSYNC_VERSION : "0.0.0-source";
