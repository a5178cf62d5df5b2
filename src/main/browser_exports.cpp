#include <emscripten.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "base/json_writer.h"
#include "exports/matrix_text.h"
#include "exports/snippet.h"
#include "main/browser_workspace.h"

// What leaves the lab. These functions are in the second module (cmake/split.mjs). What they return is the
// page's, which frees it: the length of the bytes and whether they are a sentence that says why there is
// nothing else, both as 32 bits, then the bytes.

namespace {

using namespace lookback;

std::uint8_t* handed_over(std::string_view bytes, bool failed) {
  const std::uint32_t head[] = {static_cast<std::uint32_t>(bytes.size()), failed ? 1U : 0U};
  auto* block = static_cast<std::uint8_t*>(std::malloc(sizeof head + bytes.size()));
  if (block != nullptr) {
    std::memcpy(block, head, sizeof head);
    std::memcpy(block + sizeof head, bytes.data(), bytes.size());
  }
  return block;
}

std::uint8_t* handed_over(const Expected<std::string>& text) {
  return text ? handed_over(*text, false) : handed_over(text.error().sentence, true);
}

// The workspace keeps of an evaluation only what its study shows.
Evaluation whole_evaluation(const app::Workspace& workspace) {
  return study_spec_of(workspace.experiment()).on_board ? workspace.evaluation()
                                                        : evaluate(workspace.experiment());
}

std::string list_text(const app::Workspace& workspace) {
  const Experiment& experiment = workspace.experiment();
  JsonWriter json;
  json.begin_object();
  json.key("mechanism").string(experiment.mechanism);
  json.key("snippets").begin_object();
  for (const auto language : {exports::Language::numpy, exports::Language::pytorch, exports::Language::cpp}) {
    json.key(exports::language_name(language)).begin_array();
    json.string(exports::frame_file(language));
    json.string(exports::definition_file(experiment.mechanism, language)).end_array();
  }
  json.end_object();
  json.key("matrices").begin_array();
  for (const exports::ExportedMatrix& matrix :
       exports::exported_matrices(experiment, workspace.evaluation(), workspace.sheet())) {
    json.begin_object();
    json.key("id").string(matrix.id);
    json.key("title").string(matrix.title);
    json.key("rows").number(matrix.values.rows());
    json.key("columns").number(matrix.values.columns());
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.text();
}

Expected<std::string> matrix_of(const app::Workspace& workspace, std::string_view format_name,
                                std::string_view id, const exports::TextOptions& options) {
  const Expected<exports::Format> format = exports::format_named(format_name);
  if (!format) {
    return std::unexpected(format.error());
  }
  const Expected<exports::ExportedMatrix> matrix =
      exports::exported_matrix(workspace.experiment(), workspace.evaluation(), workspace.sheet(), id);
  if (!matrix) {
    return std::unexpected(matrix.error());
  }
  return exports::matrix_text(*matrix, *format, options);
}

Expected<std::string> snippet_in(const app::Workspace& workspace, std::string_view name,
                                 const exports::SnippetTexts& texts) {
  const Expected<exports::Language> language = exports::language_named(name);
  if (!language) {
    return std::unexpected(language.error());
  }
  return exports::snippet(workspace.experiment(), whole_evaluation(workspace), *language, texts);
}

}  // namespace

extern "C" {

// What there is, as JSON: the mechanism's id, the two texts that a snippet in each language is made of, and
// the matrices with their sizes.
EMSCRIPTEN_KEEPALIVE std::uint8_t* lookback_export_list() {
  return handed_over(list_text(browser_workspace()), false);
}

EMSCRIPTEN_KEEPALIVE std::uint8_t* lookback_export(const char* format, const char* matrix, int headers,
                                                   int digits) {
  return handed_over(
      matrix_of(browser_workspace(), format, matrix, {.headers = headers != 0, .digits = digits}));
}

EMSCRIPTEN_KEEPALIVE std::uint8_t* lookback_snippet(const char* language, const char* frame,
                                                    const char* definition) {
  return handed_over(snippet_in(browser_workspace(), language, {.frame = frame, .definition = definition}));
}

}  // extern "C"
