/** What the coordinator tells its operator: lines for machines and people alike. */
package sqlsync.coordinator.log;
