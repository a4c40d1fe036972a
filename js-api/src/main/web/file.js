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
    throw invalid(
      `importDocument() needs a SQLite file as a Blob, an ArrayBuffer or a Uint8Array; it got ${kindOf(file)}.`,
    );
  }
  checkSize(isBuffer(file) ? file.byteLength : /** @type {Blob} */ (blob).size);
  let bytes;
  try {
    bytes = isBuffer(file) ? copyOf(file) : new Uint8Array(await /** @type {Blob} */ (blob).arrayBuffer());
  } catch (cause) {
    throw invalid(`The file to import cannot be read (${/** @type {Error} */ (cause).message}).`, { cause });
  }
  checkSize(bytes.length);
  return bytes;
}

/** @param {number | undefined} bytes undefined where it is not known before they are read, as of a Response */
function checkSize(bytes) {
  if (bytes !== undefined && bytes > IMPORT_BYTES_MAX) {
    throw tooLarge("The file to import has", IMPORT_BYTES_MAX, "bytes", "import a part of it");
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
  const bytes = ArrayBuffer.isView(file)
    ? new Uint8Array(file.buffer, file.byteOffset, file.byteLength)
    : new Uint8Array(file);
  return new Uint8Array(bytes);
}
