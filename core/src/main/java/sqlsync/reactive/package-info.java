/**
 * Which queries have to be run again.
 *
 * <p>A query that somebody watches is run once, however many watch it, and again only when a page
 * has changed that it read; so what is given as its result is always what a run would give now.
 * Guarantees: a change of any origin is noticed, a commit, a revert, pages of others; a change of
 * the schema concerns every query; the counters in page 1 concern those only that could ask for
 * them. What depends on no page, but on the time or on chance, is run once. A query that failed is
 * run again after any change.
 */
package sqlsync.reactive;
