/** What `sqlsync.d.ts` promises, taken out of it with the TypeScript API. */
import { readFileSync } from "node:fs";
import ts from "typescript";

/**
 * Every exported value, every member of an interface or class, every option, and every text that a value may be:
 * `openDocument`, `SqlDocument.close`, `OpenOptions.create`, `deleteDocument(options.force)`, `DocumentStatus.mode = "read-only"`.
 *
 * @param {string} path of the declaration file
 * @returns {string[]}
 */
export function membersOf(path) {
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  const members = new Set();
  for (const statement of source.statements) {
    if (!statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue;
    const name = statement.name?.text;
    if (ts.isInterfaceDeclaration(statement)) declared(statement.members, name);
    else if (ts.isTypeAliasDeclaration(statement)) texts(statement.type, name);
    else if (ts.isFunctionDeclaration(statement)) callable(statement, name);
    else if (ts.isClassDeclaration(statement)) {
      members.add(name);
      declared(statement.members, name);
    } else if (ts.isVariableStatement(statement)) {
      for (const each of statement.declarationList.declarations) members.add(each.name.text);
    } else throw new Error(`What is this? ${statement.getText()}`);
  }
  return [...members];

  function declared(all, path) {
    for (const member of all) {
      if (!member.name) continue;
      const name = `${path}.${member.name.getText()}`;
      if (ts.isMethodSignature(member) || ts.isMethodDeclaration(member)) callable(member, name);
      else {
        members.add(name);
        if (member.type) within(member.type, name);
      }
    }
  }

  function callable(node, name) {
    members.add(name);
    for (const parameter of node.parameters) {
      if (parameter.type) options(parameter.type, `${name}(${parameter.name.getText()}`);
    }
    if (node.type) within(node.type, name);
  }

  /** The members of an object written out in a list of parameters. */
  function options(type, path) {
    if (ts.isIntersectionTypeNode(type)) type.types.forEach((each) => options(each, path));
    if (ts.isTypeLiteralNode(type)) for (const member of type.members) members.add(`${path}.${member.name.getText()})`);
  }

  function within(type, path) {
    texts(type, path);
    if (ts.isTypeLiteralNode(type)) declared(type.members, path);
    else if (ts.isUnionTypeNode(type)) type.types.forEach((each) => within(each, path));
    else if (ts.isArrayTypeNode(type)) within(type.elementType, path);
    else if (ts.isTypeOperatorNode(type) || ts.isParenthesizedTypeNode(type)) within(type.type, path);
    else if (ts.isTypeReferenceNode(type)) type.typeArguments?.forEach((each) => within(each, path));
  }

  function texts(type, path) {
    if (ts.isUnionTypeNode(type)) type.types.forEach((each) => texts(each, path));
    else if (ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal))
      members.add(`${path} = "${type.literal.text}"`);
  }
}
