// The clock of this device is a year and more behind; on "jump" it is set to as much ahead.
{
  const OFF_MS = 400 * 24 * 3600 * 1000;
  const Real = Date;
  let ahead = -OFF_MS;
  const now = () => Real.now() + ahead;
  globalThis.Date = class extends Real {
    constructor(...args) {
      super(...(args.length === 0 ? [now()] : args));
    }
    static now() {
      return now();
    }
  };
  onTrouble({
    jump: () => {
      ahead = OFF_MS;
    },
  });
}
