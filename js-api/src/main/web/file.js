import { isBytes } from "../../../../worker/src/main/web/values.js";
import { invalid, kindOf } from "./errors.js";
import { IMPORT_BYTES_MAX, tooLarge } from "./limits.js";

/**
 * The bytes of a file that is to be imported, as they are now.
 *
 * @param {unknown} file
 * @returns {Promise<Uint8Array>}
 */
export async function fileBytes(file) {
  // A blob by its look, as one of another window does as well.
  const blob = /** @type {Blob | null | undefined} */ (file);
  if (!isBytes(file) && typeof blob?.arrayBuffer !== "function") {
    throw invalid(`importDocument() needs a SQLite file as a Blob or a Uint8Array; it got ${kindOf(file)}.`);
  }
  if ((isBytes(file) ? file.length : /** @type {Blob} */ (blob).size) > IMPORT_BYTES_MAX) {
    throw tooLarge("The file to import has", IMPORT_BYTES_MAX, "bytes", "import a part of it");
  }
  try {
    return new Uint8Array(isBytes(file) ? file : await /** @type {Blob} */ (blob).arrayBuffer());
  } catch (cause) {
    throw invalid(`The file to import cannot be read (${/** @type {Error} */ (cause).message}).`, { cause });
  }
}
