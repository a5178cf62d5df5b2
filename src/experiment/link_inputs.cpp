#include <algorithm>
#include <map>

#include "base/format.h"
#include "base/percent.h"
#include "base/say.h"
#include "base/split.h"
#include "experiment/edit.h"
#include "experiment/link_fields.h"
#include "experiment/preset.h"

namespace lookback {
namespace {

Expected<std::vector<std::string>> read_tokens(std::string_view encoded) {
  std::vector<std::string> tokens;
  for (const std::string_view part : split(encoded, ',')) {
    Expected<std::string> token = percent_decode(part, "tokens");
    if (!token) {
      return std::unexpected(token.error());
    }
    if (const auto checked = check_token(*token); !checked) {
      return fail(say("Token {0} of the link: {1}", tokens.size(), checked.error().sentence));
    }
    tokens.push_back(std::move(*token));
    if (static_cast<int>(tokens.size()) > largest_tokens) {
      return fail(say("The link has more than {0} tokens, the most that the board holds.", largest_tokens));
    }
  }
  return tokens;
}

struct Limits {
  int rows;
  int columns;
};

// `check(number)` says whether a number is in range.
template <class Check>
Read<Matrix<double>> read_matrix(const LinkFields& fields, std::string_view name, Limits limits,
                                 Check check) {
  const Read<std::string> text = decoded(fields, name, "");
  if (!text) {
    return std::unexpected(text.error());
  }
  const std::vector<std::string_view> rows = split(*text, ';');
  const std::size_t columns = split(rows.front(), ',').size();
  if (static_cast<int>(rows.size()) > limits.rows || static_cast<int>(columns) > limits.columns) {
    return fault(name, say("{0} has {1} of {2}; the board holds at most {3} rows of {4}.", name,
                           plural("{0} row", "{0} rows", static_cast<std::int64_t>(rows.size())),
                           plural("{0} number", "{0} numbers", static_cast<std::int64_t>(columns)),
                           limits.rows, limits.columns));
  }
  Matrix<double> matrix(static_cast<int>(rows.size()), static_cast<int>(columns));
  for (int r = 0; r < matrix.rows(); ++r) {
    const std::vector<std::string_view> cells = split(rows[static_cast<std::size_t>(r)], ',');
    if (cells.size() != columns) {
      return fault(
          name, say("Row {0} of {1} has {2} where row 0 has {3}; all rows must be equally long.", r, name,
                    plural("{0} number", "{0} numbers", static_cast<std::int64_t>(cells.size())), columns));
    }
    for (int c = 0; c < matrix.columns(); ++c) {
      const Expected<double> number = read_number(cells[static_cast<std::size_t>(c)]);
      const Expected<void> checked = number ? check(*number) : std::unexpected(number.error());
      if (!checked) {
        return fault(name, say("{0}, row {1}, column {2}: {3}", name, r, c, checked.error().sentence));
      }
      matrix(r, c) = *number;
    }
  }
  return matrix;
}

Read<Mask> read_bits(std::string_view text, int tokens) {
  const std::vector<std::string_view> rows = split(text, ';');
  const std::string rows_wanted = plural("{0} row", "{0} rows", tokens);
  const std::string digits_wanted = plural("{0} digit", "{0} digits", tokens);
  if (static_cast<int>(rows.size()) != tokens) {
    return fault("mask",
                 say("The mask's bits have {0}, but must have {1} of {2} 0 or 1, parted by ;, one for "
                     "each token.",
                     plural("{0} row", "{0} rows", static_cast<std::int64_t>(rows.size())), rows_wanted,
                     digits_wanted));
  }
  Matrix<std::uint8_t> bits(tokens, tokens);
  for (int query = 0; query < tokens; ++query) {
    const std::string_view row = rows[static_cast<std::size_t>(query)];
    if (static_cast<int>(row.size()) != tokens || row.find_first_not_of("01") != std::string_view::npos) {
      return fault("mask", say("Row {0} of the mask's bits is {1}, but the mask must have {2} of {3} 0 or 1, "
                               "parted by ;, one for each token.",
                               query, in_quotes(row), rows_wanted, digits_wanted));
    }
    for (int key = 0; key < tokens; ++key) {
      bits(query, key) = row[static_cast<std::size_t>(key)] == '1' ? 1 : 0;
    }
  }
  return Mask::bits(std::move(bits));
}

}  // namespace

Read<Mask> read_mask(const LinkFields& fields, int tokens) {
  const Read<std::string> text = decoded(fields, "mask", "causal");
  if (!text) {
    return std::unexpected(text.error());
  }
  if (*text == "causal") {
    return Mask::causal();
  }
  if (*text == "none") {
    return Mask::none();
  }
  if (*text == "diagonal") {
    return Mask::diagonal();
  }
  if (text->starts_with("window:")) {
    const std::vector<std::string_view> sides = split(std::string_view(*text).substr(7), ',');
    if (sides.size() == 2) {
      const Expected<int> left = parse_whole(sides[0], say("The window's left reach"), 0, largest_tokens);
      const Expected<int> right = parse_whole(sides[1], say("The window's right reach"), 0, largest_tokens);
      if (!left || !right) {
        return fault("mask", (left ? right : left).error().sentence);
      }
      return Mask::window(*left, *right);
    }
  }
  if (text->starts_with("bits:")) {
    return read_bits(std::string_view(*text).substr(5), tokens);
  }
  return fault(
      "mask", say("mask is {0}, but must be causal, none, diagonal, window:left,right or bits: and rows of 0 "
                  "and 1.",
                  in_quotes(*text)));
}

Read<void> read_inputs(const LinkFields& fields, Experiment& experiment) {
  constexpr int seed = 1;
  std::map<std::string, Matrix<double>, std::less<>> given;
  for (const std::string_view name : {"Q", "K", "V"}) {
    if (fields.contains(name)) {
      Read<Matrix<double>> matrix = read_matrix(fields, name, {largest_tokens, largest_width},
                                                [](double x) { return check_number(x); });
      if (!matrix) {
        return std::unexpected(matrix.error());
      }
      given.emplace(name, std::move(*matrix));
    }
  }
  if (const auto found = fields.find("tokens"); found != fields.end()) {
    Expected<std::vector<std::string>> tokens = read_tokens(found->second);
    if (!tokens) {
      return fault("tokens", tokens.error().sentence);
    }
    experiment.tokens = std::move(*tokens);
  } else if (!given.empty()) {
    experiment.tokens.clear();
    for (int i = 0; i < given.begin()->second.rows(); ++i) {
      experiment.tokens.push_back(std::to_string(i));
    }
  }
  const int tokens = experiment.token_count();
  for (const auto& [name, matrix] : given) {
    if (matrix.rows() != tokens) {
      const std::string rows = plural("{0} row", "{0} rows", matrix.rows());
      return fault(
          name,
          tokens == 1
              ? say("{0} has {1} but there is 1 token; Q, K and V need one row for each token.", name, rows)
              : say("{0} has {1} but there are {2} tokens; Q, K and V need one row for each token.", name,
                    rows, tokens));
    }
  }
  const auto width = [&](std::string_view name, int fallback) {
    const auto found = given.find(name);
    return found == given.end() ? fallback : found->second.columns();
  };
  const int key_width = width("Q", width("K", experiment.key_width()));
  if (width("K", key_width) != key_width) {
    return fault("K", say("Q has rows of {0} and K of {1}; a query and a key must be equally wide.",
                          plural("{0} number", "{0} numbers", key_width), width("K", key_width)));
  }
  if (fields.contains("tokens") || !given.empty()) {
    experiment.inputs = random_inputs(tokens, key_width, width("V", experiment.value_width()), seed);
  }
  for (auto& [name, matrix] : given) {
    (name == "Q"   ? experiment.inputs.q
     : name == "K" ? experiment.inputs.k
                   : experiment.inputs.v) = std::move(matrix);
  }
  return {};
}

Read<void> read_own_inputs(const LinkFields& fields, Experiment& experiment) {
  const int tokens = experiment.token_count();
  resize_inputs(experiment);
  std::vector<const InputSpec*> specs;
  for (const std::span<const InputSpec> some :
       {mechanism_of(experiment).inputs, study_spec_of(experiment).inputs}) {
    for (const InputSpec& spec : some) {
      specs.push_back(&spec);
    }
  }
  for (const InputSpec* one : specs) {
    const InputSpec& spec = *one;
    if (!fields.contains(spec.id)) {
      continue;
    }
    const Matrix<double> start = input_of(experiment, spec);
    const bool free = spec.optional && spec.rows == Size::fixed;
    const Limits limits = free ? Limits{spec.fixed, spec.fixed}
                               : Limits{std::max(largest_tokens, start.rows()), largest_tokens};
    Read<Matrix<double>> matrix =
        read_matrix(fields, spec.id, limits, [&spec](double x) { return check_number(spec, x); });
    if (!matrix) {
      return std::unexpected(matrix.error());
    }
    if (free) {
      experiment.more[std::string(spec.id)] = std::move(*matrix);
      continue;
    }
    if (spec.optional) {
      if (matrix->rows() > tokens || matrix->columns() > experiment.key_width()) {
        return fault(spec.id, say("{0} has {1} of {2}, but there are {3} and heads are at most {4} wide.",
                                  spec.id, plural("{0} row", "{0} rows", matrix->rows()),
                                  plural("{0} number", "{0} numbers", matrix->columns()),
                                  plural("{0} token", "{0} tokens", tokens), experiment.key_width()));
      }
      experiment.more[std::string(spec.id)] = std::move(*matrix);
      continue;
    }
    if (matrix->rows() != start.rows() || matrix->columns() != start.columns()) {
      return fault(spec.id, say("{0} has {1} of {2}, but must have {3} of {4} with these tokens and widths.",
                                spec.id, plural("{0} row", "{0} rows", matrix->rows()),
                                plural("{0} number", "{0} numbers", matrix->columns()),
                                plural("{0} row", "{0} rows", start.rows()), start.columns()));
    }
    if (*matrix == start_matrix(spec, tokens, experiment.key_width(), experiment.value_width())) {
      experiment.more.erase(std::string(spec.id));
    } else {
      experiment.more[std::string(spec.id)] = std::move(*matrix);
    }
  }
  return {};
}

}  // namespace lookback
