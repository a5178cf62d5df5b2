#include "ui/workspace_view.h"

#include <algorithm>
#include <ranges>

#include "ui/layout.h"
#include "ui/panels/board.h"
#include "ui/panels/chart.h"
#include "ui/panels/cost.h"
#include "ui/panels/generation.h"
#include "ui/panels/inspector.h"
#include "ui/panels/sheet.h"
#include "ui/panels/strip.h"
#include "ui/panels/toolbar.h"
#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

// Least heights of the arrangements that fit themselves to what there is.
constexpr float needed_beside = 560;
constexpr float needed_over = 840;
constexpr float needed_touch = 900;
constexpr float wide_enough_for_beside = 790;

constexpr float hint_delay = 0.5F;  // seconds

// A board fits itself to a low display; a sheet is scrolled.
Sizes sizes_for(const Surroundings& surroundings, const NodeIndex& index) {
  const bool scrolled = surroundings.width < narrow_below || index.find("sheet") != nullptr;
  return make_sizes(surroundings.touch, !scrolled && surroundings.height < low_below);
}

void draw_grounds(const Frame& frame, const LabLayout& layout) {
  frame.out.ground = frame.theme.ground;
  frame.fill(layout.lower, frame.theme.panel);
  const Rectangle& lower = layout.lower;
  frame.list->AddLine({lower.x, lower.y + 0.5F}, {lower.right(), lower.y + 0.5F}, frame.theme.line);
  if (layout.sheet.node != nullptr) {
    frame.list->AddLine({lower.x, lower.bottom() - 0.5F}, {lower.right(), lower.bottom() - 0.5F},
                        frame.theme.line);
  }
  if (lower.x > 0) {
    frame.list->AddLine({lower.x + 0.5F, lower.y}, {lower.x + 0.5F, lower.bottom()}, frame.theme.line);
  }
  if (layout.strip_edge > 0) {
    const Rectangle& board = layout.board_ground;
    frame.list->AddLine({layout.strip_edge + 0.5F, board.y + 16},
                        {layout.strip_edge + 0.5F, board.bottom() - 16}, frame.theme.line);
  }
  if (layout.divider_x > 0) {
    const float x = layout.divider_x + 0.5F;
    frame.list->AddLine({x, lower.y}, {x, lower.bottom()}, frame.theme.line);
  }
}

void draw_focus(const Frame& frame) {
  const view::Node* node = frame.nodes.find(frame.surroundings.focused);
  if (node == nullptr) {
    return;
  }
  const Rectangle& area = frame.out.rectangles[static_cast<std::size_t>(frame.nodes.place_of(*node))];
  if (!area.empty() && node->role != view::Role::group && node->role != view::Role::table) {
    frame.outline(area.grown(3), frame.theme.accent(), frame.sizes.radius, 2);
  }
}

// The hint of the control under the pointer. An open choice is drawn last, so that it is found first.
void draw_hint(Frame& frame) {
  if (frame.surroundings.touch) {
    return;
  }
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const auto targets = std::views::reverse(frame.out.targets);
  const auto under =
      std::ranges::find_if(targets, [&](const Target& target) { return target.rectangle.contains(mouse); });
  if (under == targets.end() || under->id != frame.memory.pointed) {
    frame.memory.pointed = under == targets.end() ? std::string() : under->id;
    frame.memory.pointed_since = ImGui::GetTime();
  }
  if (under == targets.end()) {
    return;
  }
  const view::Node& node = frame.nodes.node(under->place);
  if (node.hint.empty() || node.role == view::Role::table || node.role == view::Role::map) {
    return;
  }
  const auto waited = static_cast<float>(ImGui::GetTime() - frame.memory.pointed_since);
  if (waited < hint_delay) {
    frame.out.redraw_in_seconds = hint_delay - waited;
    return;
  }
  frame.list = ImGui::GetForegroundDrawList();
  const TextStyle style{Face::words, frame.sizes.small + 1, frame.theme.ink()};
  const std::vector<view::Run> runs = {{node.hint, view::Tone::plain}};
  const float widest = std::min(320.0F, frame.surroundings.width - 24);
  const float width = std::min(widest, text_width(frame, style, node.hint)) + 1;
  const int lines = count_lines(frame, width, style, runs);
  const float height = static_cast<float>(lines) * frame.sizes.line;
  const Rectangle& by = under->rectangle;
  const float x = std::clamp(by.x, 12.0F, std::max(12.0F, frame.surroundings.width - width - 20));
  const bool below = by.bottom() + height + 20 < frame.surroundings.height;
  const Rectangle box = {x - 8, below ? by.bottom() + 6 : by.y - height - 14, width + 16, height + 8};
  frame.fill(box, frame.theme.panel, frame.sizes.radius);
  frame.outline(box, frame.theme.line, frame.sizes.radius);
  draw_runs(frame, {box.x + 8, box.y + 4, width, height}, style, runs, lines);
}

}  // namespace

const NodeIndex& WorkspaceView::index_of(const view::NodeList& nodes, std::uint64_t revision) {
  if (indexed_ != revision) {
    index_ = NodeIndex(nodes);
    indexed_ = revision;
  }
  return index_;
}

void WorkspaceView::show_theme(Palette palette, WeightColours weights) {
  if (colours_ == nullptr || !colours_->is_of(palette, weights)) {
    theme_ = make_theme(palette);
    colours_ = std::make_unique<ColourTable>(make_colour_table(palette, weights));
  }
}

Interactions WorkspaceView::draw(const view::NodeList& nodes, std::uint64_t revision,
                                 const Surroundings& surroundings) {
  fonts_.begin_frame();
  show_theme(surroundings.palette, surroundings.weights);
  heat_maps_.begin_frame(*colours_);
  const NodeIndex& index = index_of(nodes, revision);
  const Sizes sizes = sizes_for(surroundings, index);
  Interactions out;
  out.rectangles.resize(nodes.size());

  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0.0F);
  ImGui::PushStyleVar(ImGuiStyleVar_PopupBorderSize, 0.0F);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, ImVec2(1, 1));
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize({surroundings.width, surroundings.height});
  ImGui::Begin("lab", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoNav |
                   ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoBringToFrontOnFocus);
  Frame frame{index,        theme_,     *colours_, sizes, fonts_,
              surroundings, heat_maps_, memory_,   out,   ImGui::GetWindowDrawList()};
  const LabLayout layout = lay_out_lab(frame);
  draw_grounds(frame, layout);
  if (has_sheet(frame)) {
    draw_sheet(frame, layout.sheet);
  }
  if (has_board(frame)) {
    draw_board(frame, layout.board);
    draw_strip(frame, layout.strip);
    draw_inspector(frame, layout.inspector);
    draw_chart(frame, layout.chart);
    draw_cost(frame, layout.cost);
  }
  if (!layout.generation.empty()) {
    draw_generation(frame, layout.generation, layout.chip_rows);
  }
  const bool apart = !layout.setup.empty();
  draw_toolbar(frame, layout.toolbar, apart ? Settings::first : Settings::all);
  if (apart) {
    draw_toolbar(frame, layout.setup, Settings::setup);
  }
  draw_focus(frame);
  draw_hint(frame);
  ImGui::End();
  ImGui::PopStyleVar(4);

  if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
    memory_.pressed.clear();
  }
  return out;
}

float WorkspaceView::needed_height(const view::NodeList& nodes, std::uint64_t revision, float width,
                                   bool touch) {
  fonts_.begin_frame();
  if (colours_ == nullptr) {  // no height depends on colours
    show_theme(Palette::dark, WeightColours::viridis);
  }
  Interactions out;
  Surroundings surroundings{.width = width, .height = 0, .touch = touch, .focused = {}};
  const NodeIndex& index = index_of(nodes, revision);
  Sizes sizes = sizes_for(surroundings, index);
  const Frame frame{index, theme_, *colours_, sizes, fonts_, surroundings, heat_maps_, memory_, out};
  if (width < narrow_below || !has_board(frame)) {
    return lay_out_lab(frame).height;
  }
  const float without =
      touch ? needed_touch : (width >= wide_enough_for_beside ? needed_beside : needed_over);
  surroundings.height = without + strip_height(frame) + sheet_below_height(frame);
  sizes = sizes_for(surroundings, index);
  return surroundings.height + missing_cost_height(frame);
}

}  // namespace lookback::ui
