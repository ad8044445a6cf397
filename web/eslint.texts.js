// Forbids texts outside of the table: what a person reads, or has read to them, is in src/text.
const READ =
  /^(aria-(label|description|roledescription|valuetext)|alt|title|placeholder|label|text|hint|description|action)$/;
/** A sentence, or the beginning of one; the classes and keys of a page do not look like that. */
const SENTENCE = /^\p{Lu}\S* \p{Ll}/u;
const LETTER = /\p{L}/u;

/** What is thrown or logged is for those who write the page. */
function isForDevelopers(node) {
  const { type, callee } = node.parent;
  if (type === "NewExpression") return /(Error|Exception)$/.test(callee.name);
  return type === "CallExpression" && callee.object?.name === "console";
}

/** Whether the value of that expression is drawn, or named by an attribute that is read. */
function isRead(node) {
  for (let at = node; at.parent; at = at.parent) {
    const { type } = at.parent;
    if (type === "JSXAttribute") {
      const { name, parent } = at.parent;
      return READ.test(name.name) || (parent.name.name === "Part" && name.name === "name");
    }
    if (type === "JSXElement" || type === "JSXFragment") return true;
    if (type === "ConditionalExpression" && at.parent.test === at) return false;
    if (!/^(JSXExpressionContainer|ConditionalExpression|LogicalExpression|TemplateLiteral)$/.test(type)) return false;
  }
  return false;
}

export const textsInTable = {
  meta: { type: "problem", schema: [] },
  create(context) {
    const check = (node, text) => {
      if (LETTER.test(text) && (isRead(node) || SENTENCE.test(text)) && !isForDevelopers(node))
        context.report({ node, message: `A text outside of src/text: ${JSON.stringify(text.trim())}` });
    };
    return {
      JSXText: (node) => check(node, node.value),
      Literal: (node) => typeof node.value === "string" && check(node, node.value),
      TemplateElement: (node) => check(node.parent, node.value.raw),
    };
  },
};
