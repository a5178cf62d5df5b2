#include <algorithm>
#include <cmath>
#include <optional>

#include "app/workspace.h"
#include "base/format.h"
#include "base/say.h"
#include "base/split.h"
#include "experiment/preset.h"
#include "view/nodes.h"

// What each node's actions mean.
namespace lookback::app {
namespace {

// "token.3" is 3; nothing for any other id.
std::optional<int> token_index(std::string_view id, const Experiment& experiment) {
  constexpr std::string_view start = "token.";
  if (!id.starts_with(start)) {
    return std::nullopt;
  }
  const Expected<int> index = parse_whole(id.substr(start.size()), "token", 0, experiment.token_count() - 1);
  return index ? std::optional(*index) : std::nullopt;
}

// "3 4"
Expected<std::vector<int>> whole_numbers(std::string_view text, std::size_t count, std::string_view name,
                                         int most) {
  std::vector<int> numbers;
  for (const std::string_view part : split(text, ' ')) {
    const Expected<int> number = parse_whole(part, name, 0, most);
    if (!number) {
      return std::unexpected(number.error());
    }
    numbers.push_back(*number);
  }
  if (numbers.size() != count) {
    return fail(say("A row and a column of {0} are needed.", name));
  }
  return numbers;
}

}  // namespace

Expected<void> Workspace::act(const view::Action& action) {
  const Expected<void> done = dispatch(action);
  if (!done) {
    alert_ = done.error().sentence;
  }
  return done;
}

Expected<void> Workspace::dispatch(const view::Action& action) {
  const view::Node* node = view::find(nodes_, action.id);
  if (node == nullptr) {
    return fail(say("There is nothing called {0} on the board.", in_quotes(action.id)));
  }
  if (presentation_.read_only && !view::only_reads(*node, action.verb)) {
    return fail(say(view::read_only_refusal));
  }
  if (!node->enabled) {
    return fail(node->hint.empty() ? say("{0} cannot be used now.", node->name) : node->hint);
  }
  switch (action.verb) {
    case view::Verb::press:
      return press(action);
    case view::Verb::set:
      return set(action);
    case view::Verb::nudge:
      return nudge(action);
    case view::Verb::remove:
      if (const std::optional<int> index = token_index(action.id, experiment())) {
        return make(RemoveToken{*index});
      }
      return fail(say("Only a token can be removed."));
  }
  return {};
}

Expected<void> Workspace::press(const view::Action& action) {
  const std::string& id = action.id;
  const Experiment& now = experiment();
  if (id == "causal") {
    return make(SetMask{now.mask.kind() == Mask::Kind::causal ? Mask::none() : Mask::causal()});
  }
  if (id == "cache") {
    return make(SetCache{!now.cache});
  }
  if (id == "columns") {
    return make(SetColumns{!now.columns_are_queries});
  }
  if (id == "step" || id == "back") {
    return make(SetPosition{now.position + (id == "step" ? 1 : -1)});
  }
  if (id == "undo" || id == "redo") {
    return move_in_history(id == "undo");
  }
  if (id == "reset") {
    return show(present_->start);
  }
  if (id == "token.add") {
    return make(AddToken{"token" + std::to_string(now.token_count())});
  }
  if (const std::optional<int> index = token_index(id, now)) {
    return make(SetPosition{*index + 1});
  }
  if (const ParameterSpec* spec = find_parameter(now, id); spec != nullptr && spec->is_switch) {
    return make(SetParameter{id, parameter_of(now, id) == 0 ? 1.0 : 0.0});
  }
  const view::Node* node = view::find(nodes_, id);
  if (node->look == view::Look::play) {
    return toggle_play(id);
  }
  if (node->role == view::Role::map) {
    const Expected<std::vector<int>> cell = whole_numbers(action.text, 2, node->name, node->rows - 1);
    return cell ? press_sheet({id, (*cell)[0], (*cell)[1]}) : std::unexpected(cell.error());
  }
  if (node->of_sheet && node->enabled) {
    return press_sheet(node->role == view::Role::button ? SheetPress{id}
                                                        : SheetPress{node->parent, node->row, node->column});
  }
  if (node->pressable && node->role == view::Role::cell) {
    return make(TogglePair{node->row, node->column});
  }
  if (node->role == view::Role::option) {
    return choose(node->parent, id);
  }
  return fail(say("{0} cannot be pressed.", node->name));
}

// "run" and "cancel" begin and end the study's work; everything else is the study's own.
Expected<void> Workspace::press_sheet(const SheetPress& press) {
  if (press.id == "run" || press.id == "cancel") {
    if (press.id == "run") {
      said_finding_.clear();  // it is asked for once more
      renew_work(true);
    } else {
      present_->work.reset();
      working_ = false;
    }
    make_sheet();
    rebuild_nodes();
    return {};
  }
  if (files_ != nullptr && press.id.starts_with("window.")) {
    return files_->press(*this, press.id);
  }
  Expected<Experiment> next =
      study_of(experiment()).press(experiment(), {press.id, press.row, press.column, present_->work.get()});
  if (!next) {
    return std::unexpected(next.error());
  }
  return show(std::move(*next));
}

Expected<void> Workspace::choose(std::string_view choice, std::string_view option) {
  const std::string name(option.substr(std::min(option.size(), choice.size() + 1)));
  if (choice == "study") {
    const Expected<void> admitted = admit(document_of(name).history.current());
    if (admitted) {
      visit(name);
    }
    return admitted;
  }
  if (choice == "mechanism") {
    return make(SetMechanism{name});
  }
  if (choice == "form") {
    return make(SetForm{name});
  }
  if (choice == "mask") {
    const auto* chosen = std::ranges::find(view::mask_options, name, &view::MaskOption::id);
    return make(SetMask{view::mask_of(chosen->kind, experiment())});
  }
  if (choice == "preset") {
    return make(ApplyPreset{name, view_.seed});
  }
  if (find_parameter(experiment(), choice) != nullptr) {
    const Expected<double> value = parse_number(name);
    return make(SetParameter{std::string(choice), *value});
  }
  if (choice == "speed") {
    const Expected<double> speed = parse_number(name);
    view_.speed = speed ? *speed : view_.speed;
    next_step_ms_.reset();
  } else if (choice == "chart.quantity") {
    view_.chart_counter = name;
  } else if (choice == "show") {
    view_.shown = option;
  }
  rebuild_nodes();
  return {};
}

Expected<void> Workspace::set(const view::Action& action) {
  const std::string& id = action.id;
  const Experiment& now = experiment();
  const view::Node& node = *view::find(nodes_, id);
  if (node.role == view::Role::cell && node.editable) {
    return edit_cell(node, action);
  }
  if (const std::optional<int> index = token_index(id, now)) {
    return make(RenameToken{*index, action.text});
  }
  if (node.role == view::Role::choice) {
    const view::Node* option = view::find(nodes_, action.text);
    if (option == nullptr || option->parent != id) {
      return fail(say("{0} has no option called {1}.", node.name, in_quotes(action.text)));
    }
    if (!option->enabled) {
      return fail(option->hint);
    }
    return choose(id, action.text);
  }
  if (node.role == view::Role::chart) {
    return draw_into(node, action);
  }
  if (node.role == view::Role::map) {
    return look(node, action);
  }
  if (node.role != view::Role::number) {
    return fail(say("{0} cannot be set.", node.name));
  }
  return set_number(node, action);
}

// A table is an input's, or the study knows what is edited in it.
Expected<void> Workspace::edit_cell(const view::Node& cell, const view::Action& action) {
  const Expected<double> number = parse_number(action.text);
  if (!number) {
    return std::unexpected(number.error());
  }
  const Study& study = study_of(experiment());
  if (study.edit == nullptr || find_input(experiment(), cell.parent) != nullptr) {
    return make(SetNumber{cell.parent, cell.row, cell.column, *number}, action.gesture);
  }
  Expected<Experiment> next =
      study.edit(experiment(), {cell.parent, cell.row, cell.column, present_->work.get()}, *number);
  return next ? show(std::move(*next), action.gesture) : std::unexpected(next.error());
}

// "row column span"
Expected<void> Workspace::look(const view::Node& map, const view::Action& action) {
  std::vector<double> numbers;
  for (const std::string_view part : split(action.text, ' ')) {
    const Expected<double> number = parse_number(part);
    if (!number) {
      return std::unexpected(number.error());
    }
    numbers.push_back(*number);
  }
  if (numbers.size() != 3) {
    return fail(say("{0} is looked at by a row, a column and a number of cells.", map.name));
  }
  Expected<Experiment> next = study_of(experiment()).look(experiment(), {numbers[0], numbers[1], numbers[2]});
  return next ? show(std::move(*next), action.gesture) : std::unexpected(next.error());
}

// "2 150": the number at the third abscissa of the curve that is drawn.
Expected<void> Workspace::draw_into(const view::Node& chart, const view::Action& action) {
  if (chart.drawn_input.empty()) {
    return fail(say("{0} cannot be drawn into.", chart.name));
  }
  const std::size_t space = action.text.find(' ');
  const Expected<int> place = parse_whole(std::string_view(action.text).substr(0, space), say("The place"), 0,
                                          static_cast<int>(chart.points.size()) - 1);
  const Expected<double> number = space == std::string::npos ? fail(say("A place and a number are needed."))
                                                             : parse_number(action.text.substr(space + 1));
  if (!place || !number) {
    return std::unexpected(place ? number.error() : place.error());
  }
  return make(SetNumber{chart.drawn_input, 0, *place, *number}, action.gesture);
}

Expected<void> Workspace::set_number(const view::Node& node, const view::Action& action) {
  const std::string& id = action.id;
  if (const auto stop = std::ranges::find(node.stops, action.text); stop != node.stops.end()) {
    return make(SetParameter{id, node.minimum + static_cast<double>(stop - node.stops.begin())},
                action.gesture);
  }
  if (node.step < 1) {
    const Expected<double> number = parse_number(action.text);
    if (!number) {
      return std::unexpected(number.error());
    }
    return make(SetParameter{id, *number}, action.gesture);
  }
  const Expected<int> whole =
      parse_whole(action.text, node.name, static_cast<int>(node.minimum), static_cast<int>(node.maximum));
  if (!whole) {
    return std::unexpected(whole.error());
  }
  if (id == "seed") {
    // A new seed shows at once what it draws, if random numbers are on the board.
    const view::Node* random = view::find(nodes_, "preset.random");
    const bool redraw = random != nullptr && random->checked;
    view_.seed = *whole;
    if (redraw) {
      return make(ApplyPreset{"random", view_.seed}, action.gesture);
    }
    rebuild_nodes();
    return {};
  }
  if (id == "mask.left" || id == "mask.right") {
    const Mask& mask = experiment().mask;
    return make(
        SetMask{id == "mask.left" ? Mask::window(*whole, mask.right()) : Mask::window(mask.left(), *whole)},
        action.gesture);
  }
  if (id == "dk" || id == "dv") {
    return make(SetWidth{id == "dv", *whole}, action.gesture);
  }
  return make(SetParameter{id, static_cast<double>(*whole)}, action.gesture);
}

Expected<void> Workspace::nudge(const view::Action& action) {
  const view::Node& node = *view::find(nodes_, action.id);
  if (!node.editable || node.step == 0) {
    return fail(say("{0} cannot be moved by steps.", node.name));
  }
  const Expected<double> steps = parse_number(action.text);
  if (!steps) {
    return std::unexpected(steps.error());
  }
  // Twelve digits after the point are kept, so that ten steps of 0.1 make 1.
  const double moved = node.logarithmic ? node.value * std::exp2(*steps) : node.value + *steps * node.step;
  const Expected<double> rounded = parse_number(fixed(moved, node.logarithmic && node.step == 1 ? 0 : 12));
  if (!rounded) {
    return std::unexpected(rounded.error());
  }
  return set({.id = action.id,
              .verb = view::Verb::set,
              .text = shortest(std::clamp(*rounded, node.minimum, node.maximum)),
              .gesture = action.gesture});
}

}  // namespace lookback::app
