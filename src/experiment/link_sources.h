#pragma once

#include <string>
#include <string_view>

#include "experiment/link_fields.h"

// Matrices that a link does not hold but names by the file that they come from:
//   Q=file:HASH:NAME:TENSOR:BATCH:HEAD:ROWSxCOLUMNS:FIRST_ROW,FIRST_COLUMN
// with names percent-encoded and the sizes of the whole, of which the board shows a window.
namespace lookback {

std::string source_text(const Source& source);

// The files that the fields name, by the matrix' id; a sentence for one that cannot be read.
Read<Sources> read_sources(const LinkFields& fields);

// The same, and their numbers put in place of their names; a sentence where a file is not open.
Read<Sources> take_sources(LinkFields& fields, const SourceNumbers* files);

// Why a link waits for a file.
std::string awaited_text(const Source& source, std::string_view id);

}  // namespace lookback
