#include "studies/materialise/study.h"

#include <algorithm>
#include <array>

#include "base/say.h"
#include "experiment/edit.h"
#include "studies/materialise/views.h"

namespace lookback::materialise {
namespace {

constexpr std::array<std::string_view, 2> topics = {"Sizes"_said, "Tile by tile"_said};
constexpr std::array<std::string_view, 2> byte_names = {"2 bytes"_said, "4 bytes"_said};
constexpr std::array<double, 2> byte_sizes = {2, 4};

bool of_sizes(const Parameters& chosen) {
  const auto found = chosen.find("materialised");
  return found == chosen.end() || found->second == 0;
}
bool of_tiles(const Parameters& chosen) { return !of_sizes(chosen); }

constexpr std::array<ParameterSpec, 9> parameters = {{
    {.id = "materialised",
     .label = "Show"_said,
     .maximum = 1,
     .initial = 0,
     .meaning = "How large the scores are, or how a row does without them."_said,
     .choices = topics},
    {.id = "sequences",
     .label = "Batch B"_said,
     .minimum = 1,
     .maximum = 1024,
     .initial = 2,
     .meaning = "Sequences side by side."_said,
     .logarithmic = true,
     .read = of_sizes},
    {.id = "head_count",
     .label = "Heads H"_said,
     .minimum = 1,
     .maximum = 128,
     .initial = 8,
     .meaning = "Heads of one layer."_said,
     .logarithmic = true,
     .read = of_sizes},
    {.id = "sequence_length",
     .label = "Length S"_said,
     .minimum = 1,
     .maximum = 1 << 20,
     .initial = 1024,
     .meaning = "Tokens of a sequence: queries and keys."_said,
     .logarithmic = true,
     .read = of_sizes},
    {.id = "head_width",
     .label = "Width d"_said,
     .minimum = 1,
     .maximum = 512,
     .initial = 64,
     .meaning = "Numbers in a query, a key and a value."_said,
     .logarithmic = true,
     .read = of_sizes},
    {.id = "score_bytes",
     .label = "A number takes"_said,
     .maximum = 1,
     .initial = 1,
     .meaning = "fp16 and bfloat16 take 2 bytes, fp32 takes 4."_said,
     .choices = byte_names,
     .read = of_sizes},
    {.id = "tile_keys",
     .label = "Tile width"_said,
     .minimum = 1,
     .maximum = largest_tokens,
     .initial = 2,
     .meaning = "Keys that are read at once."_said,
     .read = of_tiles},
    {.id = "query_row",
     .label = "Row"_said,
     .minimum = 0,
     .maximum = largest_tokens - 1,
     .initial = 7,
     .meaning = "The query that is followed, counted from 0."_said,
     .read = of_tiles},
    {.id = "tile_step",
     .label = "Tiles read"_said,
     .minimum = 0,
     .maximum = largest_tokens,
     .initial = 1,
     .meaning = "How many tiles the row has read."_said,
     .read = of_tiles},
}};

int whole(const Experiment& experiment, std::string_view id) {
  return static_cast<int>(parameter_of(experiment, id));
}

Sizes sizes_of(const Experiment& experiment) {
  return {.batch = parameter_of(experiment, "sequences"),
          .heads = parameter_of(experiment, "head_count"),
          .tokens = whole(experiment, "sequence_length"),
          .width = whole(experiment, "head_width"),
          .bytes_per_number = byte_sizes[static_cast<std::size_t>(whole(experiment, "score_bytes"))],
          .causal = experiment.mask.kind() == Mask::Kind::causal};
}

// The row and the step as far as there are tokens and tiles; what was asked for beyond them is said.
Followed followed_of(const Experiment& experiment) {
  const int tokens = experiment.token_count();
  const int width = whole(experiment, "tile_keys");
  const int tiles = (tokens + width - 1) / width;
  return {.query = std::min(whole(experiment, "query_row"), tokens - 1),
          .tile_width = width,
          .tiles_read = std::min(whole(experiment, "tile_step"), tiles),
          .tiles = tiles};
}

std::string beyond(const Experiment& experiment, const Followed& followed) {
  const int row = whole(experiment, "query_row");
  return row == followed.query ? "" : " " + say("There is no row {0}, so the last one is followed.", row);
}

std::string other_mask(const Mask& mask) {
  return mask.kind() == Mask::Kind::causal || mask.kind() == Mask::Kind::none
             ? ""
             : " " + say("Sizes are counted causal or with every pair; for this mask every pair is counted.");
}

Sheet sheet(const Experiment& experiment, const Evaluation& /*evaluation*/, const Work* /*work*/) {
  if (of_sizes(experiment.study_parameters)) {
    Sheet result = sizes_sheet(sizes_of(experiment));
    result.finding += other_mask(experiment.mask);
    return result;
  }
  const Followed followed = followed_of(experiment);
  Sheet result = tiles_sheet(experiment, followed);
  result.finding += beyond(experiment, followed);
  return result;
}

Expected<Experiment> press(const Experiment& experiment, const SheetPress& press) {
  const Followed now = followed_of(experiment);
  const auto at = [](const Experiment& from, int tiles_read) {
    return apply(from, SetParameter{"tile_step", static_cast<double>(tiles_read)});
  };
  if (press.id == "tile.scores") {
    const Expected<Experiment> row =
        apply(experiment, SetParameter{"query_row", static_cast<double>(press.row)});
    return row ? at(*row, press.column / now.tile_width + 1) : row;
  }
  return at(experiment, press.id == "tile.all"    ? now.tiles
                        : press.id == "tile.none" ? 0
                        : press.id == "tile.next" ? now.tiles_read + 1
                                                  : now.tiles_read - 1);
}

}  // namespace

const Study study = {
    {
        .id = "materialise",
        .title = "Materialise or not"_said,
        .question = "How many bytes do all the scores take, and how does a row do without them?"_said,
        .shelf = Shelf::size,
        .start = "mechanism=softmax_attention&form=online&mask=none&tokens=the,cat,sat,on,the,mat,and,slept",
        .parameters = parameters,
        .settings = {.mask = true, .numbers = true},
    },
    sheet,
    press,
};

}  // namespace lookback::materialise
