/**
 * Keeps so many mutations in flight, or begins one every so many milliseconds, and writes each acknowledgement into a ledger outside
 * of the browser.
 */
export class Flood {
  #document;
  #options;
  #next;
  #stopped = false;
  #inFlight = new Set();
  #called = 0;
  #acknowledged = 0;
  #last;
  #outOfTurn = 0;
  #longestWait = 0;
  #failures = [];
  #unreported = [];
  #report = null;
  #metronome = null;
  #accepted = 0;
  #notAccepted = [];

  constructor(document, options) {
    this.#document = document;
    this.#options = options;
    this.#next = options.from;
    this.#last = options.from - 1;
    if (options.everyMs > 0) {
      this.#metronome = new Worker("/metronome.js#" + options.everyMs);
      this.#metronome.onmessage = () => this.#begin();
    } else {
      this.#fill();
    }
  }

  get acknowledgedOrFailed() {
    return this.#failures.length > 0 ? Infinity : this.#acknowledged;
  }

  /** How many the coordinator has accepted, as their receipts say. */
  get acceptedOrNot() {
    return this.#notAccepted.length > 0 ? Infinity : this.#accepted;
  }

  tally() {
    return {
      called: this.#called,
      acknowledged: this.#acknowledged,
      last: this.#last,
      outOfTurn: this.#outOfTurn,
      longestWait: this.#longestWait,
      failures: this.#failures.slice(0, 10),
      accepted: this.#accepted,
      notAccepted: this.#notAccepted.slice(0, 10),
    };
  }

  async stop() {
    this.#stopped = true;
    this.#metronome?.terminate();
    await Promise.all(this.#inFlight);
    await this.#report;
  }

  #fill() {
    while (!this.#stopped && this.#inFlight.size < this.#options.inFlight) {
      this.#begin();
    }
  }

  #begin() {
    if (this.#stopped || this.#inFlight.size >= this.#options.inFlight) {
      return;
    }
    const call = this.#one(this.#next++).finally(() => {
      this.#inFlight.delete(call);
      if (!this.#metronome) this.#fill();
    });
    this.#inFlight.add(call);
  }

  async #one(n) {
    const began = performance.now();
    this.#called++;
    try {
      const { result, settled } = await this.#document.mutate("append", { writer: this.#options.writer, n });
      settled.then(({ outcome, code }) =>
        outcome === "accepted" ? this.#accepted++ : this.#notAccepted.push(n + ": " + (code ?? outcome)),
      );
      if (result !== n) {
        throw new Error("Mutation " + n + " was answered with the result " + result + ".");
      }
      this.#acknowledge(n);
    } catch (error) {
      this.#stopped = true;
      this.#failures.push(n + ": " + (error.code ?? "") + " " + error);
    }
    this.#longestWait = Math.max(this.#longestWait, performance.now() - began);
  }

  #acknowledge(n) {
    this.#acknowledged++;
    if (n !== this.#last + 1) {
      this.#outOfTurn++;
    }
    this.#last = n;
    if (this.#options.ledger) {
      this.#unreported.push(n);
      this.#report ??= this.#send();
    }
  }

  /** One request at a time, each with all that was acknowledged meanwhile. */
  async #send() {
    while (this.#unreported.length > 0) {
      const body = this.#unreported.splice(0).join();
      await fetch("/ledger/" + this.#options.ledger, { method: "POST", body });
    }
    this.#report = null;
  }
}
