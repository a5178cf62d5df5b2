#include "main/browser_exports.h"

#include <emscripten.h>

#include "base/json_writer.h"
#include "exports/matrix_text.h"
#include "exports/snippet.h"

// What leaves the lab, for the page. Most of this is in the second module (cmake/split.mjs).

namespace {

using namespace lookback;

// The text of that name among those that the page has brought: a form feed, the name, a line feed, the text.
std::string_view brought_text(std::string_view texts, const std::string& name) {
  const std::string head = "\f" + name + "\n";
  const std::size_t at = texts.find(head);
  if (at == std::string_view::npos) {
    return {};
  }
  texts.remove_prefix(at + head.size());
  return texts.substr(0, texts.find('\f'));
}

// The workspace keeps of an evaluation only what its study shows.
Evaluation whole_evaluation(const app::Workspace& workspace) {
  return study_spec_of(workspace.experiment()).on_board ? workspace.evaluation()
                                                        : evaluate(workspace.experiment());
}

Expected<std::string> snippet_in(exports::Language language, const app::Workspace& workspace,
                                 std::string_view texts) {
  const std::string& mechanism = workspace.experiment().mechanism;
  return exports::snippet(workspace.experiment(), whole_evaluation(workspace), language,
                          {.frame = brought_text(texts, exports::frame_file(language)),
                           .definition = brought_text(texts, exports::definition_file(mechanism, language))});
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

}  // namespace

extern "C" {

// The matrices that there are now, with their sizes, as JSON.
EMSCRIPTEN_KEEPALIVE const char* lookback_exportable() {
  const app::Workspace& workspace = browser_workspace();
  JsonWriter json;
  json.begin_array();
  for (const exports::ExportedMatrix& matrix :
       exports::exported_matrices(workspace.experiment(), workspace.evaluation(), workspace.sheet())) {
    json.begin_object();
    json.key("id").string(matrix.id);
    json.key("title").string(matrix.title);
    json.key("rows").number(matrix.values.rows());
    json.key("columns").number(matrix.values.columns());
    json.end_object();
  }
  json.end_array();
  browser_outgoing().list = json.text();
  return browser_outgoing().list.c_str();
}

// What snippets are made of: the page fetches it when code is asked for.
EMSCRIPTEN_KEEPALIVE void lookback_snippet_texts(const char* texts) { browser_outgoing().texts = texts; }

// A snippet (numpy, pytorch, cpp), or a matrix (csv, tsv, npy, latex, markdown); or the sentence that says
// why there is none. A .npy file has bytes of zero within: lookback_export_size says how many there are in
// all.
EMSCRIPTEN_KEEPALIVE const char* lookback_export(const char* format, const char* matrix, int headers,
                                                 int digits) {
  exports::TextOptions options = {.headers = headers != 0};
  if (digits > 0) {
    options.digits = digits;
  }
  const app::Workspace& workspace = browser_workspace();
  const Expected<exports::Language> language = exports::language_named(format);
  const Expected<std::string> text = language ? snippet_in(*language, workspace, browser_outgoing().texts)
                                              : matrix_of(workspace, format, matrix, options);
  browser_outgoing().exported = text ? *text : text.error().sentence;
  return browser_outgoing().exported.c_str();
}

EMSCRIPTEN_KEEPALIVE int lookback_export_size() {
  return static_cast<int>(browser_outgoing().exported.size());
}

}  // extern "C"
