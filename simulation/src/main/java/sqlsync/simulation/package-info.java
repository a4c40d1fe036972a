/**
 * Devices in one process, on a simulated clock and simulated disks, driven by a script that a seed
 * gives. The code that is run is core's own; only what is around it is simulated. A run depends on
 * nothing but its script, so a failure can be repeated, and its script made shorter until nothing
 * can be left out of it.
 */
package sqlsync.simulation;
