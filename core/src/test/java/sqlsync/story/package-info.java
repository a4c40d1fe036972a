/**
 * Tests that run twice: on the JVM under JUnit, and in a browser, as TeaVM compiles them. So they
 * take nothing of JUnit and of the JVM's services, and whatever waits, waits in continuations.
 */
package sqlsync.story;
