/** How the coordinator knows that it works, and how it ends where it can't go on. */
package sqlsync.coordinator.health;
