// Numbers as people type them: 36, 8*9/2, 1/3, 2^24, 1,234 and 0,5. Read by a small grammar, never evaluated as code.

import { answerCharacters as longest } from "lookback-limits";
import { say } from "../app/say";

export type Understood = { readings: number[] } | { problem: string };

const examples = () => say("Type a number such as 36, 0.5, 1/3, 8*9/2 or 2^24.");
const spaces = "[ \\u00a0\\u2009\\u202f]";
const grouped = new RegExp(`(\\d)${spaces}(?=\\d{3}(?!\\d))`, "g");
const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";

// Where a comma may part thousands or decimals, both readings are given, the one with a decimal point first.
export function readNumber(typed: string): Understood {
  const text = normal(typed);
  if (text === "") return { problem: examples() };
  if (text.length > longest) return { problem: say("That is longer than {0} characters. {1}", longest, examples()) };
  const results = [".", ","].map((point) => new Reader(text, point).read());
  const readings = results.filter((result) => typeof result === "number");
  return readings.length > 0 ? { readings: [...new Set(readings)] } : { problem: results[0] as string };
}

// A plain numeral of a value, without marks that mean different things in different countries.
export function shown(value: number): string {
  return String(Number(value.toPrecision(10)));
}

function normal(typed: string): string {
  return typed.trim().replace(/^=/, "")
    .replace(/[−–]/g, "-").replace(/[·×⋅∙]/g, "*").replace(/÷/g, "/").replace(/\*\*/g, "^")
    .replace(new RegExp(`[${raised}]+`, "g"), (digits) => `^${[...digits].map((digit) => raised.indexOf(digit)).join("")}`)
    .replace(grouped, "$1");
}

class Trouble extends Error {}

class Reader {
  private at = 0;

  constructor(private text: string, private point: string) {}

  read(): number | string {
    try {
      const value = this.sum();
      if (this.peek() !== "") throw this.unreadable();
      if (Number.isNaN(value)) return say("That has no value: it divides zero by zero, or takes a root of a negative number.");
      if (!Number.isFinite(value)) return say("That is not finite: it divides by zero, or is larger than a number can be here.");
      return value;
    } catch (error) {
      if (error instanceof Trouble) return error.message;
      throw error;
    }
  }

  private sum(): number {
    let value = this.product();
    for (;;) {
      if (this.take("+")) value += this.product();
      else if (this.take("-")) value -= this.product();
      else return value;
    }
  }

  private product(): number {
    let value = this.signed();
    for (;;) {
      if (this.take("*")) value *= this.signed();
      else if (this.take("/")) value /= this.signed();
      else return value;
    }
  }

  private signed(): number {
    if (this.take("-")) return -this.signed();
    if (this.take("+")) return this.signed();
    const base = this.atom();
    return this.take("^") ? base ** this.signed() : base;
  }

  private atom(): number {
    if (!this.take("(")) return this.numeral();
    const value = this.sum();
    if (!this.take(")")) throw new Trouble(say("A closing parenthesis is missing. {0}", examples()));
    return value;
  }

  private numeral(): number {
    this.peek();
    const [numeral = "", digits = "", exponent = ""] = /^([\d.,]+)(e[+-]?\d+)?/i.exec(this.text.slice(this.at)) ?? [];
    const comma = this.point === "," ? "\\." : ",";
    const legal = new RegExp(`^(\\d+|[1-9]\\d{0,2}(${comma}\\d{3})+)?([${this.point}]\\d*)?$`);
    if (!/\d/.test(digits) || !legal.test(digits)) throw this.unreadable();
    this.at += numeral.length;
    const parts = digits.split(this.point).map((part) => part.replace(/[.,]/g, ""));
    return Number(`${parts[0] || "0"}.${parts[1] || "0"}${exponent}`);
  }

  private peek(): string {
    while (/\s/.test(this.text[this.at] ?? "")) ++this.at;
    return this.text[this.at] ?? "";
  }

  private take(sign: string): boolean {
    if (this.peek() !== sign) return false;
    ++this.at;
    return true;
  }

  private unreadable(): Trouble {
    const rest = this.text.slice(this.at).trim();
    return new Trouble(rest === "" ? say("Something is missing at the end. {0}", examples()) : say("“{0}” cannot be read here. {1}", rest, examples()));
  }
}
