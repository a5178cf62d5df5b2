#include "app/open_files.h"
#include "base/format.h"
#include "base/say.h"
#include "studies/study.h"
#include "tensor/cells.h"

namespace lookback::files {

Expected<void> paste(app::Workspace& workspace, std::string_view cell, std::string_view text) {
  const view::Node* node = view::find(workspace.nodes(), cell);
  if (node == nullptr || node->role != view::Role::cell || !node->editable) {
    return workspace.refuse({workspace.is_for_reading()
                                 ? say(view::read_only_refusal)
                                 : say("{0} is no number that can be changed.", in_quotes(cell))});
  }
  const view::Node* table = view::find(workspace.nodes(), node->parent);
  const Expected<Cells> cells = read_cells(text, CellSource::spreadsheet, say("What was pasted"));
  if (!cells) {
    return workspace.refuse(cells.error());
  }
  const Matrix<double>& numbers = cells->numbers;
  const std::string size = std::to_string(numbers.rows()) + " × " + std::to_string(numbers.columns());
  const InputSpec* spec = find_input(workspace.experiment(), table->id);
  const std::string name = spec == nullptr ? table->id : say(spec->title);
  // A number of a study's own table may change what the others are.
  if (spec == nullptr && study_of(workspace.experiment()).edit != nullptr) {
    if (numbers.elements().size() != 1) {
      return workspace.refuse(
          {say("What was pasted has {0} numbers, but here one is taken at a time.", size)});
    }
    return workspace.act({.id = std::string(cell), .verb = view::Verb::set, .text = shortest(numbers(0, 0))});
  }
  if (node->row + numbers.rows() > table->rows || node->column + numbers.columns() > table->columns) {
    return workspace.refuse(
        {say("What was pasted has {0} numbers, but from {1} on {2} has room for {3} × {4}.", size, node->name,
             name, table->rows - node->row, table->columns - node->column)});
  }
  Experiment next = workspace.experiment();
  for (int r = 0; r < numbers.rows(); ++r) {
    for (int c = 0; c < numbers.columns(); ++c) {
      Expected<Experiment> changed =
          apply(next, SetNumber{table->id, node->row + r, node->column + c, numbers(r, c)});
      if (!changed) {
        return workspace.refuse(
            {say("What was pasted, row {0}, column {1}: {2}", r + 1, c + 1, changed.error().sentence)});
      }
      next = std::move(*changed);
    }
  }
  std::string said = say("{0} numbers were pasted into {1}.", size, name);
  for (const std::string& note : cells->notes) {
    said += " " + note;
  }
  return workspace.change(std::move(next), said);
}

}  // namespace lookback::files
