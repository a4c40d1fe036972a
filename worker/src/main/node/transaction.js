import { Transaction as Plain } from "#shared/transaction.js";

/** In place of the one of `#shared/transaction.js`: whoever started the engine hears of every call. */
export class Transaction extends Plain {
  /**
   * @param {import("#shared/transaction.js").Engine} engine
   * @param {number} timestamp
   * @param {string} mutationId
   * @param {string | null} user
   * @param {string | null} claims
   */
  constructor(engine, timestamp, mutationId, user, claims) {
    super(surroundings.traced(engine), timestamp, mutationId, user, surroundings.claims(user, claims));
  }
}
