/**
 * The public types, entry by entry: what docs/api.md holds and CI compares. `npm run api` writes it.
 * Members that are private, protected or Lit's own, and comments, are left out: they promise nothing.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const REPORT = join(root, 'docs/api.md');
const LITS = ['styles', 'properties', 'shadowRootOptions', 'connectedCallback', 'disconnectedCallback', 'render'];
const HEAD = `# The public types

Written by \`npm run api\` from what the package ships; \`npm test\` fails where the two differ. A line that goes or changes is a breaking change, one that comes is a new feature.
`;

/** Of the built package. */
export function apiReport(): string {
  const {exports} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {exports: Record<string, string | {types?: string}>};
  const entries = Object.entries(exports).flatMap(([name, target]) => (typeof target === 'object' && target.types ? [{name: `inkling${name.slice(1)}`, file: join(root, target.types)}] : []));
  const program = ts.createProgram(entries.map(({file}) => file), {module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, skipLibCheck: true, types: [], noLib: true});
  const checker = program.getTypeChecker();
  const printer = ts.createPrinter({removeComments: true});
  const told = new Map<ts.Symbol, string>();
  const sections = entries.map(({name, file}) => {
    const source = program.getSourceFile(file);
    if (!source) throw new Error(`${file} is not there: run \`npm run build\`, which makes the types too.`);
    const module = checker.getSymbolAtLocation(source);
    const symbols = module ? checker.getExportsOfModule(module) : [];
    const texts = symbols.map(exported => ({exported: exported.name, symbol: exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported}))
      .sort((a, b) => (a.exported < b.exported ? -1 : 1)).map(({exported, symbol}) => {
        const before = told.get(symbol);
        if (before !== undefined) return `// ${exported}: as in ${before}`;
        told.set(symbol, name);
        return (symbol.declarations ?? []).map(declaration => print(printer, declaration)).join('\n');
      });
    return `\n## ${name}\n\n\`\`\`ts\n${texts.length > 0 ? texts.join('\n') : '// Nothing by name.'}\n\`\`\`\n`;
  });
  return HEAD + sections.join('');
}

function print(printer: ts.Printer, declaration: ts.Declaration): string {
  const whole = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  const {transformed: [open]} = ts.transform(whole, [context => node => (ts.isClassDeclaration(node) ? withoutHidden(context, node) : node)]);
  return printer.printNode(ts.EmitHint.Unspecified, open ?? whole, declaration.getSourceFile());
}

function withoutHidden({factory}: ts.TransformationContext, node: ts.ClassDeclaration): ts.ClassDeclaration {
  const isHidden = (member: ts.ClassElement) => (member.name && (ts.isPrivateIdentifier(member.name) || (ts.isIdentifier(member.name) && LITS.includes(member.name.text))))
    || (ts.canHaveModifiers(member) && ts.getModifiers(member)?.some(({kind}) => kind === ts.SyntaxKind.PrivateKeyword || kind === ts.SyntaxKind.ProtectedKeyword));
  return factory.updateClassDeclaration(node, node.modifiers, node.name, node.typeParameters, node.heritageClauses, node.members.filter(member => !isHidden(member)));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(REPORT, apiReport());
