/**
 * Makes what TeaVM compiled smaller before a bundler minifies it. TeaVM gives every field of the program a name of its own, and tells of every
 * class what no code asks for. It must not have minified: the names that begin with `$` say which properties are Java's.
 *
 * * The fields of a class are named by their places, `a`, `b`, `c`; those of its subclasses go on from there. So most code says `a` and `b`, which
 *   compresses well. Methods get short names, too.
 * * A method that is called by that name only moves to where its class is described, and needs no other name.
 * * Classes and interfaces without instances, of which nothing is asked, are not described.
 * * Objects of lambdas begin without fields, since theirs are set right after.
 *
 * What it assumes about TeaVM's output it checks, and throws where that does not hold.
 */
import MagicString from "magic-string";
import remapping from "@jridgewell/remapping";
import { parseSync } from "rolldown/utils";

const OBJECT = "jl_Object";
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/**
 * @param {string} compiled by TeaVM, not minified
 * @param {string} map of it
 */
export function compact(compiled, map) {
  const { program, errors } = parseSync("compiled.js", compiled);
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
  const text = new Edits();
  const facts = gather(program);
  const described = describedClasses(facts);
  const kept = keptClasses(facts, described);
  renameMembers(text, facts);
  for (const [name, description] of described) {
    if (kept.has(name)) {
      describeShortly(text, facts, description, (each) => keptInterfaces(each, described, kept));
    } else {
      text.remove(description.start, description.end);
      const { constructor } = facts.classes.get(name);
      if (constructor.type === "FunctionDeclaration") text.remove(constructor.start, constructor.end);
      else text.remove(constructor.id.end, constructor.end);
    }
  }
  for (const [name, each] of facts.classes) if (kept.has(name)) shortenConstructor(text, name, each);
  const compacted = text.applyTo(compiled);
  const edits = compacted.generateMap({ source: "compiled.js", hires: "boundary" }).toString();
  return {
    code: compacted.toString(),
    map: remapping(edits, (source) => (source === "compiled.js" ? map : null)).toString(),
  };
}

/** Edits of a MagicString, which looks for a position from where it was last: tens of thousands are fast in order only. */
class Edits {
  #positions = new Set();
  #edits = [];

  overwrite(start, end, text) {
    this.#add([start, end], (code) => code.overwrite(start, end, text));
  }

  remove(start, end) {
    this.#add([start, end], (code) => code.remove(start, end));
  }

  move(start, end, to) {
    this.#add([start, end, to], (code) => code.move(start, end, to));
  }

  #add(positions, edit) {
    for (const each of positions) this.#positions.add(each);
    this.#edits.push(edit);
  }

  applyTo(text) {
    const code = new MagicString(text);
    // Splits it there.
    for (const each of [...this.#positions].sort((a, b) => a - b)) code.appendLeft(each, "");
    for (const edit of this.#edits) edit(code);
    return code;
  }
}

/** One walk over the program: what is declared, and how often each name is used. */
function gather(program) {
  const classes = new Map();
  const functions = new Map();
  for (const statement of program.body) {
    if (statement.type === "FunctionDeclaration") {
      const found = constructorOf(statement);
      if (found) classes.set(statement.id.name, found);
    }
    if (statement.type !== "VariableDeclaration") continue;
    for (const declared of statement.declarations) {
      const { id, init } = declared;
      if (init?.type === "ArrowFunctionExpression") functions.set(id.name, declared);
      if (init?.type === "CallExpression" && init.callee.name === "$rt_classWithoutFields") {
        const [base] = init.arguments;
        const parent = base === undefined ? OBJECT : (base.name ?? 0);
        classes.set(id.name, { parent, fields: [], constructor: declared });
      }
    }
  }
  const facts = {
    classes,
    functions,
    references: new Map(),
    members: [],
    otherNames: new Set(),
    literals: [],
    lists: [],
    modifiersRead: 0,
    modifierReads: 0,
    modifierTests: 0,
  };
  walk(program, (node) => note(facts, node));
  return facts;
}

function note(facts, node) {
  switch (node.type) {
    case "Identifier":
      facts.references.set(node.name, (facts.references.get(node.name) ?? 0) + 1);
      break;
    case "MemberExpression":
      if (node.computed) break;
      if (node.property.name?.startsWith("$")) facts.members.push(node.property);
      else facts.otherNames.add(node.property.name);
      if (node.property.name === "modifiers") facts.modifierReads += 1;
      break;
    case "Property":
      facts.otherNames.add(node.key.name ?? node.key.value);
      break;
    case "BinaryExpression":
      if (node.operator === "&" && node.left.property?.name === "modifiers") {
        facts.modifierTests += 1;
        facts.modifiersRead |= constantOf(node.right);
      }
      break;
    case "AssignmentExpression":
      if (node.left.property?.name === "modifiers") facts.modifierTests += 1;
      break;
    case "Literal":
      if (typeof node.value === "string") facts.literals.push(node);
      break;
    case "CallExpression":
      if (node.callee.name === "$rt_metadata") facts.lists.push(node.arguments[0]);
      break;
  }
}

/** A number, or a shift of two. */
function constantOf({ type, value, left, right, operator }) {
  if (type === "Literal") return value;
  if (type === "BinaryExpression" && operator === "<<") return left.value << right.value;
  throw new Error("The modifiers of a class are compared with something unknown.");
}

function walk(node, visit) {
  visit(node);
  for (const key in node) {
    const child = node[key];
    if (Array.isArray(child)) {
      for (const each of child) if (each?.type) walk(each, visit);
    } else if (child?.type) walk(child, visit);
  }
}

/** A function that does nothing but call the constructor of its superclass, and set fields; else null. */
function constructorOf(declaration) {
  const fields = [];
  let superCall = null;
  for (const statement of declaration.body.body) {
    if (statement.type === "VariableDeclaration") continue;
    const { type, callee, left } = statement.expression ?? {};
    if (type === "CallExpression" && callee.property?.name === "call" && superCall === null && fields.length === 0) {
      superCall = statement;
    } else if (type === "AssignmentExpression" && left.property?.name?.startsWith("$")) {
      fields.push(left.property.name);
    } else return null;
  }
  if (fields.length === 0) return null;
  return { parent: superCall?.expression.callee.object.name ?? 0, fields, constructor: declaration, superCall };
}

/** What the lists of $rt_metadata say of each class, by the class's name. */
function describedClasses({ classes, lists }) {
  const described = new Map();
  for (const { elements } of lists) {
    let at = 0;
    const starts = [];
    while (at < elements.length) {
      const first = elements[at++];
      const named = elements[at++].value !== 0;
      if (named) at++;
      const [parent, interfaces, modifiers, , , methods] = elements.slice(at, at + 6);
      at += 6;
      const known = first.type === "Identifier" && interfaces?.type === "ArrayExpression" && methods !== undefined;
      if (!known || typeof modifiers.value !== "number" || !classes.has(first.name))
        throw new Error(`TeaVM describes the class ${first.name} in an unknown way.`);
      starts.push(first.start);
      described.set(first.name, {
        start: first.start,
        end: elements[at]?.start ?? methods.end,
        parent: parent.name ?? 0,
        interfaces,
        modifiers,
        methods: methods.type === "ArrayExpression" ? methods.elements : [],
      });
    }
  }
  return described;
}

/** Classes that something else names than descriptions and constructors of subclasses; and the superclasses of those. */
function keptClasses({ classes, references }, described) {
  const ignored = new Map();
  const ignore = (name) => ignored.set(name, (ignored.get(name) ?? 0) + 1);
  for (const [name, { parent, interfaces }] of described) {
    ignore(name);
    if (parent !== 0) ignore(parent);
    for (const each of interfaces.elements) ignore(each.name);
  }
  for (const [name, { parent, constructor, superCall }] of classes) {
    if (superCall || constructor.init?.arguments.length > 0) ignore(parent);
    ignore(name);
  }
  const kept = new Set();
  for (let name of described.keys()) {
    if (name !== OBJECT && references.get(name) <= ignored.get(name)) continue;
    while (name !== 0 && !kept.has(name)) {
      kept.add(name);
      name = described.get(name).parent;
    }
  }
  return kept;
}

/** Interfaces that are not kept stand for those that they extend. */
function keptInterfaces(names, described, kept) {
  const flat = names.flatMap((name) =>
    kept.has(name)
      ? [name]
      : keptInterfaces(
          described.get(name).interfaces.elements.map((each) => each.name),
          described,
          kept,
        ),
  );
  return [...new Set(flat)];
}

function describeShortly(text, facts, { interfaces, modifiers, methods }, keptOf) {
  const names = interfaces.elements.map(({ name }) => name);
  const wanted = keptOf(names);
  if (wanted.length < names.length || wanted.some((name, i) => name !== names[i]))
    text.overwrite(interfaces.start, interfaces.end, `[${wanted.join(", ")}]`);
  if (facts.modifierReads === facts.modifierTests)
    text.overwrite(modifiers.start, modifiers.end, String(modifiers.value & facts.modifiersRead));
  for (let i = 1; i < methods.length; i += 2) {
    const [method] = methods[i].arguments ?? [];
    const declared = facts.functions.get(method?.name);
    // Once where it is declared, once here.
    if (declared === undefined || facts.references.get(method.name) !== 2) continue;
    text.move(declared.init.start, declared.init.end, method.start);
    text.remove(method.start, method.end);
    text.remove(declared.id.end, declared.init.start);
  }
}

function renameMembers(text, { classes, members, literals, lists, otherNames }) {
  const names = new Map();
  const nameOfPlace = namesOfPlaces(otherNames);
  const counts = new Map([[0, 0]]);
  /** How many fields the objects of a class have. */
  const countOf = (name) => {
    if (!counts.has(name)) {
      const { parent, fields } = classes.get(name);
      const inherited = countOf(parent);
      fields.forEach((field, i) => {
        if (names.has(field)) throw new Error(`Two classes have the field ${field}.`);
        names.set(field, nameOfPlace(inherited + i));
      });
      counts.set(name, inherited + fields.length);
    }
    return counts.get(name);
  };
  for (const name of classes.keys()) countOf(name);

  const inLists = new Set(
    literals.filter(
      ({ start, value }) => value.startsWith("$") && lists.some((each) => start > each.start && start < each.end),
    ),
  );
  const uses = new Map();
  for (const { value } of inLists) uses.set(value, (uses.get(value) ?? 0) + 1);
  [...uses]
    .sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1))
    .forEach(([method], i) => {
      if (names.has(method)) throw new Error(`${method} is a field and a method.`);
      names.set(method, `_${nameOfPlace(i)}`);
    });
  const places = [...members];
  for (const literal of literals) {
    if (!names.has(literal.value)) continue;
    if (!inLists.has(literal)) throw new Error(`A text of the program is the name ${literal.value}.`);
    places.push(literal);
  }
  // In this order, which is fast.
  places.sort((a, b) => b.start - a.start);
  for (const { start, end, name, value } of places) {
    if (name !== undefined && names.has(name)) text.overwrite(start, end, names.get(name));
    else if (value !== undefined) text.overwrite(start, end, JSON.stringify(names.get(value)));
  }
}

/** a, b, c, …, a0, b0, …; none of those that other properties have. */
function namesOfPlaces(others) {
  const free = [];
  for (let round = ""; round !== 10; round = round === "" ? 0 : round + 1)
    for (const letter of LETTERS) if (!others.has(`${letter}${round}`)) free.push(`${letter}${round}`);
  return (place) => {
    if (place >= free.length) throw new Error("A class has more fields than there are names for.");
    return free[place];
  };
}

function shortenConstructor(text, name, { parent, constructor, superCall }) {
  if (parent === OBJECT && superCall && name.includes("$lambda$"))
    text.overwrite(constructor.start, constructor.end, `let ${name} = $rt_classWithoutFields();`);
}
