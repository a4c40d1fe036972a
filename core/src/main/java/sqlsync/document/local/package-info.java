/**
 * Documents without a coordinator: the device commits its own layers to the storage journal, and
 * keeps no timeline. Files are imported here, too.
 *
 * <p>Entry point: {@link sqlsync.document.local.LocalDocument}. A mutation whose listener was
 * called with {@code durable} survives a crash; where storage fails, what was not durable is taken
 * back.
 */
package sqlsync.document.local;
