/**
 * The server: it will order the mutations of all devices and hand out what they settled to. In this
 * version it serves the files of an application, safely, and says whether it is well.
 */
package sqlsync.coordinator;
