#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/workspace.h"
#include "tensor/tensor_file.h"

// What can be done with files. Everything here comes after the first frame: see cmake/split.mjs.
namespace lookback::files {

class OpenFiles : public app::Files {
 public:
  // The file as it stands here from now on. It may push out those that were opened long ago.
  Expected<const TensorFile*> add(std::string name, std::vector<Part> parts, const Sources& used);
  // Pushes them out for so many bytes more.
  void make_room(std::size_t bytes, const Sources& used);
  // Null when there is none of that hash.
  const TensorFile* find(std::uint64_t hash) const;
  const TensorFile* find_named(std::string_view hash) const;  // as hash_text writes it

  Expected<Matrix<double>> read(const Source& source) const override;
  Expected<WholeMatrix> read_whole(const Source& source) const override;
  void add_windows(Sheet& sheet, const Experiment& experiment, const Evaluation& evaluation) const override;
  Expected<void> press(app::Workspace& workspace, std::string_view button) override;

 private:
  std::vector<TensorFile> files_;  // the latest last
};

// A file of so many bytes is to come: a sentence when it is too large, else there is room for it.
Expected<void> expect(app::Workspace& workspace, std::string_view name, double bytes);

// Opens a file, one part, or the members of an .npz file, unzipped. The answer is JSON: see description().
Expected<std::string> offer(app::Workspace& workspace, std::string name, std::vector<Part> parts);

// {"name", "hash", "bytes", "notes": [sentences], "opened": a link that waited for it is open now, "awaited":
// why a link still waits, or "", "tensors": [{"name", "description", "fault", "batches", "heads", "rows",
// "columns", "targets": [{"id", "title", "size", "fits", "why", "effect"}]}]}
Expected<std::string> description(const app::Workspace& workspace, std::string_view hash);

// [{"id": of the matrix, "name", "hash", "sentence"}], the files that a link waits for.
std::string awaited(const app::Workspace& workspace);

// One undo step each, or a sentence and nothing changes.
Expected<void> place(app::Workspace& workspace, std::string_view hash, std::string_view tensor,
                     std::string_view target, int batch, int head);
Expected<void> move_windows(app::Workspace& workspace, int first_row, int first_column);
Expected<void> copy_windows(app::Workspace& workspace);

// A block of numbers, from that cell on to the right and down.
Expected<void> paste(app::Workspace& workspace, std::string_view cell, std::string_view text);

}  // namespace lookback::files
