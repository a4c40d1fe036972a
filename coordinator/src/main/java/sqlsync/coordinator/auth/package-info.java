/**
 * Who somebody is, and what they may do. Both are asked behind interfaces, and may take their time.
 */
package sqlsync.coordinator.auth;
