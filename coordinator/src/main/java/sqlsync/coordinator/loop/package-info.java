/** Event loops: the single threads that core's classes live on. */
package sqlsync.coordinator.loop;
