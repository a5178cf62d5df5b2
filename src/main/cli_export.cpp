#include "main/cli_export.h"

#include <fstream>
#include <string>

#include "base/format.h"
#include "experiment/link.h"
#include "exports/matrix_text.h"
#include "exports/snippet.h"
#include "main/snippet_texts.h"
#include "studies/study.h"

namespace lookback {
namespace {

constexpr std::string_view form_of_command =
    "lookback export 'LINK' --as numpy|pytorch|cpp|csv|tsv|npy|latex|markdown [--matrix ID] [--headers] "
    "[--digits N] [--out FILE].";

struct Request {
  std::string_view link;
  bool has_link = false;
  std::string_view format;
  std::string_view matrix;  // empty: the output
  std::string_view file;    // empty: printed
  exports::TextOptions options;
};

Expected<Request> read_request(std::span<const std::string_view> arguments) {
  Request request;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    if (word == "--headers") {
      request.options.headers = true;
      continue;
    }
    if (!word.starts_with("--") && !request.has_link) {
      request.link = word;
      request.has_link = true;
      continue;
    }
    const bool known = word == "--as" || word == "--matrix" || word == "--digits" || word == "--out";
    if (!known || i + 1 == arguments.size()) {
      return fail("The word " + in_quotes(word) + (known ? " needs a value: " : " has no place here: ") +
                  std::string(form_of_command));
    }
    const std::string_view value = arguments[++i];
    if (word == "--digits") {
      const Expected<int> digits = parse_whole(value, "--digits", 1, exports::most_digits);
      if (!digits) {
        return std::unexpected(digits.error());
      }
      request.options.digits = *digits;
    } else {
      (word == "--as" ? request.format : word == "--matrix" ? request.matrix : request.file) = value;
    }
  }
  if (!request.has_link || request.format.empty()) {
    return fail("export takes a link and says as what: " + std::string(form_of_command));
  }
  return request;
}

Expected<std::string> matrix_of(const Experiment& experiment, const Request& request) {
  const Expected<exports::Format> format = exports::format_named(request.format);
  if (!format) {
    return fail(
        "There is no format " + in_quotes(request.format) +
        ". There are numpy, pytorch and cpp for code, csv, tsv, npy, latex and markdown for a matrix.");
  }
  const Evaluation evaluation = evaluate(experiment);
  const Sheet sheet = whole_sheet(experiment, evaluation, nullptr);
  const Expected<exports::ExportedMatrix> matrix = exports::exported_matrix(
      experiment, evaluation, sheet, request.matrix.empty() ? "output" : request.matrix);
  if (!matrix) {
    return std::unexpected(matrix.error());
  }
  return exports::matrix_text(*matrix, *format, request.options);
}

Expected<std::string> export_text(const Request& request) {
  const Expected<Experiment> experiment = from_link(request.link);
  if (!experiment) {
    return std::unexpected(experiment.error());
  }
  const Expected<exports::Language> language = exports::language_named(request.format);
  if (!language) {
    return matrix_of(*experiment, request);
  }
  if (!request.matrix.empty()) {
    return fail("--matrix goes with csv, tsv, npy, latex and markdown: a snippet reproduces the output.");
  }
  const std::string definition = exports::definition_file(experiment->mechanism, *language);
  return exports::snippet(
      *experiment, evaluate(*experiment), *language,
      {.frame = snippet_text(exports::frame_file(*language)), .definition = snippet_text(definition)});
}

}  // namespace

Expected<std::string> run_export(std::span<const std::string_view> arguments) {
  const Expected<Request> request = read_request(arguments);
  if (!request) {
    return std::unexpected(request.error());
  }
  Expected<std::string> text = export_text(*request);
  if (!text || request->file.empty()) {
    return text;
  }
  std::ofstream file(std::string(request->file), std::ios::binary);
  file << *text;
  if (!file.flush()) {
    return fail("The file " + in_quotes(request->file) + " cannot be written.");
  }
  return std::string();
}

}  // namespace lookback
