import { checkedConfiguration, sameConfiguration } from "./configuration.js";
import { SqlDocument } from "./document.js";
import { checkEnvironment } from "./environment.js";
import { failure, invalid, kindOf } from "./errors.js";
import { fileBytes } from "./file.js";
import { checkedId, checkedOpenOptions, checkedSchemaVersion, checkedSignal, record } from "./options.js";
import { Session } from "./session.js";

/** @typedef {import("./sqlsync.d.ts").SqlSyncError} SqlSyncError */

/**
 * What the browser says of its storage; where it does not, a failure like all others.
 *
 * @template T
 * @param {() => Promise<T>} ask
 */
async function ofBrowser(ask) {
  try {
    return await ask();
  } catch (cause) {
    throw failure(
      "storage-unavailable",
      `The browser says nothing of its storage: ${/** @type {Error} */ (cause)?.message}`,
      { cause },
    );
  }
}

/** The functions of the module, for one page. Making them touches nothing: the page's session begins with the first that needs it. */
export function createLibrary() {
  let configuration = checkedConfiguration({});
  /** @type {SqlSyncError | null} */
  let misconfigured = null;
  /** @type {Session | null} */
  let session = null;

  function used() {
    if (misconfigured !== null) throw misconfigured;
    checkEnvironment();
    return (session ??= new Session(configuration));
  }

  return {
    /**
     * It cannot fail itself, as nothing here throws. But with another configuration than the one asked for, what is opened could
     * be the wrong documents: so what would use it fails instead.
     *
     * @param {unknown} options
     */
    configure(options) {
      try {
        const asked = checkedConfiguration(options);
        if (session !== null && !sameConfiguration(asked, configuration)) {
          throw invalid("configure() came too late: call it before anything else.");
        }
        configuration = asked;
        misconfigured = null;
      } catch (error) {
        misconfigured = /** @type {SqlSyncError} */ (error);
      }
    },

    /**
     * @param {unknown} id
     * @param {unknown} options
     */
    async openDocument(id, options) {
      checkEnvironment();
      const checkedName = checkedId(id);
      const checked = checkedOpenOptions(options);
      const signal = checkedSignal(/** @type {Record<string, unknown>} */ (options).signal);
      const handle = used().newHandle(checkedName, checked);
      await handle.open(signal);
      return new SqlDocument(handle);
    },

    /**
     * @param {unknown} id
     * @param {unknown} file
     * @param {unknown} options
     */
    async importDocument(id, file, options) {
      checkEnvironment();
      const checkedName = checkedId(id);
      const checked = checkedOpenOptions(options);
      const signal = checkedSignal(/** @type {Record<string, unknown>} */ (options).signal);
      if (!checked.order.create) throw invalid("importDocument() makes a document: leave `create` out.");
      const schemaVersion = checkedSchemaVersion(/** @type {Record<string, unknown>} */ (options).schemaVersion);
      const bytes = await fileBytes(file);
      const handle = used().newHandle(checkedName, checked);
      await handle.open(checkedSignal(signal), { file: bytes, schemaVersion });
      return new SqlDocument(handle);
    },

    async listDocuments() {
      return used().ask({ t: "list" });
    },

    /**
     * @param {unknown} id
     * @param {unknown} [options]
     */
    async deleteDocument(id, options = {}) {
      checkEnvironment();
      const checkedName = checkedId(id);
      const { force = false } = record(options, "The options of deleteDocument() must be an object");
      if (typeof force !== "boolean") throw invalid(`\`force\` must be true or false; it is ${kindOf(force)}.`);
      await used().ask({ t: "delete", id: checkedName, force });
    },

    async storageInfo() {
      const [info, { usage = 0, quota = 0 }, persisted] = await Promise.all([
        used().ask({ t: "storageInfo" }),
        ofBrowser(() => navigator.storage.estimate()),
        ofBrowser(() => navigator.storage.persisted()),
      ]);
      return { ...info, persisted, usageBytes: usage, quotaBytes: quota };
    },

    async persist() {
      checkEnvironment();
      return ofBrowser(() => navigator.storage.persist());
    },
  };
}
