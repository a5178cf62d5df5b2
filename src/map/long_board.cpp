#include "map/long_board.h"

#include <cmath>
#include <limits>

#include "base/format.h"
#include "base/say.h"
#include "base/split.h"

namespace lookback::map {
namespace {

Expected<void> read_whole(std::string_view value, std::string_view key, int minimum, int maximum, int& to) {
  const Expected<int> number = parse_whole(value, key, minimum, maximum);
  if (!number) {
    return std::unexpected(number.error());
  }
  to = *number;
  return {};
}

Expected<void> read_number(std::string_view value, double& to) {
  const Expected<double> number = parse_number(value);
  if (!number) {
    return std::unexpected(number.error());
  }
  to = *number;
  return {};
}

Expected<void> read_mask(std::string_view value, Mask& to) {
  constexpr std::string_view window = "window:";
  if (value == "causal" || value == "none" || value == "diagonal") {
    to = value == "causal" ? Mask::causal() : value == "none" ? Mask::none() : Mask::diagonal();
    return {};
  }
  const auto bounds = split(value.starts_with(window) ? value.substr(window.size()) : "", ',');
  if (bounds.size() != 2) {
    return fail(
        say("There is no mask {0} at this length. There are causal, none, diagonal and "
            "window:left,right.",
            in_quotes(value)));
  }
  int left = 0;
  int right = 0;
  if (Expected<void> read = read_whole(bounds[0], say("left of the window"), 0, most_map_tokens, left);
      !read) {
    return read;
  }
  if (Expected<void> read = read_whole(bounds[1], say("right of the window"), 0, most_map_tokens, right);
      !read) {
    return read;
  }
  to = Mask::window(left, right);
  return {};
}

// "k5:0.5,1,2;v7:1,2,3"
Expected<void> read_edits(std::string_view value, std::vector<RowEdit>& to) {
  for (const std::string_view text : split(value, ';')) {
    const std::size_t colon = text.find(':');
    const char letter = text.empty() ? ' ' : text.front();
    if (colon == std::string_view::npos || std::string_view("qkv").find(letter) == std::string_view::npos) {
      return fail(
          say("The edit {0} is written as k5:0.5,1,2: q, k or v, a row, its numbers.", in_quotes(text)));
    }
    RowEdit edit{letter == 'q' ? Role::queries : letter == 'k' ? Role::keys : Role::values};
    if (Expected<void> read = read_whole(text.substr(1, colon - 1), say("the row of an edit"), 0,
                                         most_map_tokens - 1, edit.row);
        !read) {
      return read;
    }
    for (const std::string_view number : split(text.substr(colon + 1), ',')) {
      double one = 0;
      if (Expected<void> read = read_number(number, one); !read) {
        return read;
      }
      if (std::abs(one) > std::numeric_limits<float>::max()) {
        return fail(say("{0} is too large for a map, whose numbers are float32.", in_quotes(number)));
      }
      edit.numbers.push_back(static_cast<float>(one));
    }
    to.push_back(std::move(edit));
  }
  return {};
}

Expected<void> read_seed(std::string_view value, std::uint64_t& to) {
  constexpr int most = std::numeric_limits<int>::max();
  int seed = 0;
  Expected<void> read = read_whole(value, "seed", 0, most, seed);
  to = static_cast<std::uint64_t>(seed);
  return read;
}

Expected<void> read_mechanism(std::string_view value, Mechanism& to) {
  if (value != "softmax_attention" && value != "retention") {
    return fail(say("There is no mechanism {0} at this length. There are softmax_attention and retention.",
                    in_quotes(value)));
  }
  to = value == "retention" ? Mechanism::retention : Mechanism::softmax_attention;
  return {};
}

// `structure` is the generator's own parameter, read when the generator is known.
Expected<void> read_entry(std::string_view key, std::string_view value, LongBoard& board,
                          std::string_view& structure, std::string_view& structure_key) {
  if (key == "generator") {
    board.inputs.generator = value;
    return {};
  }
  if (key == "tokens") {
    return read_whole(value, key, 1, most_map_tokens, board.inputs.tokens);
  }
  if (key == "width") {
    return read_whole(value, key, 1, most_map_width, board.inputs.width);
  }
  if (key == "seed") {
    return read_seed(value, board.inputs.seed);
  }
  if (key == "mask") {
    return read_mask(value, board.rule.mask);
  }
  if (key == "mechanism") {
    return read_mechanism(value, board.rule.mechanism);
  }
  if (key == "gamma") {
    return read_number(value, board.rule.decay);
  }
  if (key == "scale") {
    return read_number(value, board.rule.scale);
  }
  if (key == "edits") {
    return read_edits(value, board.edits);
  }
  for (const Generator& generator : generators()) {
    if (!key.empty() && key == generator.parameter) {
      structure = value;
      structure_key = key;
      return {};
    }
  }
  return fail(
      say("There is no {0}. A map is described by generator, tokens, width, seed, period, topics, "
          "segments, mask, mechanism, gamma, scale and edits.",
          in_quotes(key)));
}

std::string mask_text(const Mask& mask) {
  switch (mask.kind()) {
    case Mask::Kind::causal:
      return "causal";
    case Mask::Kind::diagonal:
      return "diagonal";
    case Mask::Kind::window:
      return "window:" + std::to_string(mask.left()) + "," + std::to_string(mask.right());
    default:
      return "none";
  }
}

}  // namespace

Expected<LongBoard> long_board_from(std::string_view text) {
  LongBoard board;
  board.rule.decay = 1 - 1.0 / 32;
  std::string_view structure;
  std::string_view structure_key;
  for (const std::string_view entry : split(text, '&')) {
    const std::size_t equals = entry.find('=');
    if (entry.empty()) {
      continue;
    }
    if (equals == std::string_view::npos) {
      return fail(
          say("The part {0} has no =; a map is described as tokens=4096&width=64.", in_quotes(entry)));
    }
    if (Expected<void> read =
            read_entry(entry.substr(0, equals), entry.substr(equals + 1), board, structure, structure_key);
        !read) {
      return std::unexpected(read.error());
    }
  }
  const Generator* generator = find_generator(board.inputs.generator);
  if (generator != nullptr && !structure_key.empty()) {
    if (generator->parameter != structure_key) {
      return fail(say("The generator {0} has no {1}.", board.inputs.generator, structure_key));
    }
    if (Expected<void> read =
            read_whole(structure, structure_key, 1, most_map_tokens, board.inputs.structure);
        !read) {
      return std::unexpected(read.error());
    }
  }
  Expected<LongSpec> spec = checked(board.inputs);
  if (!spec) {
    return std::unexpected(spec.error());
  }
  board.inputs = *spec;
  return board;
}

std::string text_of(const LongBoard& board) {
  const LongSpec& inputs = board.inputs;
  std::string text = "generator=" + inputs.generator + "&tokens=" + std::to_string(inputs.tokens) +
                     "&width=" + std::to_string(inputs.width) + "&seed=" + std::to_string(inputs.seed);
  if (const Generator* generator = find_generator(inputs.generator);
      generator != nullptr && !generator->parameter.empty()) {
    text += "&" + std::string(generator->parameter) + "=" + std::to_string(inputs.structure);
  }
  text += "&mask=" + mask_text(board.rule.mask);
  if (board.rule.mechanism == Mechanism::retention) {
    text += "&mechanism=retention&gamma=" + shortest(board.rule.decay);
  }
  if (board.rule.scale != 0) {
    text += "&scale=" + shortest(board.rule.scale);
  }
  for (std::size_t n = 0; n < board.edits.size(); ++n) {
    const RowEdit& edit = board.edits[n];
    text += (n == 0 ? "&edits=" : ";") + std::string(name_of(edit.role)) + std::to_string(edit.row);
    for (std::size_t c = 0; c < edit.numbers.size(); ++c) {
      text += (c == 0 ? ":" : ",") + shortest(double{edit.numbers[c]});
    }
  }
  return text;
}

Expected<LongAttention> attention_of(const LongBoard& board) {
  Expected<LongInputs> inputs = LongInputs::generated(board.inputs);
  if (!inputs) {
    return std::unexpected(inputs.error());
  }
  for (const RowEdit& edit : board.edits) {
    if (Expected<void> accepted = inputs->accepts(edit); !accepted) {
      return std::unexpected(accepted.error());
    }
    inputs->replace(edit);
  }
  return LongAttention::of(std::move(*inputs), board.rule);
}

}  // namespace lookback::map
