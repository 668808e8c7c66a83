import ts from "typescript";

const FORMAT =
  ts.TypeFormatFlags.NoTruncation |
  ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope |
  ts.TypeFormatFlags.WriteArrowStyleSignature |
  ts.TypeFormatFlags.UseFullyQualifiedType;

/**
 * Describes what a module exports, one export after the other by name, with the type of each
 * and of each public member: a page in which a change that a user would notice is a changed line.
 */
export function describeExports(program: ts.Program, fileName: string): string {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(fileName);
  const module = source && checker.getSymbolAtLocation(source);
  if (source === undefined || module === undefined) {
    throw new Error(`${fileName} is not a module of the program.`);
  }
  const symbols = checker.getExportsOfModule(module).sort(byName);
  const exported = new Set(symbols.map(resolved));
  return symbols.map((symbol) => describe(symbol.name, resolved(symbol))).join("\n");

  function resolved(symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  }

  function describe(name: string, symbol: ts.Symbol): string {
    const { flags } = symbol;
    const [declaration] = symbol.declarations ?? [];
    if (declaration && !isOurs(declaration)) {
      return `${name} of ${declaration.getSourceFile().fileName.replace(/.*\/node_modules\/((@[^/]+\/)?[^/]+).*/, "$1")}`;
    }
    if (flags & ts.SymbolFlags.Class) {
      const instance = checker.getDeclaredTypeOfSymbol(symbol);
      const statics = checker.getTypeOfSymbol(symbol);
      return block(`class ${heading(symbol)}`, [
        ...statics
          .getConstructSignatures()
          .filter(isVisible)
          .map((signature) => `new ${text(signature)}`),
        ...members(symbol, statics, (member) => `static ${member}`).filter(
          (line) => !line.startsWith("static prototype"),
        ),
        ...members(symbol, instance),
      ]);
    }
    if (flags & ts.SymbolFlags.Interface) {
      return block(`interface ${heading(symbol)}`, members(symbol, checker.getDeclaredTypeOfSymbol(symbol)));
    }
    if (flags & ts.SymbolFlags.TypeAlias) {
      return `type ${heading(symbol)} = ${aliased(symbol)}`;
    }
    const type = checker.getTypeOfSymbol(symbol);
    if (flags & ts.SymbolFlags.Function) {
      return type
        .getCallSignatures()
        .map((signature) => `function ${name}${text(signature)}`)
        .join("\n");
    }
    return `const ${name}: ${typeText(type)}`;
  }

  /** The name with its type parameters and with what it extends, as declared. */
  function heading(symbol: ts.Symbol): string {
    const [declaration] = symbol.declarations ?? [];
    const parts = declaration as ts.ClassDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration;
    const parameters = parts.typeParameters?.map((parameter) => oneLine(parameter)).join(", ");
    const clauses = "heritageClauses" in parts ? (parts.heritageClauses ?? []).map(oneLine) : [];
    return [`${symbol.name}${parameters ? `<${parameters}>` : ""}`, ...clauses].join(" ");
  }

  function aliased(symbol: ts.Symbol): string {
    const declaration = symbol.declarations?.find(ts.isTypeAliasDeclaration);
    return declaration ? oneLine(declaration.type) : "";
  }

  /** Its own members, and those of ancestors that the module does not export. */
  function members(owner: ts.Symbol, type: ts.Type, decorate = (line: string): string => line): string[] {
    return checker
      .getPropertiesOfType(type)
      .filter((member) =>
        member.declarations?.some(
          (declaration) =>
            isOurs(declaration) && isVisible({ declaration }) && !isOfOther(declaration, owner),
        ),
      )
      .sort(byName)
      .map((member) => decorate(memberText(member)));
  }

  function isOfOther(declaration: ts.Declaration, owner: ts.Symbol): boolean {
    const { parent } = declaration;
    const declarer =
      ts.isClassDeclaration(parent) || ts.isInterfaceDeclaration(parent)
        ? parent.name && checker.getSymbolAtLocation(parent.name)
        : undefined;
    return declarer !== undefined && declarer !== owner && exported.has(declarer);
  }

  function memberText(member: ts.Symbol): string {
    const name = member.name.startsWith("__@")
      ? `[Symbol.${member.name.slice(3).split("@")[0]}]`
      : member.name;
    const declaration = member.declarations?.[0];
    const optional = member.flags & ts.SymbolFlags.Optional ? "?" : "";
    const type = checker.getTypeOfSymbol(member);
    const limits =
      declaration && ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Protected
        ? "protected "
        : "";
    const inner = optional ? checker.getNonNullableType(type) : type;
    if (member.flags & ts.SymbolFlags.Method) {
      return inner
        .getCallSignatures()
        .map((signature) => `${limits}${name}${optional}${text(signature)}`)
        .join("; ");
    }
    return `${limits}${isReadonly(member, declaration) ? "readonly " : ""}${name}${optional}: ${typeText(type)}`;
  }

  function text(signature: ts.Signature): string {
    return checker.signatureToString(
      signature,
      undefined,
      FORMAT & ~ts.TypeFormatFlags.WriteArrowStyleSignature,
    );
  }

  function typeText(type: ts.Type): string {
    return checker.typeToString(type, undefined, FORMAT);
  }

  function isOurs(declaration: ts.Declaration): boolean {
    return !declaration.getSourceFile().fileName.includes("/node_modules/");
  }
}

function byName(a: ts.Symbol, b: ts.Symbol): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function oneLine(node: ts.Node): string {
  return node
    .getText()
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "")
    .replace(/\s+/g, " ");
}

function block(first: string, lines: readonly string[]): string {
  return [first, ...lines.map((line) => `  ${line}`)].join("\n");
}

/** Neither `private` nor `#hidden`. */
function isVisible({ declaration }: { readonly declaration?: ts.Declaration | undefined }): boolean {
  if (declaration === undefined) {
    return true;
  }
  const name = ts.getNameOfDeclaration(declaration);
  return (
    !(ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Private) &&
    !(name && ts.isPrivateIdentifier(name))
  );
}

function isReadonly(member: ts.Symbol, declaration: ts.Declaration | undefined): boolean {
  const getterOnly =
    (member.flags & ts.SymbolFlags.GetAccessor) !== 0 && (member.flags & ts.SymbolFlags.SetAccessor) === 0;
  return (
    getterOnly ||
    (declaration !== undefined &&
      (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Readonly) !== 0)
  );
}
