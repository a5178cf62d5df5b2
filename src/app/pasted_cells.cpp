#include "app/open_files.h"
#include "base/format.h"
#include "studies/study.h"
#include "tensor/cells.h"

namespace lookback::files {

Expected<void> paste(app::Workspace& workspace, std::string_view cell, std::string_view text) {
  const view::Node* node = view::find(workspace.nodes(), cell);
  if (node == nullptr || node->role != view::Role::cell || !node->editable) {
    return workspace.refuse({workspace.is_for_reading()
                                 ? std::string(view::read_only_refusal)
                                 : in_quotes(cell) + " is no number that can be changed."});
  }
  const view::Node* table = view::find(workspace.nodes(), node->parent);
  const Expected<Cells> cells = read_cells(text, CellSource::spreadsheet, "What was pasted");
  if (!cells) {
    return workspace.refuse(cells.error());
  }
  const Matrix<double>& numbers = cells->numbers;
  const std::string size = std::to_string(numbers.rows()) + " × " + std::to_string(numbers.columns());
  const InputSpec* spec = find_input(workspace.experiment(), table->id);
  const std::string name = spec == nullptr ? table->id : std::string(spec->title);
  // A number of a study's own table may change what the others are.
  if (spec == nullptr && study_of(workspace.experiment()).edit != nullptr) {
    if (numbers.elements().size() != 1) {
      return workspace.refuse({"What was pasted has " + size + " numbers, but here one is taken at a time."});
    }
    return workspace.act({.id = std::string(cell), .verb = view::Verb::set, .text = shortest(numbers(0, 0))});
  }
  if (node->row + numbers.rows() > table->rows || node->column + numbers.columns() > table->columns) {
    return workspace.refuse({"What was pasted has " + size + " numbers, but from " + node->name + " on " +
                             name + " has room for " + std::to_string(table->rows - node->row) + " × " +
                             std::to_string(table->columns - node->column) + "."});
  }
  Experiment next = workspace.experiment();
  for (int r = 0; r < numbers.rows(); ++r) {
    for (int c = 0; c < numbers.columns(); ++c) {
      Expected<Experiment> changed =
          apply(next, SetNumber{table->id, node->row + r, node->column + c, numbers(r, c)});
      if (!changed) {
        return workspace.refuse({"What was pasted, row " + std::to_string(r + 1) + ", column " +
                                 std::to_string(c + 1) + ": " + changed.error().sentence});
      }
      next = std::move(*changed);
    }
  }
  std::string said = size + " numbers were pasted into " + name + ".";
  for (const std::string& note : cells->notes) {
    said += " " + note;
  }
  return workspace.change(std::move(next), said);
}

}  // namespace lookback::files
