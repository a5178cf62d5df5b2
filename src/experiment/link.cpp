#include "experiment/link.h"

#include <array>
#include <map>

#include "base/format.h"
#include "base/percent.h"
#include "base/split.h"
#include "experiment/edit.h"
#include "experiment/preset.h"

namespace lookback {
namespace {

using Fields = std::map<std::string, std::string, std::less<>>;  // key to text, still percent-encoded

constexpr std::array<std::string_view, 11> known_keys = {
    "version", "mechanism", "form", "mask", "cache", "tokens", "Q", "K", "V", "position", "columns"};

bool is_known(std::string_view key) {
  for (const std::string_view known : known_keys) {
    if (key == known) {
      return true;
    }
  }
  for (const Mechanism* mechanism : mechanisms()) {
    if (find_parameter(*mechanism, key) != nullptr) {
      return true;
    }
  }
  return false;
}

Expected<Fields> read_fields(std::string_view text) {
  Fields fields;
  for (const std::string_view part : split(text, '&')) {
    if (part.empty()) {
      continue;
    }
    const std::size_t equals = part.find('=');
    const std::string_view key = part.substr(0, equals);
    if (!is_known(key)) {
      return fail("The link has a key " + in_quotes(key) +
                  " that is not known. Known are version, mechanism, form, mask, cache, tokens, Q, K, V, "
                  "position, columns and the mechanism's own, such as scaled and tile.");
    }
    if (equals == std::string_view::npos) {
      return fail("The key " + in_quotes(key) + " of the link has no value: write " + std::string(key) + "=….");
    }
    if (!fields.emplace(key, part.substr(equals + 1)).second) {
      return fail("The link says " + in_quotes(key) + " twice; each key may stand once.");
    }
  }
  return fields;
}

// The decoded text of a key; `fallback` when it is absent.
Expected<std::string> decoded(const Fields& fields, std::string_view key, std::string_view fallback) {
  const auto found = fields.find(key);
  if (found == fields.end()) {
    return std::string(fallback);
  }
  return percent_decode(found->second, key);
}

Expected<bool> read_switch(const Fields& fields, std::string_view key, bool fallback) {
  const Expected<std::string> text = decoded(fields, key, fallback ? "1" : "0");
  if (!text) {
    return std::unexpected(text.error());
  }
  if (*text != "0" && *text != "1") {
    return fail(std::string(key) + " is " + in_quotes(*text) + ", but must be 0 or 1.");
  }
  return *text == "1";
}

Expected<std::vector<std::string>> read_tokens(std::string_view encoded) {
  std::vector<std::string> tokens;
  for (const std::string_view part : split(encoded, ',')) {
    Expected<std::string> token = percent_decode(part, "tokens");
    if (!token) {
      return std::unexpected(token.error());
    }
    if (const auto checked = check_token(*token); !checked) {
      return fail("Token " + std::to_string(tokens.size()) + " of the link: " + checked.error().sentence);
    }
    tokens.push_back(std::move(*token));
    if (static_cast<int>(tokens.size()) > largest_tokens) {
      return fail("The link has more than " + std::to_string(largest_tokens) +
                  " tokens, the most that the board holds.");
    }
  }
  return tokens;
}

Expected<Matrix<double>> read_matrix(const Fields& fields, std::string_view name) {
  const Expected<std::string> text = decoded(fields, name, "");
  if (!text) {
    return std::unexpected(text.error());
  }
  const std::vector<std::string_view> rows = split(*text, ';');
  const std::size_t columns = split(rows.front(), ',').size();
  const std::string where(name);
  if (rows.size() > largest_tokens || columns > largest_width) {
    return fail(where + " has " + plural(static_cast<std::int64_t>(rows.size()), "row") + " of " +
                plural(static_cast<std::int64_t>(columns), "number") + "; the board holds at most " +
                std::to_string(largest_tokens) + " rows of " + std::to_string(largest_width) + ".");
  }
  Matrix<double> matrix(static_cast<int>(rows.size()), static_cast<int>(columns));
  for (int r = 0; r < matrix.rows(); ++r) {
    const std::vector<std::string_view> cells = split(rows[static_cast<std::size_t>(r)], ',');
    if (cells.size() != columns) {
      return fail("Row " + std::to_string(r) + " of " + where + " has " +
                  plural(static_cast<std::int64_t>(cells.size()), "number") + " where row 0 has " +
                  std::to_string(columns) + "; all rows must be equally long.");
    }
    for (int c = 0; c < matrix.columns(); ++c) {
      const Expected<double> number = parse_number(cells[static_cast<std::size_t>(c)]);
      const Expected<void> checked = number ? check_number(*number) : std::unexpected(number.error());
      if (!checked) {
        return fail(where + ", row " + std::to_string(r) + ", column " + std::to_string(c) + ": " +
                    checked.error().sentence);
      }
      matrix(r, c) = *number;
    }
  }
  return matrix;
}

Expected<Mask> read_bits(std::string_view text, int tokens) {
  const std::vector<std::string_view> rows = split(text, ';');
  const std::string expected = "must have " + plural(tokens, "row") + " of " + plural(tokens, "digit") +
                               " 0 or 1, parted by ;, one for each token.";
  if (static_cast<int>(rows.size()) != tokens) {
    return fail("The mask's bits have " + plural(static_cast<std::int64_t>(rows.size()), "row") + ", but " +
                expected);
  }
  Matrix<std::uint8_t> bits(tokens, tokens);
  for (int query = 0; query < tokens; ++query) {
    const std::string_view row = rows[static_cast<std::size_t>(query)];
    if (static_cast<int>(row.size()) != tokens || row.find_first_not_of("01") != std::string_view::npos) {
      return fail("Row " + std::to_string(query) + " of the mask's bits is " + in_quotes(row) + ", but the mask " +
                  expected);
    }
    for (int key = 0; key < tokens; ++key) {
      bits(query, key) = row[static_cast<std::size_t>(key)] == '1' ? 1 : 0;
    }
  }
  return Mask::bits(std::move(bits));
}

Expected<Mask> read_mask(const Fields& fields, int tokens) {
  const Expected<std::string> text = decoded(fields, "mask", "causal");
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
      const Expected<int> left = parse_whole(sides[0], "The window's left reach", 0, largest_tokens);
      const Expected<int> right = parse_whole(sides[1], "The window's right reach", 0, largest_tokens);
      if (!left || !right) {
        return std::unexpected(left ? right.error() : left.error());
      }
      return Mask::window(*left, *right);
    }
  }
  if (text->starts_with("bits:")) {
    return read_bits(std::string_view(*text).substr(5), tokens);
  }
  return fail("mask is " + in_quotes(*text) +
              ", but must be causal, none, diagonal, window:left,right or bits: and rows of 0 and 1.");
}

// The tokens, and Q, K and V of the sizes that the given ones say; what is absent is drawn at random.
Expected<void> read_inputs(const Fields& fields, Experiment& experiment) {
  constexpr int seed = 1;
  std::map<std::string, Matrix<double>, std::less<>> given;
  for (const std::string_view name : {"Q", "K", "V"}) {
    if (fields.contains(name)) {
      Expected<Matrix<double>> matrix = read_matrix(fields, name);
      if (!matrix) {
        return std::unexpected(matrix.error());
      }
      given.emplace(name, std::move(*matrix));
    }
  }
  if (const auto found = fields.find("tokens"); found != fields.end()) {
    Expected<std::vector<std::string>> tokens = read_tokens(found->second);
    if (!tokens) {
      return std::unexpected(tokens.error());
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
      return fail(name + " has " + plural(matrix.rows(), "row") + " but there " + (tokens == 1 ? "is " : "are ") +
                  plural(tokens, "token") + "; Q, K and V need one row for each token.");
    }
  }
  const auto width = [&](std::string_view name, int fallback) {
    const auto found = given.find(name);
    return found == given.end() ? fallback : found->second.columns();
  };
  const int key_width = width("Q", width("K", experiment.key_width()));
  if (width("K", key_width) != key_width) {
    return fail("Q has rows of " + plural(key_width, "number") + " and K of " +
                std::to_string(width("K", key_width)) + "; a query and a key must be equally wide.");
  }
  if (fields.contains("tokens") || !given.empty()) {
    experiment.inputs = random_inputs(tokens, key_width, width("V", experiment.value_width()), seed);
  }
  for (auto& [name, matrix] : given) {
    (name == "Q" ? experiment.inputs.q : name == "K" ? experiment.inputs.k : experiment.inputs.v) =
        std::move(matrix);
  }
  return {};
}

Expected<void> read_mechanism(const Fields& fields, Experiment& experiment) {
  const Expected<std::string> id = decoded(fields, "mechanism", experiment.mechanism);
  if (!id) {
    return std::unexpected(id.error());
  }
  const Mechanism* mechanism = find_mechanism(*id);
  if (mechanism == nullptr) {
    std::string known;
    for (const Mechanism* one : mechanisms()) {
      known += (known.empty() ? "" : ", ") + std::string(one->id);
    }
    return fail("mechanism is " + in_quotes(*id) + ", but must be one of: " + known + ".");
  }
  experiment.mechanism = mechanism->id;
  const Expected<std::string> form = decoded(fields, "form", mechanism->forms.front().id);
  if (!form) {
    return std::unexpected(form.error());
  }
  if (find_form(*mechanism, *form) == nullptr) {
    std::string known;
    for (const Form& one : mechanism->forms) {
      known += (known.empty() ? "" : ", ") + std::string(one.id);
    }
    return fail("form is " + in_quotes(*form) + ", but must be one of: " + known + ".");
  }
  experiment.form = *form;
  for (const ParameterSpec& spec : mechanism->parameters) {
    if (const auto found = fields.find(spec.id); found != fields.end()) {
      const Expected<std::string> text = percent_decode(found->second, spec.id);
      const Expected<int> value =
          text ? parse_whole(*text, spec.id, static_cast<int>(spec.minimum), static_cast<int>(spec.maximum))
               : std::unexpected(text.error());
      if (!value) {
        return std::unexpected(value.error());
      }
      if (*value != spec.initial) {
        experiment.parameters[std::string(spec.id)] = *value;
      }
    }
  }
  return {};
}

Expected<void> check_version(const Fields& fields) {
  const Expected<std::string> version = decoded(fields, "version", std::to_string(link_version));
  if (!version) {
    return std::unexpected(version.error());
  }
  if (*version != std::to_string(link_version)) {
    return fail("version is " + in_quotes(*version) + ", but this page reads version " +
                std::to_string(link_version) + ".");
  }
  return {};
}

std::string matrix_text(const Matrix<double>& matrix) {
  std::string text;
  for (int r = 0; r < matrix.rows(); ++r) {
    for (int c = 0; c < matrix.columns(); ++c) {
      text += c > 0 ? "," : r > 0 ? ";" : "";
      text += percent_encode(shortest(matrix(r, c)));  // the + of 1e+20
    }
  }
  return text;
}

}  // namespace

std::string mask_text(const Mask& mask) {
  switch (mask.kind()) {
    case Mask::Kind::causal:
      return "causal";
    case Mask::Kind::none:
      return "none";
    case Mask::Kind::diagonal:
      return "diagonal";
    case Mask::Kind::window:
      return "window:" + std::to_string(mask.left()) + "," + std::to_string(mask.right());
    case Mask::Kind::bits:
      break;
  }
  std::string text = "bits:";
  for (int query = 0; query < mask.bits().rows(); ++query) {
    text += query > 0 ? ";" : "";
    for (int key = 0; key < mask.bits().columns(); ++key) {
      text += mask.visible(query, key) ? '1' : '0';
    }
  }
  return text;
}

std::string to_link(const Experiment& experiment) {
  std::string link = "version=" + std::to_string(link_version) + "&mechanism=" + experiment.mechanism;
  link += "&form=" + experiment.form;
  for (const auto& [id, value] : experiment.parameters) {
    link += "&" + id + "=" + shortest(value);
  }
  link += "&mask=" + mask_text(experiment.mask) + "&cache=" + (experiment.cache ? "1" : "0");
  if (experiment.columns_are_queries) {
    link += "&columns=queries";
  }
  link += "&tokens=";
  for (int i = 0; i < experiment.token_count(); ++i) {
    link += (i > 0 ? "," : "") + percent_encode(experiment.tokens[static_cast<std::size_t>(i)]);
  }
  link += "&Q=" + matrix_text(experiment.inputs.q) + "&K=" + matrix_text(experiment.inputs.k) +
          "&V=" + matrix_text(experiment.inputs.v);
  return link + "&position=" + std::to_string(experiment.position);
}

Expected<Experiment> from_link(std::string_view link) {
  if (link.size() > longest_link) {
    return fail("The link is longer than a million characters, the most that is read.");
  }
  if (const std::size_t hash = link.find('#'); hash != std::string_view::npos) {
    link.remove_prefix(hash + 1);
  }
  const Expected<Fields> fields = read_fields(link);
  if (!fields) {
    return std::unexpected(fields.error());
  }
  Experiment experiment = start_experiment();
  if (const auto done = check_version(*fields); !done) {
    return std::unexpected(done.error());
  }
  if (const auto done = read_mechanism(*fields, experiment); !done) {
    return std::unexpected(done.error());
  }
  if (const auto done = read_inputs(*fields, experiment); !done) {
    return std::unexpected(done.error());
  }
  Expected<Mask> mask = read_mask(*fields, experiment.token_count());
  if (!mask) {
    return std::unexpected(mask.error());
  }
  experiment.mask = std::move(*mask);
  if (const auto why = form_of(experiment).absent(experiment.mask, experiment.token_count())) {
    return fail("form is " + in_quotes(experiment.form) + " with mask " + in_quotes(mask_text(experiment.mask)) + ". " +
                std::string(*why));
  }
  const Expected<bool> cache = read_switch(*fields, "cache", experiment.cache);
  if (!cache) {
    return std::unexpected(cache.error());
  }
  experiment.cache = *cache;
  const Expected<std::string> columns = decoded(*fields, "columns", "keys");
  if (!columns) {
    return std::unexpected(columns.error());
  }
  if (*columns != "keys" && *columns != "queries") {
    return fail("columns is " + in_quotes(*columns) + ", but must be keys or queries.");
  }
  experiment.columns_are_queries = *columns == "queries";
  const int tokens = experiment.token_count();
  const Expected<std::string> position = decoded(*fields, "position", std::to_string(tokens));
  const Expected<int> arrived =
      position ? parse_whole(*position, "position", 0, tokens) : std::unexpected(position.error());
  if (!arrived) {
    return std::unexpected(arrived.error());
  }
  experiment.position = *arrived;
  return experiment;
}

}  // namespace lookback
