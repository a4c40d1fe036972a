/** What servers and monitoring ask of the coordinator over plain HTTP. */
package sqlsync.coordinator.http;
