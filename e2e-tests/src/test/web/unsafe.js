/** What comes of evaluating text. A module of its own, because what a test evaluates is let through. */
export let evaluation;
try {
  evaluation = new Function("return 'allowed'")();
} catch {
  evaluation = "refused";
}
