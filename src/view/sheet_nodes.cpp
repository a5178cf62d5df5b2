#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "base/say.h"
#include "view/cell_text.h"
#include "view/nodes.h"

namespace lookback::view {
namespace {

std::string joined(const std::vector<Run>& runs) {
  std::string text;
  for (const Run& run : runs) {
    text += run.text;
  }
  return text;
}

std::string label(const std::vector<std::string>& labels, int index) {
  const auto place = static_cast<std::size_t>(index);
  return place < labels.size() ? labels[place] : std::to_string(index);
}

bool is_set(const Matrix<std::uint8_t>& bits, int row, int column) {
  return row < bits.rows() && column < bits.columns() && bits(row, column) != 0;
}

// Adds the blocks of one section.
class BlockNodes {
 public:
  BlockNodes(NodeList& nodes, std::string parent, std::string_view playing)
      : nodes_(nodes), parent_(std::move(parent)), playing_(playing) {}

  void operator()(const Prose& prose) {
    constexpr Look looks[] = {Look::usual, Look::headline, Look::equation};
    for (std::size_t i = 0; i < prose.lines.size(); ++i) {
      nodes_.push_back({.id = prose.id + ".line." + std::to_string(i),
                        .parent = parent_,
                        .role = Role::text,
                        .text = joined(prose.lines[i]),
                        .look = looks[static_cast<std::size_t>(prose.look)],
                        .runs = prose.lines[i]});
    }
  }

  void operator()(const SheetTable& table) {
    const bool list = table.look == SheetTable::Look::list;
    const int digits = table.editable ? digits_for(table.values) : 2;
    nodes_.push_back({.id = table.id,
                      .parent = parent_,
                      .role = Role::table,
                      .name = say("{0}, {1} of {2}", table.title,
                                  plural("{0} row", "{0} rows", table.values.rows()), table.values.columns()),
                      .text = table.title,
                      .hint = table.meaning,
                      .maximum = table.most,
                      .rows = table.values.rows(),
                      .columns = table.values.columns(),
                      .tone = table.tone,
                      .look = list ? Look::list : Look::usual});
    for (int column = 0; column < table.values.columns(); ++column) {
      nodes_.push_back({.id = table.id + ".column." + std::to_string(column),
                        .parent = table.id,
                        .role = Role::column_header,
                        .name = label(table.columns, column),
                        .column = column});
    }
    for (int row = 0; row < table.values.rows(); ++row) {
      nodes_.push_back({.id = table.id + ".row." + std::to_string(row),
                        .parent = table.id,
                        .role = Role::row_header,
                        .name = label(table.rows, row),
                        .row = row});
      for (int column = 0; column < table.values.columns(); ++column) {
        add_cell(table, row, column, digits);
      }
    }
  }

  void operator()(const Chart& chart) {
    nodes_.push_back({.id = chart.id,
                      .parent = parent_,
                      .role = Role::chart,
                      .name = chart.title,
                      .text = chart.title,
                      .editable = !chart.drawn_input.empty(),
                      .points = chart.xs,
                      .axes = ChartAxes{chart.x_title, chart.y_title, chart.log_x, chart.log_y},
                      .drawn_input = chart.drawn_input});
    for (const Curve& curve : chart.curves) {
      nodes_.push_back({.id = chart.id + "." + curve.id,
                        .parent = chart.id,
                        .role = Role::series,
                        .name = curve.title,
                        .tone = curve.tone,
                        .look = curve.dots ? Look::dots : (curve.dashed ? Look::dashed : Look::usual),
                        .points = curve.ys});
    }
  }

  void operator()(const Beams& beams) {
    nodes_.push_back({.id = beams.id,
                      .parent = parent_,
                      .role = Role::beams,
                      .name = beams.title,
                      .text = beams.title,
                      .hint = beams.meaning,
                      .row = beams.from,
                      .columns = static_cast<int>(beams.tokens.size()),
                      .pressable = beams.pressable,
                      .tone = beams.tone});
    for (std::size_t i = 0; i < beams.tokens.size(); ++i) {
      nodes_.push_back({.id = beams.id + "." + std::to_string(i),
                        .parent = beams.id,
                        .role = Role::token,
                        .name = beams.tokens[i],
                        .text = beams.tokens[i],
                        .value = beams.weights[i],
                        .row = static_cast<int>(i),
                        .checked = static_cast<int>(i) == beams.from,
                        .pressable = beams.pressable,
                        .of_sheet = beams.pressable,
                        .current = static_cast<int>(i) == beams.from});
    }
  }

  void operator()(const Pictures& pictures) {
    nodes_.push_back({.id = pictures.id + ".line.0",
                      .parent = parent_,
                      .role = Role::text,
                      .text = pictures.meaning,
                      .tone = Tone::dim});
    for (std::size_t i = 0; i < pictures.pictures.size(); ++i) {
      const Picture& one = pictures.pictures[i];
      const std::span<const double> numbers = one.values.elements();
      nodes_.push_back({.id = one.id,
                        .parent = parent_,
                        .role = Role::button,
                        .name = one.title,
                        .text = one.short_title,
                        .row = static_cast<int>(i) / pictures.columns,
                        .column = static_cast<int>(i) % pictures.columns,
                        .rows = one.values.rows(),
                        .columns = one.values.columns(),
                        .checked = one.chosen,
                        .of_sheet = true,
                        .tone = pictures.tone,
                        .look = Look::picture,
                        .points = {numbers.begin(), numbers.end()}});
    }
  }

  void operator()(const MapPicture& picture) {
    nodes_.push_back({.id = picture.id,
                      .parent = parent_,
                      .role = Role::map,
                      .name = picture.title,
                      .text = picture.seen,
                      .hint = picture.meaning,
                      .minimum = std::min<double>(map::closest_span, picture.tokens),
                      .maximum = picture.most,
                      .row = picture.chosen_row,
                      .column = picture.chosen_column,
                      .rows = picture.tokens,
                      .columns = picture.tokens,
                      .pressable = true,
                      .looks = true,
                      .tone = picture.tone,
                      .map = MapLook{picture.view, picture.pooling, picture.logarithmic, picture.tiles}});
  }

  void operator()(const Buttons& buttons) {
    for (const SheetButton& button : buttons.buttons) {
      const bool playing = button.id == playing_;
      const std::string name = playing ? say("Pause") : button.title;
      nodes_.push_back({.id = button.id,
                        .parent = parent_,
                        .role = Role::button,
                        .name = name,
                        .text = name,
                        .hint = button.why_not,
                        .enabled = button.why_not.empty(),
                        .checked = button.chosen || playing,
                        .of_sheet = true,
                        .looks = button.looks,
                        .look = button.plays.empty() ? Look::usual : Look::play});
    }
  }

 private:
  void add_cell(const SheetTable& table, int row, int column, int digits) {
    Node cell = {.id = table.id + "." + std::to_string(row) + "." + std::to_string(column),
                 .parent = table.id,
                 .role = Role::cell,
                 .name = table.title + ", " + label(table.rows, row) + ", " + label(table.columns, column),
                 .row = row,
                 .column = column,
                 .editable = table.editable,
                 .pressable = table.pressable,
                 .of_sheet = table.pressable,
                 .looks = table.looks,
                 .marked = is_set(table.marked, row, column),
                 .tone = table.tone};
    const auto place = static_cast<std::size_t>(row * table.values.columns() + column);
    if (is_set(table.hidden, row, column)) {
      cell.state = CellState::masked;
      cell.text = place < table.texts.size() ? table.texts[place] : say("masked");
    } else {
      cell.value = table.values(row, column);
      cell.text = place < table.texts.size()             ? table.texts[place]
                  : table.look == SheetTable::Look::list ? brief(cell.value)
                                                         : cell_text(cell.value, digits);
    }
    if (table.editable) {
      cell.minimum = table.minimum;
      cell.maximum = table.maximum;
      cell.step = table.step;
    }
    nodes_.push_back(std::move(cell));
  }

  NodeList& nodes_;
  std::string parent_;
  std::string_view playing_;
};

// A function of its own, as the page's first part does without it (cmake/split.mjs).
[[gnu::noinline]] void add_sections(NodeList& nodes, const Sheet& sheet, const ViewState& state) {
  nodes.push_back({.id = "sheet", .role = Role::group, .name = say("What the numbers say")});
  nodes.push_back({.id = "sheet.finding",
                   .parent = "sheet",
                   .role = Role::text,
                   .text = sheet.finding,
                   .look = Look::headline});
  for (const Section& section : sheet.sections) {
    nodes.push_back(
        {.id = "section." + section.id, .parent = "sheet", .role = Role::group, .name = section.title});
    BlockNodes add(nodes, "section." + section.id, state.playing);
    for (const Block& block : section.blocks) {
      std::visit(add, block);
    }
  }
}

}  // namespace

void add_sheet(NodeList& nodes, const Sheet& sheet, const ViewState& state) {
  if (!sheet.finding.empty() || !sheet.sections.empty()) {
    add_sections(nodes, sheet, state);
  }
}

}  // namespace lookback::view
