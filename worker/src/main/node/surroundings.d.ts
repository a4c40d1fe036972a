/**
 * What the engine in Node takes from whoever starts it. `startEngine(scope)` also takes the globals of a SharedWorker that the engine
 * uses, as properties of `scope`: `SCOPE` in bundle.mjs names them.
 */
export interface Surroundings {
  /** The reducer of an address, and what messages call it. */
  reducer(url: string): Promise<{ reducer: any; name: string }>;
  /** Runs `work` in a world where it is `timestamp` and chance comes from `random`. */
  pin<T>(timestamp: number, random: () => number, work: () => T): T;
  /** Called before each call of a mutation, and before each migration. The engine that it returns is used. */
  traced(engine: Engine): Engine;
  /** What the token of this user says, an encoded object; where nobody else knows, `claims` of the engine. */
  claims(user: string | null, claims: string | null): string | null;
  /** Runs a call of a mutation, or a migration; then `name` is null and `args` its number. */
  running(what: { name: string | null; args: string; tx: Transaction }, run: () => Ending): Ending;
}

type Engine = import("#shared/transaction.js").Engine;
type Transaction = import("#shared/transaction.js").Transaction;
type Ending = import("#shared/reducers.js").Ending;

declare global {
  const surroundings: Surroundings;
}
