#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "experiment/evaluate.h"

// Code that reproduces an experiment's numbers by other means: a script that holds its inputs, the
// mechanism's definition written plainly, and what Lookback computed, and that says whether they agree.
namespace lookback::exports {

enum class Language : std::uint8_t { numpy, pytorch, cpp };

// The texts that a snippet is made of. They stand in files of the tree, snippet_NAME beside a mechanism's
// definition and frame_NAME here, and not in this library: the page fetches them when they are asked for.
struct SnippetTexts {
  std::string_view frame;       // what every snippet has, and what some share
  std::string_view definition;  // the mechanism's
};

Expected<Language> language_named(std::string_view name);

// The file of a text in the tree, from src on: "mechanisms/retention/snippet_numpy.py".
std::string frame_file(Language language);
std::string definition_file(std::string_view mechanism, Language language);

// The script, or why there is none.
Expected<std::string> snippet(const Experiment& experiment, const Evaluation& evaluation, Language language,
                              const SnippetTexts& texts);

}  // namespace lookback::exports
