/**
 * What a reducer may compute: expressions by topic, each shown with its result. Node, a browser and the coordinator run these as a mutation,
 * and compare with the same `golden.txt`. A line there is the text of an expression, and of what comes of it.
 */

/** Numbers at which functions of numbers change what they do, and ordinary ones, the same in every run. */
const NUMBERS = [0, -0, 1, -1, 0.5, -0.5, 2, 3, 10, 100, Infinity, -Infinity, NaN, 5e-324, -5e-324, 2.2250738585072014e-308, 1.7976931348623157e308];
NUMBERS.push(1e-9, 7.450580596923828e-9, 0.1, 0.3, 0.9999999999999999, 1.0000000000000002, -0.9999999999, 1e16, 9007199254740993, 1e17, 1e21, 1e22, 1e300, 1e-300);
NUMBERS.push(Math.PI, Math.PI / 2, Math.PI / 4, 3 * Math.PI, 709.782712893384, 709.79, -745.1332191019411, -746, 710.4758600739439, 0.7071067811865476, Math.E, 22, 255, 4503599627370497.5);
for (let i = 0, state = 7; i < 155; i++) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  NUMBERS.push((state / 4294967296 - 0.5) * [1, 4, 100, 1e5, 1e12][i % 5]);
}

const ONE_NUMBER = "abs acos acosh asin asinh atan atanh cbrt ceil clz32 cos cosh exp expm1 floor fround log log10 log1p log2 round sign sin sinh sqrt tan tanh trunc";
const TWO_NUMBERS = "atan2 hypot imul max min pow";

/** Groups of numbers, by their places in the list, with what functions make of them. */
function* ofNumbers() {
  const group = (from, size) => NUMBERS.slice(from, from + size);
  const places = (from, size) => `numbers ${from} to ${Math.min(from + size, NUMBERS.length) - 1}`;
  for (let i = 0; i < NUMBERS.length; i += 8) yield [places(i, 8), () => group(i, 8)];
  for (const name of ONE_NUMBER.split(" ")) {
    for (let i = 0; i < NUMBERS.length; i += 8) yield [`Math.${name} of ${places(i, 8)}`, () => group(i, 8).map((x) => Math[name](x))];
  }
  for (const name of TWO_NUMBERS.split(" ")) {
    for (let i = 0; i < NUMBERS.length; i += 8) {
      const partner = (j) => NUMBERS[(i * 3 + j * 7 + 5) % NUMBERS.length];
      yield [`Math.${name} of ${places(i, 8)}, and others`, () => group(i, 8).map((x, j) => Math[name](x, partner(j)))];
      yield [`Math.${name} of ${places(i, 8)}, and special ones`, () => group(i, 8).map((x, j) => Math[name](x, NUMBERS[(i + j * 11) % 45]))];
    }
  }
  for (let i = 0; i < NUMBERS.length; i += 4) {
    if (i < 96) yield [`texts of ${places(i, 4)}`, () => group(i, 4).map((x) => [x.toFixed(2), x.toExponential(5), x.toPrecision(3), x.toPrecision(21)])];
    yield [`conversions of ${places(i, 4)}`, () => group(i, 4).map((x) => [x | 0, x >>> 0, x % 7, x * x, parseInt(x), x.toString(36)])];
  }
}

const bytes = (...list) => new Uint8Array(list);
const decoded = (...list) => new TextDecoder().decode(bytes(...list));
const strict = (...list) => new TextDecoder("utf-8", { fatal: true }).decode(bytes(...list));
const at = (date) => [date.getTime(), String(date), date.getFullYear(), date.getMonth(), date.getDate(), date.getDay(), date.getHours(), date.getMinutes(), date.getTimezoneOffset()];
const parts = (url) => [url.href, url.origin, url.username, url.password, url.host, url.port, url.pathname, url.search, url.hash];
const words = ["zebra", "Äpfel", "apple", "Zebra", "ähnlich", "éclair", "z", "a", "A", "ß", "10", "9", "\u{1f600}", "\ufb03"];
const hits = (regex, text) => Array.from(text.matchAll(regex), (match) => ({ index: match.index, all: [...match], groups: match.groups && { ...match.groups } }));
const people = Array.from({ length: 600 }, (_, i) => ({ id: i, age: (i * 7919) % 13 }));

export const TOPICS = {
  numbers: [
    () => [0.1 + 0.2, 1 / 3, 1e21, 123456789012345680000, 1.7976931348623157e308 * 10, -1e-7, 0.000001, 5e-324],
    () => [(255).toString(16), (-255).toString(2), (3.75).toString(2), (0.5).toString(16), (1e21).toString(36), (123.5).toString(8), (2 ** 53).toString(36)],
    () => [(0.1).toString(3), (1 / 3).toString(36), (0.1).toString(2), Math.PI.toString(7), (1e-7).toString(36), (1e300).toString(36), (123.456).toString(12)],
    () => [(1.005).toFixed(2), (1.45).toFixed(1), (8.345).toFixed(2), (1e21).toFixed(2), (0.000001).toFixed(7), (-1.5).toFixed(0), (2.5).toFixed(0), (123.456).toFixed(20)],
    () => [(25).toExponential(0), (35).toExponential(0), (12345).toExponential(3), (0).toExponential(), (1e-7).toPrecision(2), (35).toPrecision(1), (1.25).toPrecision(2)],
    () => (1).toFixed(101),
    () => (1).toPrecision(0),
    () => ["", " ", "0x1F", "0b11", "0o17", "1_000", "1e3", ".5", "5.", "+5", "-0", "Infinity", "infinity", "12px", "\u00a07\ufeff", "1n", "0x", "1e1000"].map(Number),
    () => ["", " 42 ", "0x1F", "12px", "-0", "1e3", ".5", "٣", "1_000", "Infinityx"].map((text) => [parseInt(text), parseFloat(text), parseInt(text, 36), parseInt(text, 2)]),
    () => [Number.parseFloat("0.1e-400"), Number("2.2250738585072011e-308"), Number("9007199254740993"), Number("0.1000000000000000055511151231257827021181583404541015625")],
    () => [Math.max(), Math.min(), Math.max(NaN, 1), Math.max(-0, 0), Math.min(0, -0), Math.hypot(), Math.hypot(3, 4), Math.hypot(1, NaN, Infinity)],
    () => [Math.round(-0.5), Math.round(2.5), Math.round(0.49999999999999994), Math.round(4503599627370495.5), Math.fround(5.05), Math.clz32(0.5), Math.imul(0xffffffff, 5)],
    () => [10 ** 21, 3 ** 33, (-8) ** (1 / 3), 1 ** Infinity, 2 ** -1074, (-2) ** 3, 2 ** 53],
    () => [7 % -3, -7 % 3, 5.5 % 2, -0 % 1, 1 % 0, 1e308 % 3, 1 << 33, -1 >>> 1, ~~1e12, 2 ** 31 | 0],
    () => (1234.5).toLocaleString(),
    () => (12345678901234567890n).toLocaleString(),
    () => new Intl.NumberFormat("de").format(1.5),
  ],
  bigints: [
    () => [2n ** 200n, -7n / 2n, -7n % 3n, BigInt.asIntN(8, 255n), BigInt.asUintN(8, -1n), BigInt.asIntN(64, 2n ** 63n), -5n >> 1n, 5n << 70n, -5n & 3n, ~0n],
    () => [BigInt("0x1f"), BigInt(" 12 "), BigInt(""), BigInt(2 ** 60), BigInt(true), (255n).toString(16), (-(2n ** 70n)).toString(36), String(10n ** 30n)],
    () => BigInt("1.5"),
    () => BigInt(1.5),
    () => 1n / 0n,
    () => 2n ** -1n,
    () => 1n + 1,
    () => [1n < 1.5, 2n > 1, 1n == 1, 2n ** 53n + 1n == 2 ** 53, 10n < "9", [3n, 1, 2n, 10].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))],
    () => [Number(2n ** 64n + 1n), Number(2n ** 1024n), Number(-(2n ** 53n) - 1n), parseInt("9007199254740993"), BigInt.asUintN(0, 5n)],
    () => JSON.stringify({ a: 1n }),
  ],
  dates: [
    () => at(new Date(0)),
    () => at(new Date(2024, 1, 29, 23, 59, 59, 999)),
    () => at(new Date(-1)),
    () => at(new Date(99, 0)),
    () => at(new Date(8.64e15)),
    () => at(new Date(8.64e15 + 1)),
    () => at(new Date(-62198755200000)),
    () => at(new Date(2024, 12, 32, 25, 61)),
    () => [new Date(1.9).getTime(), new Date(-1.9).getTime(), new Date("5").getTime(), new Date(true).getTime(), new Date(null).getTime(), new Date(undefined).getTime()],
    () => ["2024-02-29", "2024-02", "2024", "2024-02-29T12:00", "2024-02-29T12:00:00.123456Z", "2024-02-29T12:00+05:30", "2024-02-29T24:00", "+012024-01-01", "-000001-01-01T00:00:00Z"].map(Date.parse),
    () => ["2024-13-01", "2024-02-30", "2024-02-31T00:00Z", "2024-02-29T25:00Z", "-000000-01-01", "2024-1-1", "2024-02-29T12:00:60Z", "2024-02-29T12", "20240229"].map((text) => attempt(() => Date.parse(text))),
    () => ["Thu, 29 Feb 2024 12:00:00 GMT", "Thu Feb 29 2024 12:00:00 GMT+0000 (Coordinated Universal Time)", "Thu Feb 29 2024 12:00:00 GMT+0000"].map(Date.parse),
    () => Date.parse("Feb 29, 2024"),
    () => Date.parse("2024/02/29"),
    () => new Date("12:00"),
    () => Date.parse("2024-02-29 12:00"),
    () => [new Date(0).toISOString(), new Date(0).toJSON(), new Date(NaN).toJSON(), new Date(0).toUTCString(), new Date(0).toDateString(), new Date(0).toTimeString(), String(new Date(NaN))],
    () => [new Date(-1e15).toISOString(), new Date(-1e15).toUTCString(), new Date(1e15).toISOString(), new Date(1e15).toString(), new Date(-1e15).toString()],
    () => new Date(NaN).toISOString(),
    () => [Date.UTC(2024), Date.UTC(2024, 1), Date.UTC(99, 1, 1), Date.UTC(), Date.UTC(275760, 8, 13, 0, 0, 0, 1), Date.UTC(2024, 0, 1.9)],
    () => [Date.now() - new Date().getTime(), Date() === String(new Date()), Date.parse(new Date().toISOString()) - Date.now(), typeof Date(), Date.length, Date.name],
    () => { const d = new Date(0); return [d.setFullYear(2024, 1, 29), d.setMonth(12), d.setDate(0), d.setHours(-1), d.setMinutes(90), d.setSeconds(61), d.setMilliseconds(1500), d.setTime(5)]; },
    () => { const d = new Date(NaN); return [d.setMonth(1), d.setFullYear(2024), d.setHours(5), d.setYear(99), d.getYear()]; },
    () => [new Date(0) + 1, new Date(5) - 1, `${new Date(0)}`, new Date(0)[Symbol.toPrimitive]("number"), new Date(0) < new Date(1), JSON.stringify({ d: new Date(0) })],
    () => new Date(0).toLocaleString(),
    () => new Date(0).toLocaleDateString("en"),
    () => new Date(0).toLocaleTimeString(),
    () => new Intl.DateTimeFormat(),
  ],
  json: [
    () => JSON.stringify({ b: 1, a: [undefined, () => 1, NaN, -0, Infinity, null], u: undefined, s: Symbol("x"), n: { toJSON: (key) => `json of ${key}` } }),
    () => JSON.stringify("\u2028\ud800\u0007\"\\/\u007f\u{1f600}\udfff"),
    () => JSON.stringify({ z: 1, 10: 2, 9: 3, "-1": 4, a: 5, "01": 6, [2 ** 32 - 1]: 7, [2 ** 32]: 8 }),
    () => [JSON.stringify([1, [2, {}], []], null, 2), JSON.stringify({ a: { b: 1 } }, null, "--"), JSON.stringify({ a: 1, b: { a: 2, c: 3 } }, ["a", "b"]), JSON.stringify({ a: [] }, null, 20)],
    () => JSON.stringify({ a: 1, b: [1, 2] }, function (key, value) { return Array.isArray(this) ? `${key}:${value}` : value; }),
    () => [JSON.stringify(undefined), JSON.stringify(() => 1), JSON.stringify(Object("x")), JSON.stringify(new Map([[1, 2]])), JSON.stringify(new Error("x")), JSON.stringify(bytes(1, 2))],
    () => { const a = {}; a.a = a; return JSON.stringify(a); },
    () => [JSON.parse("[1e400,-0,1.0,0.1e1]"), JSON.parse('{"a":1,"a":2}'), JSON.parse(' "\\u0041\\ud800" '), JSON.parse('{"__proto__":5}'), Object.keys(JSON.parse('{"b":1,"1":2,"a":3,"0":4}'))],
    () => JSON.parse('{"a":[1,2,{"b":3}]}', (key, value) => (typeof value === "number" ? value * 2 : value)),
    () => ["", "{", "[1,]", "{'a':1}", "01", "1.", "\"\u0007\"", "NaN", "[1]x", "\ufeff1", "\"\\x41\"", "nul"].map((text) => attempt(() => JSON.parse(text))),
  ],
  strings: [
    () => ["straße", "ŉ", "İ", "ı", "ΑΣ", "ΑΣ.", "ǆ", "ﬃ", "ΐ", "ᾳ", "ა", "Ა", "ꭰ", "𐐨", "ß", "ẞ"].map((text) => [text.toUpperCase(), text.toLowerCase(), text.toLocaleUpperCase(), text.toLocaleLowerCase("tr")]),
    () => ["é", "e\u0301", "ﬁ", "Å", "한", "각", "ẛ̣", "①", "ｱ", "\u0958", "𝟘"].map((text) => ["NFC", "NFD", "NFKC", "NFKD"].map((form) => text.normalize(form))),
    () => "x".normalize("nfc"),
    () => "a".localeCompare("b"),
    () => [...words].sort(),
    () => [...words].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
    () => [..."a\u{1f600}e\u0301\ud800"].map((c) => c.codePointAt(0)),
    () => ["\ud800x".isWellFormed(), "\ud800x\udc00".toWellFormed(), "abc".at(-1), "abc".at(5), "x".padStart(5, "ab"), "x".padEnd(3), "\u{1f600}".charCodeAt(1), "abc".substr(-2, 1)],
    () => ["\ufeff\u00a0 x\u2028\u3000\u180e\u200b".trim(), " x ".trimStart(), " x ".trimEnd(), "a-b-c".split("-", 2), "abc".split(""), "".split(""), "".split(","), "a1b2".split(/(\d)/)],
    () => ["aaa".replace("a", "[$&$`$'$$]"), "aaa".replaceAll("a", (m, i) => i), "xAy".replace(/(?<n>A)/, "<$<n>$1$2>"), "abc".replace(/b/, () => "$&"), "abc".concat(1, null), "ab".repeat(3)],
    () => "ab".repeat(-1),
    () => "a".replaceAll(/a/, "b"),
    () => String.fromCodePoint(0x110000),
    () => [String.raw`a\n${1}`, "abc".includes("bc", 2), "abc".startsWith("b", 1), "abc".endsWith("b", 2), "abcabc".lastIndexOf("b"), "abc".search(/c/), "a\0b".length, "abc".slice(-2), "abc".substring(2, 0)],
    () => [encodeURIComponent("ä €/?&😀'()*!~"), encodeURI("http://x/ä?b=c d#e"), decodeURIComponent("%E2%82%AC"), escape("ä€ x+"), unescape("%u20AC%E4%zz")],
    () => encodeURIComponent("\ud800"),
    () => decodeURIComponent("%E2%82"),
    () => [btoa("\0\xff"), btoa(""), btoa("abc"), atob("AP8="), atob(" YW Jj\n"), atob("YWI"), atob("")],
    () => btoa("€"),
    () => atob("a"),
    () => atob("ab=c"),
    () => atob("ab="),
    () => ["a".anchor('"'), "abc".blink(), "x".link("y")],
    () => [..."héllo wörld"].map((c) => c.toUpperCase()).join(""),
  ],
  regexps: [
    () => hits(/(?<year>\d{4})-(?<month>\d\d)/g, "2024-02 and 1999-12"),
    () => hits(/(?<=\$)\d+(?!\d|\.)/g, "$10 $20.5 €30 $4"),
    () => hits(/(?<!\d)(\d+)(?<unit>px)?/gi, "10PX 5 a7px"),
    () => hits(/\p{Lu}\p{Ll}+/gu, "Émile Zola, Ωmega ЖиЖ"),
    () => hits(/[\p{L}--[a-z]]/gv, "aBcÄ"),
    () => hits(/[\p{Emoji}&&\p{ASCII}]/gv, "a1#😀"),
    () => hits(/^\p{RGI_Emoji}$/gv, "👨‍👩‍👧"),
    () => hits(/[\q{abc|d}e]/gv, "abcde"),
    () => hits(/\p{Script=Greek}+/gu, "abc αβγ def"),
    () => hits(/./gu, "😀\ud800a"),
    () => hits(/./gs, "a\n\u2028"),
    () => hits(/^b$/gm, "a\nb\r\nb\u2028b"),
    () => hits(/(a)|b\1/g, "ab"),
    () => hits(/(?:(a)|b)*/g, "abab"),
    () => hits(/(z)((a+)?(b+)?(c))*/g, "zaacbbbcac"),
    () => hits(/\bfoo\b|\Boo/gi, "Foo food"),
    () => hits(/[\u017f\u212a]/giu, "sSkKſK"),
    () => hits(/[\u017f\u212a]/gi, "sSkKſK"),
    () => hits(/\w/giu, "ſK"),
    () => hits(/ß|ẞ/giu, "ßẞSS"),
    () => hits(/(?=(a+))a*b\1/g, "baaabac"),
    () => hits(/(?<a>.)\k<a>/gu, "abba"),
    () => { const y = /a/y; y.lastIndex = 1; return [y.test("ba"), y.lastIndex, y.test("ba"), y.lastIndex]; },
    () => { const d = /(?<w>b)(c)?/d.exec("abd"); return [d.indices.map((pair) => pair ?? null), d.indices.groups.w]; },
    () => [/a/gimsuyd.flags, /[/]\//.source, String(new RegExp("/")), new RegExp("").source, new RegExp("\n").source, /a/v.unicodeSets, RegExp("a", "g") + ""],
    () => ["(", "[b-a]", "a**", "(?<n>a)(?<n>b)", "\\k<x>(?<y>)", "(?<=a)+"].map((source) => attempt(() => String(new RegExp(source)))),
    () => ["\\p{Foo}", "\\-", "{", "[\\d-x]", "\\u{110000}"].map((source) => attempt(() => String(new RegExp(source, "u")))),
    () => ["{", "a{1", "]", "\\c", "\\8", "x{2,1}", "(?=a)*", "\\u{41}"].map((source) => attempt(() => String(new RegExp(source)))),
    () => new RegExp("a", "gg"),
    () => "aBc".replace(/(?<x>b)/i, (...all) => JSON.stringify(all)),
    () => "x1y22".split(/\d+/),
    () => [/\s/.test("\ufeff"), /\s/.test("\u180e"), /\d/u.test("٣"), /\w/.test("é"), /^[^]$/.test("\n"), /\0/.test("\0"), /[\b]/.test("\b")],
  ],
  arrays: [
    () => people.toSorted((a, b) => a.age - b.age).map((one) => one.id).join(),
    () => [...people].sort((a, b) => a.age - b.age).every((one, i, all) => i === 0 || all[i - 1].age < one.age || all[i - 1].id < one.id),
    () => [[3, undefined, 1, , 2].sort(), [10, 9, 1].sort(), [true, false, null, "a", 5].sort(), ["b", , "a"].toSorted()],
    () => [[3, 1, 2].sort(() => 0), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].sort((a, b) => (a % 3) - (b % 3))],
    () => [1, 2].sort("x"),
    () => [[1, [2, [3, [4]]]].flat(Infinity), [1, 2].flatMap((x) => [x, [x]]), [1, 2, 3].at(-1), [1, 2, 3, 4].findLast((x) => x % 2), [1, 2, 3].findLastIndex((x) => x > 5)],
    () => [[1, 2, 3].with(1, 9), [1, 2, 3].toReversed(), [1, 2, 3].toSpliced(1, 1, 7, 8), [1, 2, 3].copyWithin(0, 1), [NaN].includes(NaN), [NaN].indexOf(NaN), Array.of(7), Array.from({ length: 2 })],
    () => [1].with(5, 1),
    () => new Array(-1),
    () => [[, 1].length, 0 in [, 1], Object.keys([, 1, , 2]), [, 1].map(() => 5), [1, , 3].join("-"), [null, undefined, [1, [2]]].join(), [[]] + "", [1, 2, 3] + ""],
    () => { const a = [1, 2, 3]; a.length = 1; a[3] = 4; a.x = 5; return [a, Object.keys(a), a.reduceRight((x, y) => [x, y]), Array.isArray(new Proxy([], {}))]; },
    () => [[1, 2, 3, 4].reduce((a, b) => a - b), [..."ab"].entries().next(), [3, 2, 1].keys().next(), Object.entries("ab"), [1, 2, 3].fill(0, 1), [1, 2, 3, 4].lastIndexOf(4, -2)],
    () => [].reduce((a) => a),
    () => { const order = []; [1, 2, 3, 4, 5].sort((a, b) => (order.push(`${a}${b}`), a - b)); return order.length > 0; },
    () => [1, 2, 3].toLocaleString(),
    () => [{}].toLocaleString(),
  ],
  collections: [
    () => [new Map([[NaN, 1], [-0, 2], ["a", 3]]), new Map([[NaN, 1]]).get(NaN), new Map([[-0, 1]]).keys().next().value, new Set([1, 1, NaN, NaN, 0, -0])],
    () => { const m = new Map([[1, 1], [2, 2], [3, 3]]); const seen = []; for (const [key] of m) { seen.push(key); if (key === 1) { m.delete(2); m.set(4, 4); } } return seen; },
    () => ({ 2: 1, b: 1, 1: 1, a: 1, [Symbol.iterator]: 1, "-1": 1 }),
    () => [Object.entries({ b: 1, 1: 2 }), Object.fromEntries([["a", 1], ["b", 2]]), Object.assign({}, "ab", null, [9]), { ...[1, 2], ..."x" }, Object.is(-0, 0), Object.keys(Object.create({ a: 1 }))],
    () => { const seen = []; for (const key in Object.create({ p: 1, 5: 1 }, { o: { value: 1, enumerable: true }, 3: { value: 1, enumerable: true } })) seen.push(key); return seen; },
    () => [new WeakMap([[people, 1]]).get(people), new WeakSet([people]).has(people), [...new Set("hello")].join(""), new Set([3, 1, 2]).size],
    () => [String(Symbol("x")), Symbol.for("a") === Symbol.for("a"), Symbol("d").description, Symbol.keyFor(Symbol.for("k"))],
    () => Array.from(function* () { const x = yield 1; yield x; return 3; }()),
    () => { const p = new Proxy({ a: 1 }, { get: (t, k) => (k in t ? t[k] : `no ${String(k)}`), ownKeys: () => ["a", "b"], getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }) }); return [p.a, p.x, Object.keys(p), { ...p }]; },
    () => Reflect.ownKeys({ b: 1, 2: 1, [Symbol("s")]: 1, a: 1, 1: 1 }).map(String),
    () => [Object.prototype.toString.call(null), Object.prototype.toString.call([]), Object.prototype.toString.call(new Date()), String({}), String(() => 1), String(class A { x = 1; }), `${[]}`],
    () => { class A { #x = 1; static s = 5; get x() { return this.#x; } static { this.t = 6; } has(o) { return #x in o; } } return [new A().x, A.s, A.t, new A().has({}), A.name, new A()]; },
    () => { label: for (let i = 0; ; i++) { for (;;) { if (i > 2) break label; continue label; } } return [typeof undefined, void 0, null ?? 1, 0 || 2, 0 ?? 3, undefined?.x]; },
    () => [..."abc"].map((c, i, all) => all.length + c + i),
    () => [new Error("a", { cause: 1 }).cause, String(new TypeError("b")), new AggregateError([1], "c").errors, new RangeError("d").name, Object.keys(new Error("e")), new Error() instanceof Error],
    () => [Boolean([]), [] == "", null == 0, null >= 0, undefined == null, NaN != NaN, "b" > "a", "10" < "9", [2] > 1, "" == 0, typeof null, 1 < 2 < 3, 3 > 2 > 1],
  ],
  newer: [
    when(Object.groupBy, () => Object.groupBy([1, 2, 3], (x) => (x % 2 ? "odd" : "even"))),
    when(Map.groupBy, () => Map.groupBy([1, 2, 3], (x) => x % 2)),
    when(Set.prototype.union, () => [new Set([1, 2, 3]).union(new Set([5, 4])), new Set([3, 2, 1]).intersection(new Set([1, 3, 9])), new Set([1, 2]).difference(new Set([2])), new Set([1, 2]).symmetricDifference(new Set([3, 2]))]),
    when(Set.prototype.union, () => [new Set([1]).isSubsetOf(new Set([1, 2])), new Set([1, 2]).isSupersetOf(new Set([1])), new Set([1]).isDisjointFrom(new Set([2]))]),
    when(globalThis.Iterator?.prototype?.map, () => [[1, 2, 3, 4].values().filter((x) => x % 2).map((x) => x * 2).toArray(), [1, 2, 3].values().drop(1).take(1).toArray(), Iterator.from([5]).next().value, [1, 2].values().some((x) => x > 1)]),
    when(Promise.withResolvers, () => Object.keys(Promise.withResolvers())),
    when(ArrayBuffer.prototype.transfer, () => [bytes(1, 2).buffer.transfer(3).byteLength, new ArrayBuffer(2, { maxByteLength: 4 }).resizable]),
    when(RegExp.escape, () => RegExp.escape("a.b*c -\n1")),
    when(Math.f16round, () => [Math.f16round(1.337), Math.f16round(65520), Float16Array.of(0.1, 1e6)]),
    when(Array.fromAsync, () => typeof Array.fromAsync([])),
    when(Error.isError, () => Error.isError(new Error())),
    when(Math.sumPrecise, () => Math.sumPrecise([0.1, 0.2, 0.3])),
    when(Uint8Array.fromBase64, () => Uint8Array.fromBase64("AQI=")),
    when(Uint8Array.prototype.toHex, () => bytes(1, 255).toHex()),
    when(JSON.rawJSON, () => JSON.stringify(JSON.rawJSON("1e1000"))),
    when(Map.prototype.getOrInsert, () => new Map().getOrInsert(1, 2)),
    when(globalThis.Iterator?.concat, () => Iterator.concat([1], [2]).toArray()),
    when(globalThis.Temporal, () => typeof Temporal.Now.instant()),
    when(Promise.try, () => typeof Promise.try(() => 1).then),
  ],
  copies: [
    () => structuredClone({ a: [1, , undefined, null], d: new Date(5), r: /x/gi, m: new Map([[{ k: 1 }, new Set([1, "a"])]]), n: -0, b: 5n, u: bytes(1, 2), f: new Float64Array([0.5]) }),
    () => { const a = { list: [] }; a.self = a; a.list.push(a); const b = structuredClone(a); return [b.self === b, b.list[0] === b, b !== a]; },
    () => { const shared = {}; const [a, b] = structuredClone([shared, shared]); return a === b; },
    () => { const b = new ArrayBuffer(8); const [x, y] = structuredClone([new Uint8Array(b, 2, 3), new DataView(b, 1)]); return [x.buffer === y.buffer, x.byteOffset, x.length, y.byteOffset, x.buffer.byteLength]; },
    () => [structuredClone(new (class Foo { x = 1; get y() { return 2; } })()), structuredClone(Object("x")), structuredClone(Object.create({ a: 1 })), structuredClone(Object(5n))],
    () => { const e = structuredClone(new RangeError("m", { cause: [1] })); return [e.name, e.message, e.cause, e instanceof RangeError]; },
    () => { const e = new Error("m"); e.name = "Custom"; e.extra = 1; const c = structuredClone(e); return [c.name, c.message, c.extra, c instanceof Error]; },
    () => { const r = /a/g; r.lastIndex = 3; return structuredClone(r).lastIndex; },
    () => { const a = [1]; a.x = 2; return [Object.keys(structuredClone(a)), structuredClone(Object.defineProperty({ v: 1 }, "h", { value: 2 }))]; },
    () => structuredClone(() => 1),
    () => structuredClone({ a: Symbol("s") }),
    () => structuredClone(new WeakMap()),
    () => structuredClone(Promise.resolve()),
    () => structuredClone(people.values()),
    () => structuredClone(),
    () => structuredClone({ get a() { throw new RangeError("mine"); } }),
    () => { const b = bytes(1, 2, 3); const c = structuredClone(b, { transfer: [b.buffer] }); return [c, b.length]; },
    () => { try { structuredClone(() => 1); } catch (error) { return [error.name, error instanceof Error, error instanceof DOMException, error.code]; } },
    () => { try { atob("?"); } catch (error) { return [error.name, error instanceof Error, error instanceof DOMException, error.code]; } },
    () => structuredClone(new Proxy({ a: 1 }, {})),
  ],
  texts: [
    () => [new TextEncoder().encode("aé€😀\ud800\udc00\ud800x\udfff"), new TextEncoder().encode(), new TextEncoder().encode(undefined), new TextEncoder().encode(null), new TextEncoder().encode(12), new TextEncoder().encoding],
    () => { const into = bytes(0, 0, 0, 0, 0); return [new TextEncoder().encodeInto("a€é", into), into]; },
    () => { const into = bytes(0, 0, 0, 0); return [new TextEncoder().encodeInto("ab€", into), into]; },
    () => { const into = bytes(0, 0, 0, 0); return [new TextEncoder().encodeInto("😀\ud800", into), into]; },
    () => [decoded(0xef, 0xbb, 0xbf, 97), decoded(0xef, 0xbb), decoded(0xc0, 0x80), decoded(0xe0, 0x80, 0x80), decoded(0xed, 0xa0, 0x80), decoded(0xf4, 0x90, 0x80, 0x80), decoded(0xf8, 0x88, 0x80, 0x80, 0x80)],
    () => [decoded(0xe2, 0x82), decoded(0xe2, 0x82, 97), decoded(0xf0, 0x9f, 0x98), decoded(0xf0, 0x9f, 0x98, 0xf0, 0x9f, 0x98, 0x80), decoded(0x80, 0xbf, 0xff, 0xfe), decoded(0xc3, 0xc3, 0xa9), decoded()],
    () => [strict(0xc3, 0xa9), new TextDecoder("utf8", { ignoreBOM: true }).decode(bytes(0xef, 0xbb, 0xbf, 97)).length, new TextDecoder().decode(bytes(97, 0xef, 0xbb, 0xbf)).length],
    () => strict(0xff),
    () => strict(0xe2, 0x82),
    () => [new TextDecoder().encoding, new TextDecoder(" UTF-8\n").encoding, new TextDecoder().fatal, new TextDecoder().ignoreBOM, new TextDecoder("unicode-1-1-utf-8").encoding, new TextDecoder("x-unicode20utf8").encoding],
    () => [new TextDecoder().decode(bytes(97, 98).buffer), new TextDecoder().decode(new DataView(bytes(97, 98, 99).buffer, 1)), new TextDecoder().decode(new Uint16Array([0x6261]))],
    () => { const d = new TextDecoder(); return [d.decode(bytes(0xe2, 0x82), { stream: true }), d.decode(bytes(0xac, 97), { stream: true }), d.decode()]; },
    () => { const d = new TextDecoder(); return [d.decode(bytes(0xef), { stream: true }), d.decode(bytes(0xbb, 0xbf, 97), { stream: true }), d.decode(bytes(0xe2)), d.decode(bytes(98))]; },
    () => { const d = new TextDecoder("utf-8", { fatal: true }); return [d.decode(bytes(0xe2), { stream: true }), attempt(() => d.decode())]; },
    () => new TextDecoder("latin1"),
    () => new TextDecoder("utf-16le"),
    () => new TextDecoder("nonsense"),
    () => new TextDecoder().decode("text"),
    () => new TextDecoder().decode([97]),
    () => new TextEncoder().encodeInto("a", [0]),
    () => TextEncoder(),
  ],
  urls: [
    ...[
      "http://example.com", "HTTP://EXAMPLE.COM:80/../a/./b/%2e%2e/c", "https://user:pa%20ss@host:443/p?q=1#f", "https://user@:pass@host/", "http://a%40b@host/", "http://host:65536/", "http://host:/",
      "http://1.2.3.4", "http://0x7f.1/", "http://256.256.256.256/", "http://1.2.3", "http://0300.168.0.xf0/", "http://1.2.3.4.5/", "http://1.2.3.08/", "http://[::1]/", "http://[2001:DB8:0:0:1::1]:8080/",
      "http://[::ffff:1.2.3.4]/", "http://[::1%25eth0]/", "http://[1:2:3:4:5:6:7]/", "http://ex ample.com/", "http://ex<ample.com/", "http://a_b.c--d.com/", "http://.", "http://a..b/", "http://host./",
      "http:example.com", "http:/example.com", "http:///example.com", "http:\\\\example.com\\a", "//example.com/a", "/a", "", "a", "?q", "#f", "  http://host/a b?c d#e f  ", "ht\ntp://ho\tst/", "http://",
      "file:///C|/x/../..", "file://localhost/a", "file:c:\\a", "file://host/share", "file:///a b/ä|", "///h/a b", "mailto:a@b.c", "data:text/plain,a b%41ä", "javascript:alert(1)", "blob:https://a.b/c", "about:blank", "urn:a:b c",
      "foo://Host/Path/../x", "foo://ho%41st/", "foo://host:99999/", "foo:/a/../b", "foo:a/../b", "foo://", "web+x:/..//p", "http://host/ä/\u{1f600}?ä=\u20ac'#ä", "http://host/%zz%C3%28?%", "ws://h:80/", "wss://h:443/",
      "ftp://h:21/", "http://h?a=1&a=2&b", "http://h/a;b=c//d", "http://host/\ud800", "http://h/\0", "1http://h", "http://a@b@c/", "http://user:@h/", "http://:p@h/",
    ].flatMap((text) => [named(`new URL(${JSON.stringify(text)})`, () => parts(new URL(text))), named(`new URL(${JSON.stringify(text)}, "http://base.org:8/x/y?z#w")`, () => new URL(text, "http://base.org:8/x/y?z#w").href)]),
    () => ["../../../z", "./", "..", "?", "#", "//h", "\\\\h\\p", "y:z", "http:z", "https:z", ";a", "%2e%2e/z"].map((text) => new URL(text, "http://base.org/x/y/?q#f").href),
    () => new URL("a", "mailto:x"),
    () => new URL("#a", "mailto:x").href,
    () => [URL.canParse("http://h"), URL.canParse("x"), URL.canParse("x", "http://h")],
    () => { const url = new URL("http://h/p"); url.protocol = "https"; url.username = "ä:"; url.password = "@"; url.host = "x:8080"; url.port = "99x"; url.pathname = "a b/../c"; url.search = "x y'"; url.hash = "#a b"; return url.href; },
    () => { const url = new URL("http://h/p"); url.protocol = "foo"; url.host = ""; url.port = "x"; url.port = "80"; url.search = ""; url.hash = ""; url.href = "http://n/"; return url.href; },
    () => { const url = new URL("http://h/?a=1"); url.searchParams.append("b", "x y&ä"); url.searchParams.delete("a"); const first = url.href; url.search = "?c=3"; return [first, url.searchParams.get("c"), url.searchParams === url.searchParams]; },
    () => { new URL("http://h").href = "nothing"; },
    () => { const params = new URLSearchParams("?a=1&b=%20+%zz&a=2&=x&c&\u20ac=%E2%82"); return [[...params], params.getAll("a"), params.get("x"), String(params), params.has("c"), params.size]; },
    () => { const params = new URLSearchParams([["b", "2"], ["a", "1"], ["b", "1"], ["\ufb03", ""], ["\u{1f308}", ""]]); params.sort(); params.set("b", "~*-._!'()"); return [String(params), [...params.keys()]]; },
    () => [String(new URLSearchParams({ a: 1, b: null })), String(new URLSearchParams(new Map([["x", "y"]]))), String(new URLSearchParams("a+b=c%2Bd")), String(new URLSearchParams(new URLSearchParams("q")))],
    () => new URLSearchParams([["a"]]),
    () => { const seen = []; new URLSearchParams("a=1&b=2").forEach((value, key) => seen.push(key + value)); return seen; },
    () => [JSON.stringify(new URL("http://h/")), String(new URL("http://h")), `${new URL("http://h").origin}`, new URL("file:///a").origin, new URL("foo://h").origin, new URL("http://h") instanceof URL, new URL("http://h").constructor === URL],
    () => URL("http://h"),
    () => new URL(),
    () => new URL("http://ä.de/"),
    () => new URL("//\uff41.de/", "http://h"),
    () => new URL("https://u@xn--4ca.de/"),
    () => new URL("http://%41.de/"),
    () => new URL("ht\ntp://\u00adx.de/"),
    () => new URL("x", "http://ä.de/"),
    () => URL.canParse("wss://\u00fc/"),
    () => { new URL("http://h").hostname = "ü.de"; },
    () => { new URL("http://h").href = "http://ü.de"; },
    () => URL.createObjectURL({}),
  ],
  bytes: [
    () => [Uint8Array.of(-1, 256, 1.9, NaN), Uint8ClampedArray.of(-1, 256, 1.5, 2.5, NaN), Int8Array.of(128), Int16Array.of(40000), Int32Array.of(2 ** 31), Uint32Array.of(-1), Float32Array.of(0.1, 1e40), BigInt64Array.of(2n ** 63n), BigUint64Array.of(-1n)],
    () => { const view = new DataView(new ArrayBuffer(16)); view.setFloat64(0, Math.PI); view.setInt16(8, -2, true); view.setBigInt64(8, -3n); return [new Uint8Array(view.buffer), view.getUint32(0), view.getFloat32(4, true), view.getBigUint64(8)]; },
    () => [Array.from(new Uint8Array(new Uint32Array([1, 0x01020304]).buffer)), new Uint16Array(bytes(1, 2).buffer), bytes(3, 1, 2).sort(), new Float64Array([3, -0, NaN, 0, -1]).sort()],
    () => [bytes(1, 2, 3).subarray(1), bytes(1, 2, 3).slice(-2), bytes(1, 2, 3).toReversed(), bytes(3, 1).toSorted(), bytes(1, 2).with(0, 9), bytes(1, 2, 3).at(-1), bytes(1, 2).join("-"), String(bytes(1, 2)), bytes(5, 6).indexOf(6)],
    () => { const b = bytes(1, 2, 3, 4); b.set([9, 8], 2); b.copyWithin(0, 2); b[10] = 5; b.x = 1; return [b, b.length, 10 in b, Object.keys(b)]; },
    () => bytes(1).set([1, 2]),
    () => new Uint16Array(new ArrayBuffer(3)),
    () => new DataView(new ArrayBuffer(1)).getInt16(0),
    () => new Uint8Array(new ArrayBuffer(4), 5),
    () => [new ArrayBuffer(8).slice(2, 5).byteLength, ArrayBuffer.isView(bytes()), Uint8Array.from("123"), Uint8Array.from({ length: 2, 0: 7 }), Uint8Array.from(new Set([1, 2]), (x) => x * 2), Uint8Array.BYTES_PER_ELEMENT],
    () => [new Float32Array([0.1])[0], new Uint8Array(["1", "0x10", " 5 ", "x"]), JSON.stringify(bytes(1)), Object.prototype.toString.call(bytes()), bytes(1, 2).map((x) => x * 200), bytes(1, 2, 3).reduce((a, b) => a + b)],
  ],
  machine: [
    () => typeof Math.random(),
    () => crypto.randomUUID(),
    () => crypto.getRandomValues(bytes(1)),
    () => performance.now(),
    () => setTimeout(() => {}, 1),
    () => queueMicrotask(() => {}),
    () => fetch("https://example.com/"),
    () => new WebSocket("wss://example.com/"),
    () => new XMLHttpRequest(),
    () => navigator,
    () => location,
    () => indexedDB,
    () => caches,
    () => importScripts("x"),
    () => new Worker("x"),
    () => new BroadcastChannel("x"),
    () => new MessageChannel(),
    () => new SharedArrayBuffer(1),
    () => Atomics.load(new Int32Array(1), 0),
    () => new WeakRef({}),
    () => new FinalizationRegistry(() => {}),
    () => WebAssembly.validate(bytes()),
    () => new Blob([]),
    () => new Intl.Collator(),
    () => { JSON.parse = () => 1; },
    () => { Object.prototype.isAdmin = true; },
    () => { Array.prototype.map = () => 1; },
    () => { globalThis.counter = 1; },
    () => { const merge = (to, from) => { for (const key of Object.keys(from)) { if (typeof from[key] === "object") merge(to[key] ??= {}, from[key]); else to[key] = from[key]; } return to; }; return merge({}, JSON.parse('{"__proto__":{"isAdmin":true}}')); },
    () => [{}.isAdmin, JSON.parse("[1]"), [1].map((x) => x), typeof counter],
  ],
};

/** A case whose text is not its source. */
function named(name, work) {
  return Object.assign(work, { caseName: name });
}

/** A case of a method that engines of today need not have yet. */
function when(exists, work) {
  return Object.assign(work, { isMissing: !exists });
}

/** @returns {string} what `work` returns or throws; the engines' own messages differ, ours do not */
function outcome(work) {
  try {
    return show(work());
  } catch (error) {
    const ours = /not available in a mutation|in a mutation reads|^A mutation reads/.test(String(error?.message));
    return `throws ${error?.name}${ours ? `: ${error.message}` : ""}`;
  }
}

const attempt = (work) => {
  try {
    return work();
  } catch (error) {
    return `throws ${error.name}`;
  }
};

/** A value as text, with all that tells it from others. */
function show(value) {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (Object.is(value, -0)) return "-0";
  if (typeof value === "function") return `function ${value.name}`;
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `[${Array.from(value, (each, i) => (i in value ? show(each) : "hole")).join(", ")}]`;
  if (value instanceof Map) return `Map {${[...value].map(([key, each]) => `${show(key)} => ${show(each)}`).join(", ")}}`;
  if (value instanceof Set) return `Set {${[...value].map(show).join(", ")}}`;
  if (value instanceof Date) return `Date ${value.getTime()}`;
  if (value instanceof RegExp) return String(value);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return `${value.constructor.name} [${Array.from(value, show).join(", ")}]`;
  const prototype = Object.getPrototypeOf(value);
  const name = prototype === null || prototype === Object.prototype ? "" : `${value.constructor?.name} `;
  return `${name}{${Object.entries(value).map(([key, each]) => `${key}: ${show(each)}`).join(", ")}}`;
}

/** Line breaks and half surrogate pairs would not survive in a file of lines. */
const line = (text) => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]|\p{Surrogate}/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

const source = (work) => work.caseName ?? String(work).replace(/^\(\) => /, "");

/** @returns {string[]} one line for each case of a topic, and "missing" for a method that this engine does not have */
export function linesOf(topic) {
  const cases = topic === "math" ? [...ofNumbers()] : TOPICS[topic].map((work) => [source(work), work]);
  return cases.map(([name, work]) => line(`${name} ⇒ ${work.isMissing ? "missing" : outcome(work)}`));
}

export const topics = ["math", ...Object.keys(TOPICS)];

/** Of a reducer, so that the expressions run where mutations run. */
export default {
  name: "engines",
  migrations: [],
  mutations: { compute: (tx, { topic }) => linesOf(topic) },
};
