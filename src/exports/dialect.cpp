#include "exports/dialect.h"

#include "base/format.h"
#include "base/say.h"

namespace lookback::exports {
namespace {

std::string number_list(std::span<const double> numbers) {
  std::string text;
  for (const double number : numbers) {
    text += (text.empty() ? "" : ", ") + literal(number);
  }
  return text;
}

std::string shape_of(const Matrix<double>& values) {
  return "[" + std::to_string(values.rows()) + ", " + std::to_string(values.columns()) + "]";
}

std::string ones_and_zeros(const Mask& mask, int tokens, std::string_view open, std::string_view close,
                           std::string_view indent) {
  std::string text;
  for (int i = 0; i < tokens; ++i) {
    text += std::string(indent) + std::string(open);
    for (int j = 0; j < tokens; ++j) {
      text += std::string(j == 0 ? "" : ", ") + (mask.visible(i, j) ? "1" : "0");
    }
    text += std::string(close) + ",\n";
  }
  return text;
}

std::string python_matrix(std::string_view variable, const Matrix<double>& values, std::string_view call) {
  std::string text = std::string(variable) + " = " + std::string(call) + "([\n";
  for (int r = 0; r < values.rows(); ++r) {
    text += "    [" + number_list(values.row(r)) + "],\n";
  }
  return text + "])  # " + shape_of(values) + "\n";
}

std::string numpy_matrix(std::string_view variable, const Matrix<double>& values) {
  return python_matrix(variable, values, "np.array");
}
std::string pytorch_matrix(std::string_view variable, const Matrix<double>& values) {
  return python_matrix(variable, values, "torch.tensor");
}

std::string python_number(std::string_view variable, double value) {
  return std::string(variable) + " = " + shortest(value);
}

std::string window_text(const Mask& mask) {
  return "query i sees the keys from i − " + std::to_string(mask.left()) + " to i + " +
         std::to_string(mask.right());
}

std::string numpy_mask(const Mask& mask, int tokens) {
  switch (mask.kind()) {
    case Mask::Kind::causal:
      return "visible = np.tril(np.ones((S, S), bool))  # query i sees the keys j ≤ i\n";
    case Mask::Kind::none:
      return "visible = np.ones((S, S), bool)  # every query sees every key\n";
    case Mask::Kind::diagonal:
      return "visible = np.eye(S, dtype=bool)  # every query sees its own key alone\n";
    case Mask::Kind::window:
      return "visible = np.tril(np.triu(np.ones((S, S), bool), -" + std::to_string(mask.left()) + "), " +
             std::to_string(mask.right()) + ")  # " + window_text(mask) + "\n";
    case Mask::Kind::bits:
      break;
  }
  return "visible = np.array([  # row i: the keys that query i sees\n" +
         ones_and_zeros(mask, tokens, "[", "]", "    ") + "], bool)\n";
}

std::string pytorch_mask(const Mask& mask, int tokens) {
  switch (mask.kind()) {
    case Mask::Kind::causal:
      return "visible = torch.ones(S, S, dtype=torch.bool).tril()  # query i sees the keys j ≤ i\n";
    case Mask::Kind::none:
      return "visible = torch.ones(S, S, dtype=torch.bool)  # every query sees every key\n";
    case Mask::Kind::diagonal:
      return "visible = torch.eye(S, dtype=torch.bool)  # every query sees its own key alone\n";
    case Mask::Kind::window:
      return "visible = torch.ones(S, S, dtype=torch.bool).triu(-" + std::to_string(mask.left()) + ").tril(" +
             std::to_string(mask.right()) + ")  # " + window_text(mask) + "\n";
    case Mask::Kind::bits:
      break;
  }
  return "visible = torch.tensor([  # row i: the keys that query i sees\n" +
         ones_and_zeros(mask, tokens, "[", "]", "    ") + "], dtype=torch.bool)\n";
}

std::string python_check(std::string_view variable, double tolerance) {
  const std::string name(variable);
  return "check(\"" + name + "\", " + name + ", expected_" + name + ", tolerance=" + shortest(tolerance) +
         ")\n";
}

std::string python_given(const std::vector<std::string>& variables) {
  std::string text = "given = {";
  for (const std::string& name : variables) {
    text += (text.ends_with('{') ? "\"" : ", \"") + name + "\": " + name;
  }
  return text + "}  # by hand, in place of what is projected\n";
}

std::string cpp_matrix(std::string_view variable, const Matrix<double>& values) {
  std::string text = "  const Matrix " + std::string(variable) + " = {  // " + shape_of(values) + "\n";
  for (int r = 0; r < values.rows(); ++r) {
    text += "      {" + number_list(values.row(r)) + "},\n";
  }
  return text + "  };\n";
}

std::string cpp_number(std::string_view variable, double value) {
  const std::string text = shortest(value);
  const bool whole = text.find_first_not_of("0123456789") == std::string::npos;
  return std::string(whole ? "  const int " : "  const double ") + std::string(variable) + " = " + text + ";";
}

std::string cpp_mask(const Mask& mask, int tokens) {
  constexpr std::string_view pair = "  const auto visible = [](int i, int j) { return ";
  switch (mask.kind()) {
    case Mask::Kind::causal:
      return std::string(pair) + "j <= i; };  // query i sees the keys j ≤ i\n";
    case Mask::Kind::none:
      return "  const auto visible = [](int, int) { return true; };  // every query sees every key\n";
    case Mask::Kind::diagonal:
      return std::string(pair) + "i == j; };  // every query sees its own key alone\n";
    case Mask::Kind::window:
      return std::string(pair) + "i - " + std::to_string(mask.left()) + " <= j && j <= i + " +
             std::to_string(mask.right()) + "; };  // " + window_text(mask) + "\n";
    case Mask::Kind::bits:
      break;
  }
  return "  const std::vector<std::vector<int>> sees = {  // row i: the keys that query i sees\n" +
         ones_and_zeros(mask, tokens, "{", "}", "      ") +
         "  };\n  const auto visible = [&](int i, int j) { return sees[i][j] != 0; };\n";
}

std::string cpp_given(const std::vector<std::string>& variables) {
  std::string text = "  const std::map<std::string, Matrix> given = {";
  for (const std::string& name : variables) {
    text += (text.ends_with('{') ? "{\"" : ", {\"") + name + "\", " + name + "}";
  }
  return text + "};  // by hand, in place of what is projected\n";
}

std::string cpp_check(std::string_view variable, double tolerance) {
  const std::string name(variable);
  return "  check(\"" + name + "\", " + name + ", expected_" + name + ", " + shortest(tolerance) + ");\n";
}

constexpr Dialect dialects[] = {
    {"numpy", "numpy.py", "#", "#:", "", numpy_matrix, python_number, numpy_mask, python_given, python_check},
    {"pytorch", "pytorch.py", "#", "#:", "", pytorch_matrix, python_number, pytorch_mask, python_given,
     python_check},
    {"cpp", "cpp.cc", "//", "//:", "  ", cpp_matrix, cpp_number, cpp_mask, cpp_given, cpp_check},
};

}  // namespace

const Dialect& dialect_of(Language language) { return dialects[static_cast<std::size_t>(language)]; }

std::string literal(double value) {
  const std::string text = shortest(value);
  return text.find_first_not_of("-0123456789") == std::string::npos ? text + ".0" : text;
}

Expected<Language> language_named(std::string_view name) {
  for (const Language language : {Language::numpy, Language::pytorch, Language::cpp}) {
    if (dialect_of(language).name == name) {
      return language;
    }
  }
  return fail(say("There is no snippet in {0}. There are {1}.", in_quotes(name), "numpy, pytorch, cpp"));
}

std::string frame_file(Language language) {
  return "exports/frame_" + std::string(dialect_of(language).file);
}

std::string definition_file(std::string_view mechanism, Language language) {
  return "mechanisms/" + std::string(mechanism) + "/snippet_" + std::string(dialect_of(language).file);
}

}  // namespace lookback::exports
