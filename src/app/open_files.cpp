#include "app/open_files.h"

#include <algorithm>

#include "base/format.h"
#include "base/json_writer.h"
#include "base/say.h"
#include "experiment/file_window.h"
#include "experiment/import.h"
#include "experiment/link_sources.h"
#include "studies/windows.h"

namespace lookback::files {
namespace {

std::size_t size_of(const TensorFile& file) {
  std::size_t bytes = 0;
  for (const Part& part : file.parts) {
    bytes += part.bytes.size();
  }
  return bytes;
}

OpenFiles& files_of(app::Workspace& workspace) {
  if (workspace.files() == nullptr) {
    workspace.set_files(std::make_unique<OpenFiles>());
  }
  return static_cast<OpenFiles&>(*workspace.files());
}

const TensorFile* find_file(const app::Workspace& workspace, std::string_view hash) {
  if (workspace.files() == nullptr) {
    return nullptr;
  }
  const auto& open = static_cast<const OpenFiles&>(*workspace.files());
  return open.find_named(hash);
}

void write_tensor(JsonWriter& json, const Experiment& experiment, const Tensor& tensor) {
  const Expected<Tables> tables = tables_of(tensor);
  json.begin_object();
  json.key("name").string(tensor.name);
  json.key("description").string(description_of(tensor));
  json.key("fault").string(!tensor.fault.empty() ? tensor.fault : tables ? "" : tables.error().sentence);
  if (tensor.fault.empty() && tables) {
    json.key("batches").number(static_cast<double>(tables->batches));
    json.key("heads").number(static_cast<double>(tables->heads));
    json.key("rows").number(static_cast<double>(tables->rows));
    json.key("columns").number(static_cast<double>(tables->columns));
    json.key("targets").begin_array();
    for (const Target& target : targets_of(experiment, tensor)) {
      json.begin_object();
      json.key("id").string(target.id);
      json.key("title").string(target.title);
      json.key("size").string(target.size);
      json.key("fits").boolean(target.why_not.empty());
      json.key("why").string(target.why_not);
      json.key("effect").string(target.effect);
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
}

std::string json_of(const app::Workspace& workspace, const TensorFile& file, bool opened,
                    const std::string& awaited) {
  JsonWriter json;
  json.begin_object();
  json.key("name").string(file.name);
  json.key("hash").string(hash_text(file.hash));
  json.key("bytes").number(static_cast<double>(size_of(file)));
  json.key("notes").begin_array();
  for (const std::string& note : file.notes) {
    json.string(note);
  }
  json.end_array();
  json.key("opened").boolean(opened);
  json.key("awaited").string(awaited);
  json.key("tensors").begin_array();
  for (const Tensor& tensor : file.tensors) {
    write_tensor(json, workspace.experiment(), tensor);
  }
  json.end_array();
  json.end_object();
  return json.text();
}

// What a link that waits says of a file that came.
std::string still_awaited(const app::Workspace& workspace, const TensorFile& file) {
  for (const auto& [id, source] : workspace.awaited_files()) {
    if (source.file == file.name && source.hash != file.hash) {
      return say(
          "{0} is another file than the one that the link names: its hash is {1}, and that of the link "
          "is {2}.",
          in_quotes(file.name), hash_text(file.hash), hash_text(source.hash));
    }
    if (!workspace.files()->read(source)) {
      return say("The link still waits for the file {0}.", file_text(source));
    }
  }
  return "";
}

}  // namespace

Expected<const TensorFile*> OpenFiles::add(std::string name, std::vector<Part> parts, const Sources& used) {
  Expected<TensorFile> file = read_tensors(std::move(name), std::move(parts));
  if (!file) {
    return std::unexpected(file.error());
  }
  std::erase_if(files_, [&](const TensorFile& known) { return known.hash == file->hash; });
  make_room(size_of(*file), used);
  files_.push_back(std::move(*file));
  return &files_.back();
}

// Those that no window needs go first.
void OpenFiles::make_room(std::size_t bytes, const Sources& used) {
  const auto is_used = [&](const TensorFile& file) {
    return std::ranges::any_of(used, [&](const auto& one) { return one.second.hash == file.hash; });
  };
  std::size_t total = bytes;
  for (const TensorFile& file : files_) {
    total += size_of(file);
  }
  for (const bool also_used : {false, true}) {
    for (auto file = files_.begin(); file != files_.end() && total > most_open_bytes;) {
      if (is_used(*file) != also_used) {
        ++file;
        continue;
      }
      total -= size_of(*file);
      file = files_.erase(file);
    }
  }
}

const TensorFile* OpenFiles::find(std::uint64_t hash) const {
  const auto found = std::ranges::find(files_, hash, &TensorFile::hash);
  return found == files_.end() ? nullptr : &*found;
}

const TensorFile* OpenFiles::find_named(std::string_view hash) const {
  const auto found =
      std::ranges::find_if(files_, [&](const TensorFile& file) { return hash_text(file.hash) == hash; });
  return found == files_.end() ? nullptr : &*found;
}

Expected<Matrix<double>> OpenFiles::read(const Source& source) const {
  const TensorFile* file = find(source.hash);
  if (file == nullptr) {
    return fail(say("The file {0} is not open: open it first.", file_text(source)));
  }
  return window_numbers(*file, source);
}

Expected<WholeMatrix> OpenFiles::read_whole(const Source& source) const {
  const TensorFile* file = find(source.hash);
  if (file == nullptr) {
    return fail(say("The file {0} is not open: open it first.", file_text(source)));
  }
  return whole_matrix(*file, source);
}

// Where the study does not say itself what it takes of the files.
void OpenFiles::add_windows(Sheet& sheet, const Experiment& experiment, const Evaluation& evaluation) const {
  const bool said = std::ranges::find(sheet.sections, "window", &Section::id) != sheet.sections.end();
  if (!experiment.sources.empty() && !said) {
    sheet.sections.insert(sheet.sections.begin(), windows_section(experiment, evaluation));
  }
}

Expected<void> expect(app::Workspace& workspace, std::string_view name, double bytes) {
  if (const Expected<void> taken = files::check_size(name, bytes); !taken) {
    return taken;
  }
  files_of(workspace).make_room(static_cast<std::size_t>(bytes), workspace.experiment().sources);
  return {};
}

Expected<std::string> offer(app::Workspace& workspace, std::string name, std::vector<Part> parts) {
  const Expected<const TensorFile*> added =
      files_of(workspace).add(std::move(name), std::move(parts), workspace.experiment().sources);
  if (!added) {
    return std::unexpected(added.error());
  }
  const TensorFile& file = **added;
  const bool waited = !workspace.awaited_files().empty();
  const std::string awaited = still_awaited(workspace, file);
  const bool opened = waited && awaited.empty() && workspace.open_awaited();
  return json_of(workspace, file, opened, awaited);
}

Expected<std::string> description(const app::Workspace& workspace, std::string_view hash) {
  const TensorFile* file = find_file(workspace, hash);
  if (file == nullptr) {
    return fail(say("No file with the hash {0} is open.", in_quotes(hash)));
  }
  return json_of(workspace, *file, false, still_awaited(workspace, *file));
}

std::string awaited(const app::Workspace& workspace) {
  JsonWriter json;
  json.begin_array();
  for (const auto& [id, source] : workspace.awaited_files()) {
    json.begin_object();
    json.key("id").string(id);
    json.key("name").string(source.file);
    json.key("hash").string(hash_text(source.hash));
    json.key("sentence").string(awaited_text(source, id));
    json.end_object();
  }
  json.end_array();
  return json.text();
}

Expected<void> place(app::Workspace& workspace, std::string_view hash, std::string_view tensor,
                     std::string_view target, int batch, int head) {
  const TensorFile* file = find_file(workspace, hash);
  const auto refuse = [&](const Error& error) { return workspace.refuse(error); };
  if (file == nullptr) {
    return refuse({say("No file with the hash {0} is open.", in_quotes(hash))});
  }
  const auto found = std::ranges::find(file->tensors, tensor, &Tensor::name);
  if (found == file->tensors.end()) {
    return refuse({say("{0} has no tensor called {1}.", in_quotes(file->name), in_quotes(tensor))});
  }
  const Expected<PlaceMatrices> edit = placing(workspace.experiment(), *file, *found,
                                               {.target = std::string(target), .batch = batch, .head = head});
  if (!edit) {
    return refuse(edit.error());
  }
  const Expected<Experiment> next = apply(workspace.experiment(), *edit);
  if (!next) {
    return refuse({say("{0} of {1} cannot be put into {2}. {3}", in_quotes(found->name),
                       in_quotes(file->name), target, next.error().sentence)});
  }
  const auto source = next->sources.find(target);
  std::string said = source != next->sources.end()
                         ? say("{0} is {1}.", target, window_text(*next, target, source->second))
                         : say("{0} is {1} of {2}.", target, in_quotes(found->name), in_quotes(file->name));
  const std::string more = consequences(workspace.experiment(), *next);
  said += (more.empty() ? "" : " ") + more;
  return workspace.change(*next, said);
}

Expected<void> move_windows(app::Workspace& workspace, int first_row, int first_column) {
  const Experiment& now = workspace.experiment();
  if (now.sources.empty() || workspace.files() == nullptr) {
    return workspace.refuse({say("The board shows no window of a file.")});
  }
  PlaceMatrices place;
  for (auto [id, source] : now.sources) {
    const auto moved = [](std::int64_t first, std::int64_t whole, int most) {
      return std::clamp<std::int64_t>(first, 0, whole - window_length(whole, most));
    };
    source.first_row = moved(first_row, source.rows, largest_tokens);
    source.first_column = moved(first_column, source.columns, largest_width);
    Expected<Matrix<double>> numbers = workspace.files()->read(source);
    if (!numbers) {
      return workspace.refuse(numbers.error());
    }
    place.matrices.push_back({id, std::move(*numbers), source});
  }
  const Source& one = *place.matrices.front().source;
  if (const TensorFile* file = static_cast<const OpenFiles&>(*workspace.files()).find(one.hash)) {
    place.tokens = window_tokens(*file, one, place.matrices.front().numbers.rows());
  }
  const Expected<Experiment> next = apply(now, place);
  if (!next) {
    return workspace.refuse(next.error());
  }
  const std::string& first = place.matrices.front().id;
  return workspace.change(*next,
                          say("The board shows {0}.", window_text(*next, first, next->sources.at(first))));
}

// By a whole window at a time; windows that end before others stay at their end.
Expected<void> OpenFiles::press(app::Workspace& workspace, std::string_view button) {
  const Sources& sources = workspace.experiment().sources;
  if (button == window_copy || sources.empty()) {
    return copy_windows(workspace);
  }
  const std::int64_t first_row = sources.begin()->second.first_row;
  std::int64_t first_column = 0;
  for (const auto& [id, source] : sources) {
    first_column = std::max(first_column, source.first_column);
  }
  const auto moved = [&](std::string_view less, std::string_view more, std::int64_t first, int step) {
    return static_cast<int>(first) + (button == more ? step : button == less ? -step : 0);
  };
  return move_windows(workspace, moved(window_earlier, window_later, first_row, largest_tokens),
                      moved(window_lower, window_higher, first_column, largest_width));
}

Expected<void> copy_windows(app::Workspace& workspace) {
  if (workspace.experiment().sources.empty()) {
    return workspace.refuse({say("The board shows no window of a file.")});
  }
  return workspace.change(*apply(workspace.experiment(), CopyWindows{}),
                          say("The numbers of the window are the board's own now and can be edited."));
}

}  // namespace lookback::files
