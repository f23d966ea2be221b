import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** One file under src, by its path there, parsed. */
export interface SourceFile {
  readonly path: string
  readonly tree: ts.SourceFile
}

const SRC = new URL('../../src/', import.meta.url)

/** Every TypeScript file under src. What `npm run generate` makes is in `generated/`. */
export function readSources(): SourceFile[] {
  return readdirSync(fileURLToPath(SRC), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => parseSource(path, readFileSync(new URL(path, SRC), 'utf8')))
}

export function parseSource(path: string, text: string): SourceFile {
  return { path, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true) }
}

export interface Import {
  readonly name: string
  /** Gone from the JavaScript: `import type`, `export type`, `typeof import('…')`. */
  readonly typeOnly: boolean
}

/** What a file imports or re-exports, statically or dynamically, values or types only. */
export function importsOf(file: SourceFile): Import[] {
  const found: Import[] = []
  function visit(node: ts.Node): void {
    const specifier = specifierOf(node)
    if (specifier && ts.isStringLiteralLike(specifier)) found.push({ name: specifier.text, typeOnly: isTypeOnly(node) })
    ts.forEachChild(node, visit)
  }
  visit(file.tree)
  return found
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return node.arguments[0]
  return undefined
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node)) return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
  if (ts.isExportDeclaration(node)) return node.isTypeOnly
  return ts.isImportTypeNode(node)
}

/** The top-level statements that do something when the module is imported, each as `line: text`. */
export function importTimeWork(file: SourceFile): string[] {
  return file.tree.statements.filter((statement) => !isDeclaration(statement)).map((statement) => at(file, statement))
}

function at(file: SourceFile, node: ts.Node): string {
  const { line } = file.tree.getLineAndCharacterOfPosition(node.getStart())
  return `${file.path}:${line + 1}: ${node.getText().split('\n')[0]}`
}

function isDeclaration(statement: ts.Statement): boolean {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.every(({ initializer }) => !initializer || isInert(initializer))
  }
  if (ts.isClassDeclaration(statement)) return statement.members.every((member) => !doesStaticWork(member))
  return (
    ts.isImportDeclaration(statement) ||
    ts.isExportDeclaration(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isModuleDeclaration(statement)
  )
}

function doesStaticWork(member: ts.ClassElement): boolean {
  if (ts.isClassStaticBlockDeclaration(member)) return true
  if (!ts.isPropertyDeclaration(member) || !member.initializer) return false
  const isStatic = member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) ?? false
  return isStatic && !isInert(member.initializer)
}

/** Empty or literal containers cost nothing worth delaying. */
const CHEAP = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'TextEncoder', 'TextDecoder', 'Uint8Array'])

function isInert(node: ts.Node): boolean {
  if (ts.isLiteralExpression(node) || ts.isIdentifier(node) || ts.isArrowFunction(node)) return true
  if (ts.isFunctionExpression(node) || ts.isMethodDeclaration(node) || ts.isOmittedExpression(node)) return true
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return isInert(node.expression)
  if (ts.isNewExpression(node)) {
    return CHEAP.has(node.expression.getText()) && (node.arguments ?? []).every(isInert)
  }
  if (ts.isCallExpression(node)) {
    return ['Object.freeze', 'Symbol'].includes(node.expression.getText()) && node.arguments.every(isInert)
  }
  switch (node.kind) {
    case ts.SyntaxKind.TrueKeyword:
    case ts.SyntaxKind.FalseKeyword:
    case ts.SyntaxKind.NullKeyword:
      return true
    case ts.SyntaxKind.ArrayLiteralExpression:
    case ts.SyntaxKind.BinaryExpression:
    case ts.SyntaxKind.ComputedPropertyName:
    case ts.SyntaxKind.ObjectLiteralExpression:
    case ts.SyntaxKind.ParenthesizedExpression:
    case ts.SyntaxKind.PrefixUnaryExpression:
    case ts.SyntaxKind.PropertyAccessExpression:
    case ts.SyntaxKind.PropertyAssignment:
    case ts.SyntaxKind.ShorthandPropertyAssignment:
    case ts.SyntaxKind.SpreadAssignment:
    case ts.SyntaxKind.SpreadElement:
    case ts.SyntaxKind.TemplateExpression:
    case ts.SyntaxKind.TemplateSpan:
      return childrenOf(node).every(isInert)
    default:
      return false
  }
}

function childrenOf(node: ts.Node): ts.Node[] {
  const children: ts.Node[] = []
  ts.forEachChild(node, (child) => {
    const isOperator = ts.isToken(child) && !ts.isExpression(child)
    if (!isOperator && !ts.isTemplateHead(child)) children.push(child)
  })
  return children.filter((child) => !ts.isTemplateMiddleOrTemplateTail(child))
}
