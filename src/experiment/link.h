#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "experiment/experiment.h"

namespace lookback {

// A link's fragment, as people read and type it:
//   version=1&mechanism=softmax_attention&mask=causal&cache=1&tokens=the,cat&Q=1,0;0,1&K=…&V=…&position=2
// Rows are parted by ; and numbers by , . Keys left out have their default. A link that
// names a study but no mechanism changes what that study begins with. Links that were made have a checksum:
// see link_checksum.h.

inline constexpr int link_version = 1;
inline constexpr std::size_t longest_readable_link = 1'500;  // a longer one is packed: see link_packed.h

// What a study begins with.
Experiment start_of(const StudySpec& study);

// The link of an experiment, without the leading #. Every number reads back as the same double.
std::string to_link(const Experiment& experiment);

// What a link says; a leading #, or a whole address before it, is skipped. All or nothing: an unknown or
// repeated key, a broken number, matrices that do not fit each other, or a checksum that does not fit give a
// sentence. A matrix that comes from a file is named, not held: `files` has its numbers.
Expected<Experiment> from_link(std::string_view link, const SourceNumbers* files = nullptr);

// The files that a link needs, by the matrix' id; none where it is broken.
Sources sources_of(std::string_view link);

// What can be read of a link that from_link refuses, and a sentence for each thing that was left out; those
// have their default.
struct Salvage {
  Experiment experiment;
  std::vector<std::string> left_out;
};
Salvage salvage(std::string_view link);

// What a link says that it is about, as far as that can be read; asks no mechanism and no study anything.
struct LinkSubject {
  std::string study;
  std::string mechanism;
};
LinkSubject subject_of(std::string_view link);

// "causal", "none", "diagonal", "window:2,0" or "bits:10;11".
std::string mask_text(const Mask& mask);

}  // namespace lookback
