/** What bin/compact.mjs makes of a script such as TeaVM writes: it does the same, and is shorter. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { TraceMap, originalPositionFor } from "@jridgewell/trace-mapping";
import { compact } from "#release/compact.mjs";

const RUNTIME = `
let $rt_meta = Symbol("teavm_meta"),
$rt_objcls = () => jl_Object,
$rt_classWithoutFields = superclass => {
    if (superclass === 0) {
        return function() {
        };
    }
    if (superclass === void 0) {
        superclass = $rt_objcls();
    }
    return function() {
        superclass.call(this);
    };
},
$rt_isAssignable = (from, to) => from === to || from[$rt_meta].interfaces.some(each => $rt_isAssignable(each, to)),
$rt_wrapFunction0 = f => function() {
    return f(this);
},
$rt_metadata = data => {
    let i = 0;
    while (i < data.length) {
        let cls = data[i++];
        let m = { interfaces: [], modifiers: 0 };
        cls[$rt_meta] = m;
        m.name = data[i++];
        if (m.name !== 0)
            m.name = data[i++] + m.name;
        let superclass = data[i++];
        m.interfaces = data[i++];
        cls.prototype = superclass === 0 ? {} : Object.create(superclass.prototype);
        cls.prototype.constructor = cls;
        m.modifiers = data[i++];
        i++;
        i++;
        let methods = data[i++];
        if (methods !== 0)
            for (let j = 0;j < methods.length;j += 2) cls.prototype[methods[j]] = methods[j + 1];
    }
};
function jl_Object() {
    this.$id$ = 0;
}
`;

/** A shape with a name, a square with a side, a lambda that holds one, two interfaces of which one is asked for, and what nobody uses. */
const PROGRAM = `
function p_Shape() {
    jl_Object.call(this);
    this.$name = null;
}
function p_Square() {
    let a = this; p_Shape.call(a);
    a.$side = 0;
    a.$corner = null;
}
function p_Main$lambda$_0_0() {
    let a = this; jl_Object.call(a);
    a.$_0 = null;
    a.$_1 = 0;
}
let p_Named = $rt_classWithoutFields(0),
p_Sized = $rt_classWithoutFields(0),
p_Measured = $rt_classWithoutFields(0),
p_Unused = $rt_classWithoutFields(p_Shape),
p_Square_area = $this => {
    return $this.$side * $this.$side;
},
p_Shape_label = $this => {
    return "shape " + $this.$name;
},
p_Main_run = $this => {
    return $this.$_0.$area() + $this.$_1;
},
p_Main = () => {
    let square = new p_Square();
    square.$name = "$name";
    square.$side = 3;
    let lambda = new p_Main$lambda$_0_0();
    lambda.$_0 = square;
    lambda.$_1 = 1;
    let sized = $rt_isAssignable(square.constructor, p_Sized);
    let abstract = !!(p_Shape[$rt_meta].modifiers & 1024);
    return [lambda.$run(), square.$label(), p_Shape_label(square), square.foreign, sized, abstract, lambda.$_1];
};
$rt_metadata([jl_Object, "Object", "java.lang.", 0, [], 1, 0, 0, 0,
p_Shape, 0, jl_Object, [p_Named], 1025, 0, 0, ["$label", $rt_wrapFunction0(p_Shape_label)],
p_Square, 0, p_Shape, [p_Measured], 17, 0, 0, ["$area", $rt_wrapFunction0(p_Square_area)],
p_Unused, 0, p_Shape, [], 17, 0, 0, 0,
p_Named, 0, jl_Object, [], 1537, 0, 0, 0]);
$rt_metadata([p_Sized, 0, jl_Object, [], 1537, 0, 0, 0,
p_Measured, 0, jl_Object, [p_Sized], 1537, 0, 0, 0,
p_Main$lambda$_0_0, 0, jl_Object, [p_Named], 1, 0, 0, ["$run", $rt_wrapFunction0(p_Main_run)]]);
p_Square.prototype.foreign = "b";
export { p_Main as main };
`;

const map = (text) =>
  JSON.stringify({
    version: 3,
    sources: ["Shapes.java"],
    names: [],
    // Each line is the line of that number.
    mappings: text
      .split("\n")
      .map((_, i) => (i === 0 ? "AAAA" : "AACA"))
      .join(";"),
  });

const run = async (code) => (await import(`data:text/javascript,${encodeURIComponent(code)}`)).main();
const compacted = (code) => compact(code, map(code));

// The text that is the name of a field would stop it: see below.
const program = RUNTIME + PROGRAM.replace('"$name"', '"square"');

test("a compacted script does what it did", async () => {
  const before = await run(program);
  assert.deepEqual(before, [10, "shape square", "shape square", "b", true, true, 1]);
  assert.deepEqual(await run(compacted(program).code), before);
});

test("fields are named by their places, above those of superclasses, past the names of other properties", () => {
  const { code } = compacted(program.replaceAll("foreign", "c"));
  assert.match(code, /this\.a = 0/, "the identity hash of an object");
  assert.match(code, /this\.b = null/, "the name of a shape");
  assert.match(code, /a\.d = 0;\s+a\.e = null/, "side and corner of a square: c is a property of JavaScript's");
  assert.match(code, /\$this\.b \+ \$this\.d|\$this\.b\.\w+\(\) \+ \$this\.d/, "what the lambda holds begins anew");
});

test("what nobody asks for is not described, and what its descendants inherit through it is kept", () => {
  const { code } = compacted(program);
  assert.doesNotMatch(code, /p_Unused\s*=|p_Unused, 0|p_Named\s*=|p_Measured\s*=/);
  assert.match(code, /p_Square, 0, p_Shape, \[p_Sized\]/);
  assert.match(code, /p_Shape, 0, jl_Object, \[\], 1024/, "of the modifiers what is looked at");
});

test("a method that is called by its name only moves to its class, another one stays", () => {
  const { code } = compacted(program);
  assert.match(code, /\["_\w", \$rt_wrapFunction0\(\$this => \{\s+return \$this\.\w \* \$this\.\w;/);
  assert.match(code, /\["_\w", \$rt_wrapFunction0\(p_Shape_label\)\]/);
});

test("the map leads to where a line came from, also of a method that moved", () => {
  const { code, map: text } = compacted(program);
  const lines = code.split("\n");
  const line = lines.findIndex((each) => /\* \$this\./.test(each));
  const { line: original } = originalPositionFor(new TraceMap(text), { line: line + 1, column: 4 });
  assert.equal(program.split("\n")[original - 1], "    return $this.$side * $this.$side;");
});

for (const [what, broken, message] of [
  ["a text that is the name of a field", RUNTIME + PROGRAM, /the name \$name/],
  ["a field of two classes", program.replaceAll("$corner", "$_0"), /Two classes have the field \$_0/],
  ["a field that is called like a method", program.replaceAll("$corner", "$run"), /\$run is a field and a method/],
  ["another way to describe a class", program.replace("0, p_Shape, [], 17", "0, p_Shape, 0, 17"), /unknown way/],
])
  test(`refused: ${what}`, () => assert.throws(() => compacted(broken), message));
