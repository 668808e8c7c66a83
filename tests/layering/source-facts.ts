import ts from "typescript";

/** One module that a source file asks for. */
export interface ImportFact {
  readonly specifier: string;
  /** The names it takes that exist at run time; `*` for all of them. Empty if it takes types only. */
  readonly values: readonly string[];
}

/** What the layering rules ask about one source file. */
export interface SourceFacts {
  readonly imports: readonly ImportFact[];
  /** Time, chance and timers taken from the platform, like `Date.now`. */
  readonly ambient: readonly string[];
  /** Statements that act when the file is imported, as they are written. */
  readonly actsAtImport: readonly string[];
  /** Whether it speaks CommonJS. */
  readonly commonJs: boolean;
}

const AMBIENT_GLOBALS = new Set([
  "setTimeout",
  "setInterval",
  "setImmediate",
  "MessageChannel",
  "requestAnimationFrame",
  "requestIdleCallback",
  "crypto",
  "performance",
]);
const AMBIENT_MEMBERS = new Set(["Date.now", "Math.random", "AbortSignal.timeout"]);
/** Of node:crypto, what gives the same answer each time. */
const REPEATABLE = new Set(["createHash", "createHmac", "timingSafeEqual"]);

/** Reads a source file's text. */
export function sourceFacts(text: string, fileName = "source.ts"): SourceFacts {
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.ES2022, true);
  const imports: ImportFact[] = [];
  const ambient: string[] = [];
  let commonJs = /\.c[tj]s$/.test(fileName);

  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      imports.push({ specifier: node.moduleSpecifier.text, values: importedValues(node.importClause) });
    } else if (
      ts.isExportDeclaration(node) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      imports.push({ specifier: node.moduleSpecifier.text, values: exportedValues(node) });
    } else if (ts.isImportEqualsDeclaration(node)) {
      commonJs = true;
    } else if (ts.isCallExpression(node)) {
      const [argument] = node.arguments;
      if (node.expression.kind === ts.SyntaxKind.ImportKeyword) {
        imports.push({
          specifier: argument && ts.isStringLiteralLike(argument) ? argument.text : "(computed)",
          values: ["*"],
        });
      } else if (ts.isIdentifier(node.expression) && node.expression.text === "require") {
        commonJs = true;
      }
    } else if (ts.isNewExpression(node) && node.expression.getText() === "Date" && !node.arguments?.length) {
      ambient.push("new Date()");
    } else if (ts.isPropertyAccessExpression(node)) {
      const path = node.getText().replace(/^(globalThis|window|self)\./, "");
      if (AMBIENT_MEMBERS.has(path) || (path !== node.getText() && AMBIENT_GLOBALS.has(path))) {
        ambient.push(path);
      }
      commonJs ||= path === "module.exports";
    } else if (ts.isIdentifier(node) && AMBIENT_GLOBALS.has(node.text) && isGlobalUse(node)) {
      ambient.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);

  for (const { specifier, values } of imports) {
    if (/^(node:)?timers/.test(specifier) && values.length > 0) {
      ambient.push(specifier);
    }
    if (/^(node:)?crypto$/.test(specifier)) {
      ambient.push(...values.filter((name) => !REPEATABLE.has(name)).map((name) => `${specifier} ${name}`));
    }
  }
  return {
    imports,
    ambient,
    commonJs,
    actsAtImport: file.statements
      .filter(acts)
      .map((statement) => statement.getText().split("\n", 1)[0] ?? ""),
  };
}

function importedValues(clause: ts.ImportClause | undefined): string[] {
  if (clause === undefined) {
    return ["*"];
  }
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) {
    return [];
  }
  const names = clause.name ? ["default"] : [];
  const bindings = clause.namedBindings;
  if (bindings && ts.isNamespaceImport(bindings)) {
    names.push("*");
  } else if (bindings) {
    names.push(...specifiedValues(bindings.elements));
  }
  return names;
}

function exportedValues(node: ts.ExportDeclaration): string[] {
  if (node.isTypeOnly) {
    return [];
  }
  return node.exportClause && ts.isNamedExports(node.exportClause)
    ? specifiedValues(node.exportClause.elements)
    : ["*"];
}

function specifiedValues(elements: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[]): string[] {
  return elements
    .filter((element) => !element.isTypeOnly)
    .map((element) => (element.propertyName ?? element.name).text);
}

/** Not a property, a declared name, a label or a type of that name, but the global itself. */
function isGlobalUse(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent) || ts.isQualifiedName(parent)) {
    return ts.isPropertyAccessExpression(parent) ? parent.expression === node : parent.left === node;
  }
  if (ts.isTypeReferenceNode(parent) || ts.isTypeQueryNode(parent)) {
    return false;
  }
  if (ts.isBindingElement(parent)) {
    // `const { setTimeout } = globalThis` takes it; `({ crypto }) =>` names something else.
    const whole = parent.parent.parent;
    return ts.isVariableDeclaration(whole) && /\bglobalThis\b/.test(whole.initializer?.getText() ?? "");
  }
  if (ts.isShorthandPropertyAssignment(parent)) {
    return true;
  }
  return (
    !("name" in parent && parent.name === node) &&
    !ts.isImportSpecifier(parent) &&
    !ts.isExportSpecifier(parent)
  );
}

/** Whether a top-level statement does something besides declaring. */
function acts(statement: ts.Statement): boolean {
  return !(
    ts.isImportDeclaration(statement) ||
    ts.isExportDeclaration(statement) ||
    ts.isExportAssignment(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement) ||
    ts.isEmptyStatement(statement) ||
    ts.isVariableStatement(statement)
  );
}
