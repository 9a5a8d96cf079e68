/*
 * The staff pages under a policy that forbids building code from text.
 *
 * Unfold's templates carry small expressions for Alpine ("openTheme = !openTheme"), and Alpine as
 * shipped turns them into functions with the Function constructor. This file hands Alpine another
 * reader: it parses the few forms that those templates use and walks them. It knows no other names
 * than the page's own data and the list at the end, and never a constructor or a prototype.
 */
(() => {
  "use strict";

  const TOKEN =
    /\s*(?:(\d+(?:\.\d+)?)|('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|([A-Za-z_$][\w$]*)|(===|!==|==|!=|<=|>=|&&|\|\||=>|[-+*/%<>=!?:;,.()[\]{}]))/y;
  const FORBIDDEN = new Set(["constructor", "prototype", "__proto__"]);
  const WORDS = { true: true, false: false, null: null, undefined };
  const LEVELS = [
    ["||"],
    ["&&"],
    ["===", "!==", "==", "!="],
    ["<", ">", "<=", ">="],
    ["+", "-"],
    ["*", "/", "%"],
  ];
  const OPERATIONS = {
    "===": (a, b) => a === b,
    "!==": (a, b) => a !== b,
    "==": (a, b) => a == b,
    "!=": (a, b) => a != b,
    "<": (a, b) => a < b,
    ">": (a, b) => a > b,
    "<=": (a, b) => a <= b,
    ">=": (a, b) => a >= b,
    "+": (a, b) => a + b,
    "-": (a, b) => a - b,
    "*": (a, b) => a * b,
    "/": (a, b) => a / b,
    "%": (a, b) => a % b,
  };

  function split(text) {
    const tokens = [];
    const source = text.trim();
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < source.length) {
      const at = TOKEN.lastIndex;
      const found = TOKEN.exec(source);
      if (!found) throw new SyntaxError(`cannot read “${source.slice(at)}”`);
      const [, number, string, name, sign] = found;
      if (number) tokens.push({ kind: "value", value: Number(number) });
      else if (string) tokens.push({ kind: "value", value: unquote(string) });
      else if (name) tokens.push({ kind: "name", value: name });
      else tokens.push({ kind: "sign", value: sign });
    }
    return tokens;
  }

  function unquote(string) {
    return string
      .slice(1, -1)
      .replace(/\\u([0-9a-fA-F]{4})|\\(.)/g, (_, code, char) =>
        code ? String.fromCharCode(parseInt(code, 16)) : char,
      );
  }

  function checked(key) {
    if (FORBIDDEN.has(String(key))) throw new SyntaxError(`“${key}” may not be read here`);
    return key;
  }

  /* Each method reads one form and returns a function of the names in reach. */
  class Reader {
    constructor(text) {
      this.tokens = split(text);
      this.at = 0;
    }

    sees(value) {
      const token = this.tokens[this.at];
      return token !== undefined && token.kind !== "value" && token.value === value;
    }

    takes(value) {
      if (!this.sees(value)) return false;
      this.at += 1;
      return true;
    }

    needs(value) {
      if (!this.takes(value)) throw new SyntaxError(`“${value}” is missing`);
    }

    statements(end) {
      const parts = [];
      while (this.at < this.tokens.length && !(end && this.sees(end))) {
        if (!this.takes(";")) parts.push(this.statement());
      }
      return (names) => parts.reduce((_, part) => part(names), undefined);
    }

    statement() {
      if (this.takes("{")) {
        const body = this.statements("}");
        this.needs("}");
        return body;
      }
      if (!this.takes("if")) return this.expression();
      this.needs("(");
      const condition = this.expression();
      this.needs(")");
      const then = this.statement();
      const otherwise = this.takes("else") ? this.statement() : () => undefined;
      return (names) => (condition(names) ? then(names) : otherwise(names));
    }

    expression() {
      const left = this.choice();
      if (!this.takes("=")) return left;
      if (!left.assign) throw new SyntaxError("nothing here can be assigned to");
      const right = this.expression();
      return (names) => left.assign(names, right(names));
    }

    choice() {
      const condition = this.level(0);
      if (!this.takes("?")) return condition;
      const yes = this.expression();
      this.needs(":");
      const no = this.expression();
      return (names) => (condition(names) ? yes(names) : no(names));
    }

    level(depth) {
      if (depth === LEVELS.length) return this.negation();
      let left = this.level(depth + 1);
      for (;;) {
        const sign = LEVELS[depth].find((candidate) => this.takes(candidate));
        if (!sign) return left;
        const [a, b] = [left, this.level(depth + 1)];
        if (sign === "||") left = (names) => a(names) || b(names);
        else if (sign === "&&") left = (names) => a(names) && b(names);
        else left = (names) => OPERATIONS[sign](a(names), b(names));
      }
    }

    negation() {
      if (this.takes("!")) {
        const inner = this.negation();
        return (names) => !inner(names);
      }
      if (this.takes("-")) {
        const inner = this.negation();
        return (names) => -inner(names);
      }
      return this.chain();
    }

    chain() {
      let link = this.first();
      for (;;) {
        if (this.takes(".")) link = this.member(link, this.key());
        else if (this.takes("[")) {
          const inner = this.expression();
          this.needs("]");
          link = this.member(link, inner);
        } else if (this.takes("(")) link = this.call(link, this.list(")"));
        else return link;
      }
    }

    key() {
      const { kind, value } = this.tokens[this.at++] ?? {};
      if (kind !== "name") throw new SyntaxError("a name is missing after the dot");
      return () => value;
    }

    member(owner, key) {
      const link = (names) => owner(names)[checked(key(names))];
      link.assign = (names, value) => (owner(names)[checked(key(names))] = value);
      link.call = (names, values) => {
        const self = owner(names);
        return self[checked(key(names))](...values);
      };
      return link;
    }

    call(link, parts) {
      return (names) => {
        const values = parts.map((part) => part(names));
        return link.call ? link.call(names, values) : link(names)(...values);
      };
    }

    list(end) {
      const parts = [];
      while (!this.takes(end)) {
        parts.push(this.expression());
        if (!this.sees(end)) this.needs(",");
      }
      return parts;
    }

    first() {
      if (this.takes("(")) {
        const inner = this.expression();
        this.needs(")");
        return inner;
      }
      if (this.takes("[")) {
        const parts = this.list("]");
        return (names) => parts.map((part) => part(names));
      }
      if (this.takes("{")) return this.record();
      const { kind, value } = this.tokens[this.at++] ?? {};
      if (kind === "value") return () => value;
      if (kind === "name") return this.takes("=>") ? this.arrow(value) : this.name(value);
      throw new SyntaxError(`“${value ?? "the end"}” is not expected here`);
    }

    record() {
      const pairs = [];
      while (!this.takes("}")) {
        const { value } = this.tokens[this.at++] ?? {};
        pairs.push([checked(value), this.takes(":") ? this.expression() : this.name(value)]);
        if (!this.sees("}")) this.needs(",");
      }
      return (names) => Object.fromEntries(pairs.map(([key, read]) => [key, read(names)]));
    }

    arrow(parameter) {
      const body = this.expression();
      return (names) => (value) => body(Alpine.mergeProxies([{ [parameter]: value }, names]));
    }

    name(word) {
      checked(word);
      if (Object.hasOwn(WORDS, word)) return () => WORDS[word];
      const link = (names) => {
        if (word in names) return names[word];
        if (Object.hasOwn(OUTSIDE, word)) return OUTSIDE[word]();
        throw new ReferenceError(`“${word}” is not known on this page`);
      };
      link.assign = (names, value) => (names[word] = value);
      link.call = (names, values) => link(names).apply(names, values);
      return link;
    }
  }

  /* Names of Unfold's own script and of the browser that its templates use. */
  const OUTSIDE = {
    theme: () => theme,
    searchForm: () => searchForm,
    searchDropdown: () => searchDropdown,
    searchCommand: () => searchCommand,
    getCurrentTab: () => getCurrentTab,
    sortRecords: () => sortRecords,
    moveRecords: () => moveRecords,
    localStorage: () => window.localStorage,
    window: () => ({ location: { pathname: location.pathname, search: location.search } }),
  };

  const read = new Map();

  function understand(text) {
    if (!read.has(text)) {
      const reader = new Reader(text);
      const isRecord = text.trim().startsWith("{");
      const program = isRecord ? reader.expression() : reader.statements();
      if (reader.at < reader.tokens.length) throw new SyntaxError(`cannot finish “${text}”`);
      read.set(text, program);
    }
    return read.get(text);
  }

  function evaluator(element, expression) {
    const stack = Alpine.closestDataStack(element);
    return (receive = () => {}, { scope = {}, params = [] } = {}) => {
      const names = Alpine.mergeProxies([scope, ...stack]);
      const found = typeof expression === "function" ? expression : understand(expression)(names);
      receive(typeof found === "function" ? found.apply(names, params) : found);
    };
  }

  document.addEventListener("alpine:init", () => {
    for (const element of document.querySelectorAll("[x-bind\\:style]")) {
      element.removeAttribute("x-bind:style"); // the style sheet gives the width instead
    }
    Alpine.setEvaluator(evaluator);
  });

  if (window.htmx) {
    window.htmx.config.includeIndicatorStyles = false;
    window.htmx.config.allowEval = false;
  }
})();
