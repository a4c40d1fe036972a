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
  if (!isBuffer(file) && typeof blob?.arrayBuffer !== "function") {
    throw invalid(`importDocument() needs a SQLite file as a Blob, an ArrayBuffer or a Uint8Array; it got ${kindOf(file)}.`);
  }
  if ((isBytes(file) ? file.length : /** @type {Blob} */ (blob).size) > IMPORT_BYTES_MAX) {
    throw tooLarge("The file to import has", IMPORT_BYTES_MAX, "bytes", "import a part of it");
  }
  try {
    return isBuffer(file) ? copyOf(file) : new Uint8Array(await /** @type {Blob} */ (blob).arrayBuffer());
  } catch (cause) {
    throw invalid(`The file to import cannot be read (${/** @type {Error} */ (cause).message}).`, { cause });
  }
}

/**
 * Whether it is a buffer, or a view of one, of whatever window.
 *
 * @param {unknown} file
 * @returns {file is BufferSource}
 */
function isBuffer(file) {
  return ArrayBuffer.isView(file) || /^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(file));
}

/** @param {BufferSource} file */
function copyOf(file) {
  const bytes = ArrayBuffer.isView(file) ? new Uint8Array(file.buffer, file.byteOffset, file.byteLength) : new Uint8Array(file);
  return new Uint8Array(bytes);
}
