// The markup that the server sends, by the HTML standard.
import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
  extends: ["html-validate:standard"],
  rules: {
    // Templates write void elements, attributes and spaces in one way; the standard allows several.
    "attribute-boolean-style": "off", "void-style": "off", "no-trailing-whitespace": "off",
  },
});

// Everything the validator finds, a sentence each.
export async function markup(html) {
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) => messages.map((it) => `${it.ruleId}, line ${it.line}: ${it.message}`));
}
