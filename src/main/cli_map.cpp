#include "main/cli_map.h"

#include <cstdio>
#include <optional>

#include "base/format.h"
#include "base/split.h"
#include "map/finding.h"
#include "map/long_board.h"
#include "map/long_map.h"

namespace lookback {
namespace {

constexpr std::string_view form_of_command =
    "lookback map 'generator=induction&tokens=4096&width=64&seed=1' [--tile LEVEL,ROW,COLUMN] [--pooling "
    "mean|max] [--csv].";
constexpr std::int64_t all_at_once = std::int64_t{1} << 40;

struct Request {
  std::optional<std::string_view> board;
  std::optional<map::TilePlace> tile;
  map::Pooling pooling = map::Pooling::mean;
  bool csv = false;
};

Expected<map::TilePlace> read_place(std::string_view text) {
  const auto parts = split(text, ',');
  map::TilePlace place;
  int* const to[] = {&place.level, &place.row, &place.column};
  constexpr std::string_view names[] = {"the tile's level", "the tile's row", "the tile's column"};
  if (parts.size() != 3) {
    return fail("--tile takes a level, a row and a column: --tile 0,3,2.");
  }
  for (std::size_t n = 0; n < 3; ++n) {
    const Expected<int> number = parse_whole(parts[n], names[n], 0, most_map_tokens);
    if (!number) {
      return std::unexpected(number.error());
    }
    *to[n] = *number;
  }
  return place;
}

Expected<Request> read_request(std::span<const std::string_view> arguments) {
  Request request;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    if (word == "--csv") {
      request.csv = true;
    } else if (!word.starts_with("--") && !request.board) {
      request.board = word;
    } else if ((word == "--tile" || word == "--pooling") && i + 1 < arguments.size()) {
      const std::string_view value = arguments[++i];
      if (word == "--tile") {
        const Expected<map::TilePlace> place = read_place(value);
        if (!place) {
          return std::unexpected(place.error());
        }
        request.tile = *place;
      } else if (value == "mean" || value == "max") {
        request.pooling = value == "max" ? map::Pooling::maximum : map::Pooling::mean;
      } else {
        return fail("There is no pooling " + in_quotes(value) + ". There are mean and max.");
      }
    } else {
      return fail("The word " + in_quotes(word) + " has no place here: " + std::string(form_of_command));
    }
  }
  if (!request.board) {
    return fail("map takes a description of the inputs: " + std::string(form_of_command));
  }
  if (request.csv && !request.tile) {
    return fail("--csv prints a tile: say which one with --tile LEVEL,ROW,COLUMN.");
  }
  return request;
}

std::string count_line(std::string_view name, const map::Operations& operations) {
  return "  " + std::string(name) + grouped(operations.multiply_adds) + " multiply–adds, " +
         grouped(operations.exponentials) + " exponentials\n";
}

std::string report(const map::LongBoard& board, const map::LongMap& whole) {
  const map::LongAttention& attention = whole.attention();
  const std::int64_t tokens = attention.tokens();
  std::string text = map::text_of(board) + "\n" + map::finding(attention) + "\n";
  text += count_line("o and L:          ", attention.whole());
  text += "  visible pairs:    " + grouped(map::visible_cells(attention.visible(), {0, tokens, 0, tokens})) +
          " of " + grouped(tokens * tokens) + ", none of them held\n";
  const int top = whole.top_level();
  text += "  tiles:            levels 0 to " + std::to_string(top) + "; ";
  return text + (whole.pyramid().serves(top)
                     ? "from level " + std::to_string(whole.pyramid().base()) + " on pooled beforehand\n"
                     : "all computed when looked at\n");
}

std::string number_text(float number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", static_cast<double>(number));
  return text;
}

// A line a row; masked cells are empty, those beyond the last token left out.
std::string csv_of(const map::Tile& tile) {
  std::string text;
  for (int r = 0; r < map::tile_side && tile.kind(r, 0) != map::CellKind::outside; ++r) {
    for (int c = 0; c < map::tile_side && tile.kind(r, c) != map::CellKind::outside; ++c) {
      const map::CellKind kind = tile.kind(r, c);
      text += (c == 0 ? "" : ",") + (kind == map::CellKind::masked         ? std::string()
                                     : kind == map::CellKind::not_a_number ? std::string("nan")
                                                                           : number_text(tile.number(r, c)));
    }
    text += "\n";
  }
  return text;
}

std::string tile_text(const map::LongMap& whole, const map::Tile& tile) {
  std::int64_t counts[6] = {};
  float least = 0;
  float most = 0;
  for (std::size_t n = 0; n < tile.kinds.size(); ++n) {
    const bool first = counts[0] == 0;
    ++counts[static_cast<std::size_t>(tile.kinds[n])];
    if (tile.kinds[n] == map::CellKind::number) {
      least = first || tile.numbers[n] < least ? tile.numbers[n] : least;
      most = first || tile.numbers[n] > most ? tile.numbers[n] : most;
    }
  }
  const map::Block block = map::cells_of(whole.attention().tokens(), tile.place);
  std::string text = "  tile " + std::to_string(tile.place.level) + "," + std::to_string(tile.place.row) +
                     "," + std::to_string(tile.place.column) + ":       queries " +
                     grouped(block.first_query) + "–" + grouped(block.end_query - 1) + ", keys " +
                     grouped(block.first_key) + "–" + grouped(block.end_key - 1) + "; " + grouped(counts[0]) +
                     " numbers from " + number_text(least) + " to " + number_text(most) + ", " +
                     grouped(counts[2]) + " masked, " + grouped(counts[1]) + " NaN\n";
  if (!whole.pyramid().serves(tile.place.level)) {
    text += count_line("the tile:         ", map::tile_cost(whole.attention(), tile.place, tile.pooling));
  }
  return text;
}

}  // namespace

Expected<std::string> run_map(std::span<const std::string_view> arguments) {
  const Expected<Request> request = read_request(arguments);
  if (!request) {
    return std::unexpected(request.error());
  }
  const Expected<map::LongBoard> board = map::long_board_from(*request->board);
  if (!board) {
    return std::unexpected(board.error());
  }
  Expected<map::LongAttention> attention = map::attention_of(*board);
  if (!attention) {
    return std::unexpected(attention.error());
  }
  if (request->tile && !map::exists(attention->tokens(), *request->tile)) {
    const int top = map::top_level(attention->tokens());
    return fail("There is no such tile. Levels go from 0 to " + std::to_string(top) + "; level 0 has " +
                plural("{0} row", "{0} rows", map::tiles_across(attention->tokens(), 0)) +
                " and as many columns, each level above half as many.");
  }
  map::LongMap whole(std::move(*attention));
  const int level = request->tile ? request->tile->level : 0;
  while (!whole.ready(level)) {
    whole.step(all_at_once);
  }
  const std::optional<map::Tile> tile =
      request->tile ? whole.tile(*request->tile, request->pooling) : std::nullopt;
  if (request->csv) {
    return csv_of(*tile);
  }
  return report(*board, whole) + (tile ? tile_text(whole, *tile) : "");
}

}  // namespace lookback
