#include <algorithm>
#include <array>
#include <regex>

#include "architecture/source_tree.h"

namespace lookback::architecture {
namespace {

enum class Scope { in_namespace, in_class, in_function };

bool has_word(const std::string& text, const char* words) {
  return std::regex_search(text, std::regex(std::string("\\b(") + words + ")\\b"));
}

// The declaration up to its initializer, without attributes, template lists and access labels.
std::string head_of(std::string statement) {
  statement = std::regex_replace(statement, std::regex(R"(\s+)"), " ");
  statement = std::regex_replace(statement, std::regex(R"(\b(public|private|protected) ?: ?)"), "");
  statement = std::regex_replace(statement, std::regex(R"(\[\[.*?\]\])"), "");
  std::string without_templates;
  int depth = 0;
  for (const char c : statement) {
    depth += c == '<';
    if (depth == 0) {
      without_templates += c;
    }
    depth -= c == '>' && depth > 0;
  }
  const std::string head = without_templates.substr(0, without_templates.find('='));
  const std::size_t first = head.find_first_not_of(' ');
  return first == std::string::npos ? "" : head.substr(first);
}

bool is_mutable_static(const std::string& statement, Scope scope) {
  const std::string head = head_of(statement);
  const bool marked = has_word(head, "static|thread_local");
  const bool constant = has_word(statement, "const|constexpr");
  if (head.empty() || constant || (scope != Scope::in_namespace && !marked)) {
    return false;
  }
  if (scope == Scope::in_function) {
    return true;
  }
  // What is left at namespace or class scope declares a variable, unless it has parentheses or is no object.
  return head.find('(') == std::string::npos &&
         !has_word(head,
                   "using|typedef|namespace|class|struct|enum|union|friend|static_assert|template|"
                   "concept|extern|operator|requires") &&
         std::regex_search(head, std::regex(R"(\w[&* ]+\w+ ?(\[.*\] ?)?$)"));
}

Scope scope_opened_by(const std::string& statement, Scope outer) {
  const std::string head = head_of(statement);
  if (has_word(head, "namespace") || head.starts_with("extern")) {
    return Scope::in_namespace;
  }
  if (outer != Scope::in_function && has_word(head, "class|struct|union|enum") &&
      head.find('(') == std::string::npos) {
    return Scope::in_class;
  }
  return Scope::in_function;
}

}  // namespace

std::vector<std::string> mutable_statics(std::string_view text) {
  std::vector<std::string> found;
  std::vector<Scope> scopes = {Scope::in_namespace};
  std::string statement;
  const auto judge = [&] {
    if (is_mutable_static(statement, scopes.back())) {
      found.push_back(head_of(statement));
    }
  };
  int parentheses = 0;
  for (const char c : code_only(text)) {
    parentheses += (c == '(') - (c == ')');
    if (c == '{' && parentheses == 0) {
      judge();
      scopes.push_back(scope_opened_by(statement, scopes.back()));
      statement.clear();
    } else if (c == '}' && parentheses == 0) {
      if (scopes.size() > 1) {
        scopes.pop_back();
      }
      statement.clear();
    } else if (c == ';' && parentheses == 0) {
      judge();
      statement.clear();
    } else {
      statement += c;
    }
  }
  return found;
}

}  // namespace lookback::architecture
