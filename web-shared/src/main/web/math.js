/**
 * Functions of `Math` whose last digit the language leaves to the engine, made of operations that it does not: sums, products, quotients and
 * square roots. So a device and its coordinator come to the same number. Each computes with twice the digits of a number (a pair of a number
 * and its rounding error, `[high, low]`) and rounds once, so that results are almost always the nearest number to the true one.
 */

/** @typedef {[high: number, low: number]} Pair a number and its rounding error */
/** @typedef {Math & Record<string, Function>} MathByName */

const SPLIT = 134217729; // 2^27 + 1
const { abs, floor, round, sqrt, trunc } = Math;
const bits = new DataView(new ArrayBuffer(8));

/** @param {number} exponent */
function powerOfTwo(exponent) {
  bits.setUint32(0, (exponent + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/**
 * `x` times 2^exponent, where the result may be too large, or subnormal.
 *
 * @param {number} x
 * @param {number} exponent
 */
function scale(x, exponent) {
  const half = trunc(exponent / 2);
  return x * powerOfTwo(half) * powerOfTwo(exponent - half);
}

/**
 * Of a finite number above 0: the exponent e for which x is in [2^e, 2^(e+1)).
 *
 * @param {number} x
 * @returns {number}
 */
function exponentOf(x) {
  if (x < 2.2250738585072014e-308) return exponentOf(x * 18014398509481984) - 54;
  bits.setFloat64(0, x);
  return (bits.getUint32(0) >>> 20) - 1023;
}

/** @type {(high: number, low: number) => Pair} */
const normal = (high, low) => {
  const sum = high + low;
  return [sum, low - (sum - high)];
};
/** @type {(a: number, b: number) => Pair} */
const sumOf = (a, b) => {
  const sum = a + b;
  const part = sum - a;
  return [sum, a - (sum - part) + (b - part)];
};
/** @type {(a: number, b: number) => Pair} */
const productOf = (a, b) => {
  const product = a * b;
  const [c, d] = [SPLIT * a, SPLIT * b];
  const [aHigh, bHigh] = [c - (c - a), d - (d - b)];
  const [aLow, bLow] = [a - aHigh, b - bHigh];
  return [product, aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow];
};
/** @type {(a: Pair, b: Pair) => Pair} */
const add = (a, b) => {
  const [high, low] = sumOf(a[0], b[0]);
  const [high2, low2] = sumOf(a[1], b[1]);
  const [high3, low3] = normal(high, low + high2);
  return normal(high3, low3 + low2);
};
/** @type {(a: Pair, b: Pair) => Pair} */
const multiply = (a, b) => {
  const [high, low] = productOf(a[0], b[0]);
  return normal(high, low + (a[0] * b[1] + a[1] * b[0]));
};
/** @type {(a: Pair) => Pair} */
const negative = ([high, low]) => [-high, -low];
/** @type {(a: Pair, b: Pair) => Pair} */
const subtract = (a, b) => add(a, negative(b));
/** @type {(a: Pair, b: Pair) => Pair} */
const divide = (a, b) => {
  const first = a[0] / b[0];
  const rest = subtract(a, multiply(b, [first, 0]));
  const second = rest[0] / b[0];
  const rest2 = subtract(rest, multiply(b, [second, 0]));
  return add(normal(first, second), [rest2[0] / b[0], 0]);
};
/** @type {(a: Pair) => Pair} */
const root = (a) => {
  if (a[0] === 0) return [0, 0];
  const guess = sqrt(a[0]);
  const rest = subtract(a, productOf(guess, guess));
  return normal(guess, rest[0] / (2 * guess));
};
/** @type {(a: Pair, power: number) => Pair} */
const times = ([high, low], power) => [high * power, low * power];
/** @type {(a: Pair) => number} */
const value = ([high, low]) => high + low;
/** @type {(x: number) => Pair} */
const pair = (x) => [x, 0];
const ONE = pair(1);

/**
 * c[0] + c[1] x + c[2] x² + …
 *
 * @param {Pair[]} coefficients
 * @param {Pair} x
 */
function polynomial(coefficients, x) {
  let sum = coefficients[coefficients.length - 1];
  for (let i = coefficients.length - 2; i >= 0; i--) sum = add(multiply(sum, x), coefficients[i]);
  return sum;
}

const INVERSE_FACTORIALS = [ONE];
for (let n = 1; n <= 30; n++) INVERSE_FACTORIALS.push(divide(INVERSE_FACTORIALS[n - 1], pair(n)));
/** @param {Pair[]} numbers */
const alternating = (numbers) => numbers.map((number, i) => (i % 2 === 0 ? number : negative(number)));
const EXP = INVERSE_FACTORIALS.slice(0, 25);
const EXPM1 = INVERSE_FACTORIALS.slice(1, 26);
const SINH = INVERSE_FACTORIALS.filter((_, n) => n % 2 === 1);
const COSH = INVERSE_FACTORIALS.filter((_, n) => n % 2 === 0);
const SIN = alternating(SINH);
const COS = alternating(COSH);
const ATANH = Array.from({ length: 29 }, (_, n) => divide(ONE, pair(2 * n + 1)));
const ATAN = alternating(ATANH);

/**
 * Of a number from -0.25 to 0.25.
 *
 * @param {Pair} s
 */
const atanhSeries = (s) => multiply(s, polynomial(ATANH, multiply(s, s)));
const logOfTwo = times(atanhSeries(divide(ONE, pair(3))), 2);
const logOfTen = add(times(logOfTwo, 3), times(atanhSeries(divide(ONE, pair(9))), 2));

/**
 * The exponential function: a pair in [0.7, 1.42], and the exponent of two that it is to be scaled by.
 *
 * @param {Pair} x
 */
function expParts(x) {
  const exponent = round(x[0] / logOfTwo[0]);
  const rest = subtract(x, multiply(logOfTwo, pair(exponent)));
  return { pair: polynomial(EXP, rest), exponent };
}

/** @param {Pair} x */
function expOf(x) {
  if (x[0] > 710) return Infinity;
  if (x[0] < -746) return 0;
  const { pair: result, exponent } = expParts(x);
  return scale(value(result), exponent);
}

/**
 * For |x| below 700.
 *
 * @param {Pair} x
 */
const expPair = (x) => {
  const { pair: result, exponent } = expParts(x);
  return times(result, powerOfTwo(exponent));
};

/**
 * Of a finite number above 0: the logarithm of a factor in [0.7, 1.42], and the exponent of two of the other.
 *
 * @param {number} x
 */
function logParts(x) {
  let exponent = exponentOf(x);
  let factor = scale(x, -exponent);
  if (factor > 1.4142135623730951) {
    factor /= 2;
    exponent++;
  }
  return { log: times(atanhSeries(divide(sumOf(factor, -1), sumOf(factor, 1))), 2), exponent };
}

/** @param {number} x */
const logPair = (x) => {
  const { log, exponent } = logParts(x);
  return add(multiply(logOfTwo, pair(exponent)), log);
};

/**
 * log(1 + a)
 *
 * @param {Pair} a
 */
function log1pPair(a) {
  if (abs(a[0]) < 0.4) return times(atanhSeries(divide(a, add(pair(2), a))), 2);
  const sum = add(ONE, a);
  return add(logPair(sum[0]), pair(sum[1] / sum[0]));
}

/** Below this, two terms of a series are exact. */
const TINY = 7.450580596923828e-9; // 2^-27

// π, of which a large angle needs many digits.
const ANGLE_BITS = 1200n;
/** @param {bigint} n */
function arctanOfInverse(n) {
  const square = n * n;
  let term = (1n << (ANGLE_BITS + 32n)) / n;
  let sum = 0n;
  for (let i = 1n; term !== 0n; i += 2n) {
    sum += i % 4n === 1n ? term / i : -(term / i);
    term /= square;
  }
  return sum;
}
const quarterTurn = (8n * arctanOfInverse(5n) - 2n * arctanOfInverse(239n)) >> 32n;
const REST_BITS = 200;
/** @param {bigint} fraction in 2^-ANGLE_BITS */
function pairOfFraction(fraction) {
  const rest = fraction >> (ANGLE_BITS - BigInt(REST_BITS));
  const high = Number(rest);
  return times(normal(high, Number(rest - BigInt(high))), powerOfTwo(-REST_BITS));
}
const HALF_PI = pairOfFraction(quarterTurn);
const PI = times(HALF_PI, 2);

/**
 * An angle as quarter turns, counted from 0 to 3, and a rest of at most half of one.
 *
 * @param {number} x
 */
function reduced(x) {
  if (abs(x) <= 0.7853981633974483) return { quarters: 0, rest: pair(x) };
  const exponent = exponentOf(abs(x)) - 52;
  const angle = BigInt(scale(x, -exponent)) << (BigInt(exponent) + ANGLE_BITS);
  let quarters = (2n * angle + quarterTurn) / (2n * quarterTurn);
  if (2n * angle + quarterTurn < 0n) quarters -= 1n;
  return { quarters: Number(((quarters % 4n) + 4n) % 4n), rest: pairOfFraction(angle - quarters * quarterTurn) };
}

/** @param {Pair} x */
const sinPair = (x) => multiply(x, polynomial(SIN, multiply(x, x)));
/** @param {Pair} x */
const cosPair = (x) => polynomial(COS, multiply(x, x));

/** @param {number} x */
function sin(x) {
  if (x === 0 || !(abs(x) < Infinity)) return x === 0 ? x : NaN;
  if (abs(x) < TINY) return x - (x * x * x) / 6;
  const { quarters, rest } = reduced(x);
  const result = value(quarters % 2 === 0 ? sinPair(rest) : cosPair(rest));
  return quarters < 2 ? result : -result;
}

/** @param {number} x */
function cos(x) {
  if (!(abs(x) < Infinity)) return NaN;
  if (abs(x) < TINY) return 1;
  const { quarters, rest } = reduced(x);
  const result = value(quarters % 2 === 0 ? cosPair(rest) : sinPair(rest));
  return quarters === 0 || quarters === 3 ? result : -result;
}

/** @param {number} x */
function tan(x) {
  if (x === 0 || !(abs(x) < Infinity)) return x === 0 ? x : NaN;
  if (abs(x) < TINY) return x + (x * x * x) / 3;
  const { quarters, rest } = reduced(x);
  return value(
    quarters % 2 === 0 ? divide(sinPair(rest), cosPair(rest)) : negative(divide(cosPair(rest), sinPair(rest))),
  );
}

/**
 * Of a pair from 0 to a finite number.
 *
 * @param {Pair} a
 * @returns {Pair}
 */
function atanPair(a) {
  if (a[0] > 1) return subtract(HALF_PI, atanPair(divide(ONE, a)));
  let x = a;
  for (let i = 0; i < 2; i++) x = divide(x, add(ONE, root(add(ONE, multiply(x, x)))));
  return times(multiply(x, polynomial(ATAN, multiply(x, x))), 4);
}

/**
 * An odd function, from what it is for numbers above `TINY`.
 *
 * @param {number} x
 * @param {number} cubic
 * @param {(x: number) => number} positive
 */
const odd = (x, cubic, positive) => {
  if (x === 0 || x !== x) return x;
  if (abs(x) < TINY) return x + x * x * x * cubic;
  return x < 0 ? -positive(-x) : positive(x);
};

/** @param {number} x */
const atan = (x) => odd(x, -1 / 3, (a) => (a > 1e17 ? value(HALF_PI) : value(atanPair(pair(a)))));

/** @param {number} x */
const oneMinusSquare = (x) => multiply(sumOf(1, -x), sumOf(1, x));
/** @param {number} x */
const asin = (x) =>
  odd(x, 1 / 6, (a) =>
    a > 1 ? NaN : a === 1 ? value(HALF_PI) : value(atanPair(divide(pair(a), root(oneMinusSquare(a))))),
  );

/** @param {number} x */
function acos(x) {
  if (!(abs(x) <= 1)) return NaN;
  if (x === -1) return value(PI);
  return value(times(atanPair(root(divide(sumOf(1, -x), sumOf(1, x)))), 2));
}

/**
 * @param {number} y
 * @param {number} x
 */
function atan2(y, x) {
  if (y !== y || x !== x) return NaN;
  const left = x < 0 || Object.is(x, -0);
  const sign = y < 0 || Object.is(y, -0) ? -1 : 1;
  const [up, along] = [abs(y), abs(x)];
  /** @type {Pair} */
  let angle;
  if (up === 0) angle = left ? PI : [0, 0];
  else if (along === 0) angle = HALF_PI;
  else if (up === Infinity)
    angle = along === Infinity ? times(left ? multiply(HALF_PI, pair(3)) : HALF_PI, 0.5) : HALF_PI;
  else if (along === Infinity) angle = left ? PI : [0, 0];
  else {
    const [upExponent, alongExponent] = [exponentOf(up), exponentOf(along)];
    const difference = upExponent - alongExponent;
    if (difference > 120) angle = HALF_PI;
    else if (difference < -120) {
      if (!left) return sign * (up / along);
      angle = PI;
    } else {
      const quotient = divide(pair(scale(scale(up, -upExponent), difference)), pair(scale(along, -alongExponent)));
      const steep = atanPair(quotient);
      angle = left ? subtract(PI, steep) : steep;
    }
  }
  return sign * value(angle);
}

/** @param {number} x */
function exp(x) {
  if (x !== x) return x;
  return expOf(pair(x));
}

/** @param {number} x */
function expm1(x) {
  if (x === 0 || x !== x) return x;
  if (abs(x) < TINY) return x + (x * x) / 2;
  if (x > 700) return exp(x);
  if (x < -60) return -1;
  if (abs(x) < 0.35) return value(multiply(pair(x), polynomial(EXPM1, pair(x))));
  return value(subtract(expPair(pair(x)), ONE));
}

/**
 * NaN, ±Infinity and 0 of a logarithm; undefined where it has to be computed.
 *
 * @param {number} x
 */
const logOfSpecial = (x) =>
  x !== x || x < 0 ? NaN : x === 0 ? -Infinity : x === Infinity ? x : x === 1 ? 0 : undefined;
/** @param {number} x */
const log = (x) => logOfSpecial(x) ?? value(logPair(x));
/** @param {number} x */
const log10 = (x) => logOfSpecial(x) ?? value(divide(logPair(x), logOfTen));
/** @param {number} x */
function log2(x) {
  const special = logOfSpecial(x);
  if (special !== undefined) return special;
  const { log: rest, exponent } = logParts(x);
  return value(add(pair(exponent), divide(rest, logOfTwo)));
}

/** @param {number} x */
function log1p(x) {
  if (x === 0 || x !== x || x === Infinity) return x;
  if (x <= -1) return x === -1 ? -Infinity : NaN;
  if (abs(x) < TINY) return x - (x * x) / 2;
  return value(log1pPair(sumOf(x, 0)));
}

/** @param {number} x */
const sinh = (x) =>
  odd(x, 1 / 6, (a) => {
    if (a > 700) return a > 720 ? Infinity : expOf(subtract(pair(a), logOfTwo));
    if (a < 0.5) return value(multiply(pair(a), polynomial(SINH, productOf(a, a))));
    const power = expPair(pair(a));
    return value(times(subtract(power, divide(ONE, power)), 0.5));
  });

/** @param {number} x */
function cosh(x) {
  if (x !== x) return x;
  if (abs(x) > 700) return abs(x) > 720 ? Infinity : expOf(subtract(pair(abs(x)), logOfTwo));
  const power = expPair(pair(abs(x)));
  return value(times(add(power, divide(ONE, power)), 0.5));
}

/** @param {number} x */
const tanh = (x) =>
  odd(x, -1 / 3, (a) => {
    if (a > 22) return 1;
    const square = productOf(a, a);
    if (a < 0.5) return value(divide(multiply(pair(a), polynomial(SINH, square)), polynomial(COSH, square)));
    return value(subtract(ONE, divide(pair(2), add(expPair(pair(2 * a)), ONE))));
  });

/** @param {number} x */
const asinh = (x) =>
  odd(x, -1 / 6, (a) => {
    if (a === Infinity) return a;
    if (a > 1e17) return value(add(logPair(a), logOfTwo));
    const square = productOf(a, a);
    return value(log1pPair(add(pair(a), divide(square, add(ONE, root(add(ONE, square)))))));
  });

/** @param {number} x */
function acosh(x) {
  if (!(x >= 1)) return NaN;
  if (x === Infinity || x === 1) return x === 1 ? 0 : x;
  if (x > 1e17) return value(add(logPair(x), logOfTwo));
  const above = sumOf(x, -1);
  return value(log1pPair(add(above, root(multiply(above, add(pair(2), above))))));
}

/** @param {number} x */
const atanh = (x) =>
  odd(x, 1 / 3, (a) =>
    a > 1 ? NaN : a === 1 ? Infinity : value(times(log1pPair(divide(pair(2 * a), sumOf(1, -a))), 0.5)),
  );

/** @param {number} x */
const cbrt = (x) => {
  if (x === 0 || !(abs(x) < Infinity)) return x;
  const result = expOf(divide(logPair(abs(x)), pair(3)));
  return x < 0 ? -result : result;
};

/** @param {...unknown} given */
function hypot(...given) {
  const numbers = given.map((x) => abs(Number(x)));
  if (numbers.includes(Infinity)) return Infinity;
  const largest = numbers.reduce((a, b) => (a !== a || b !== b ? NaN : a > b ? a : b), 0);
  if (!(largest > 0)) return largest;
  const exponent = exponentOf(largest);
  const sum = numbers
    .map((x) => scale(x, -exponent))
    .reduce((total, x) => add(total, productOf(x, x)), /** @type {Pair} */ ([0, 0]));
  return scale(value(root(sum)), exponent);
}

/**
 * @param {number} x
 * @param {number} y
 */
function pow(x, y) {
  if (y === 0) return 1;
  if (y !== y || x !== x) return NaN;
  const isInteger = floor(y) === y;
  const isOdd = isInteger && abs(y) < 9007199254740992 && y % 2 !== 0;
  const size = abs(x);
  const sign = isOdd && (x < 0 || Object.is(x, -0)) ? -1 : 1;
  if (abs(y) === Infinity) return size === 1 ? NaN : size > 1 === y > 0 ? Infinity : 0;
  if (size === 0) return sign * (y > 0 ? 0 : Infinity);
  if (size === Infinity) return sign * (y > 0 ? Infinity : 0);
  if (x < 0 && !isInteger) return NaN;
  if (size === 1) return sign;
  if (y === 1) return x;
  // No number but 1 is so near to 1 that this power would be finite.
  if (abs(y) > 1e21) return sign * (size > 1 === y > 0 ? Infinity : 0);
  return sign * expOf(multiply(pair(y), logPair(size)));
}

export const deterministicMath = {
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  cbrt,
  cos,
  cosh,
  exp,
  expm1,
  hypot,
  log,
  log10,
  log1p,
  log2,
  pow,
  sin,
  sinh,
  tan,
  tanh,
};

/**
 * Half of the distance to the next number.
 *
 * @param {number} x
 */
const halfStep = (x) => scale(1, Math.max(exponentOf(x) - 53, -1074));

/**
 * A finite number above 0 in another base than 10: whole numbers exactly, and of others as many digits as tell them from their neighbours.
 *
 * @param {number} x
 * @param {number} base
 */
function digitsOf(x, base) {
  let whole = floor(x);
  let rest = x - whole;
  let step = halfStep(x);
  const digits = [];
  while (rest >= step) {
    rest *= base;
    step *= base;
    let digit = floor(rest);
    rest -= digit;
    const up = rest + step > 1 && (rest > 0.5 || (rest === 0.5 && digit % 2 === 1));
    if (up) rest = 0;
    if (up) digit++;
    while (digit === base && digits.length > 0) digit = /** @type {number} */ (digits.pop()) + 1;
    if (digit === base) whole++;
    else digits.push(digit);
    if (up) break;
  }
  return (
    BigInt(whole).toString(base) +
    (digits.length === 0 ? "" : `.${digits.map((digit) => digit.toString(base)).join("")}`)
  );
}

const { toString, valueOf } = Number.prototype;

/** Puts them into `Math`, for everybody in this worker. */
export function installMath() {
  Number.prototype.toString = new Proxy(toString, {
    apply(real, self, [base]) {
      const text = Reflect.apply(real, self, [base]);
      const x = Reflect.apply(valueOf, self, []);
      if (base === undefined || Number.isSafeInteger(x) || !(abs(x) < Infinity) || trunc(base) === 10) return text;
      return (x < 0 ? "-" : "") + digitsOf(abs(x), trunc(base));
    },
  });
  for (const [name, replacement] of Object.entries(
    /** @type {Record<string, (...numbers: number[]) => number>} */ (deterministicMath),
  )) {
    /** @type {MathByName} */ (Math)[name] = new Proxy(/** @type {MathByName} */ (Math)[name], {
      apply(target, self, args) {
        if (name === "hypot") return replacement(...args);
        return target.length === 1 ? replacement(Number(args[0])) : replacement(Number(args[0]), Number(args[1]));
      },
    });
  }
}
