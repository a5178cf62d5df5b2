#include <iterator>

#include "app/open_files.h"
#include "base/utf8.h"
#include "experiment/edit.h"
#include "experiment/import.h"
#include "experiment/link.h"
#include "experiment/same_bits.h"
#include "fuzz/claims.h"
#include "fuzz/members.h"

namespace lookback::fuzz {
namespace {

constexpr std::string_view endings[] = {".npy", ".csv", ".safetensors", ".npz", ".tsv", ".txt"};
constexpr std::string_view beginning = "mechanism=rwkv4_wkv&tokens=a,b&K=1,2;3,4&V=1,0;2,3";

void claim_placed(const Experiment& now, const files::OpenFiles& open, const files::TensorFile& file,
                  const files::Tensor& tensor, const files::Choice& choice) {
  const Expected<PlaceMatrices> edit = files::placing(now, file, tensor, choice);
  if (!claim_read(edit)) {
    return;
  }
  const Expected<Experiment> next = apply(now, *edit);
  if (claim_read(next)) {
    claim_within_limits(*next);
    claim_link_holds(*next, &open);
    claim_read(apply(*next, CopyWindows{}));
  }
}

// What the page is told of a file, which is its text and not to be trusted either.
bool claim_told(app::Workspace& workspace, const std::string& name, const std::vector<files::Part>& parts) {
  const Experiment before = workspace.experiment();
  const Expected<std::string> told = files::offer(workspace, name, parts);
  FUZZ_CLAIM(testing::same_bits(workspace.experiment(), before));
  if (told) {
    FUZZ_CLAIM(is_utf8(*told) && rewritten(*told).starts_with('{'));
  }
  return claim_read(told);
}

void claim_pasted(app::Workspace& workspace, std::string_view text) {
  const Experiment before = workspace.experiment();
  if (claim_read(files::paste(workspace, "V.0.0", text))) {
    claim_within_limits(workspace.experiment());
    claim_link_holds(workspace.experiment());
  } else {
    FUZZ_CLAIM(testing::same_bits(workspace.experiment(), before));
  }
}

}  // namespace

// A file on its way onto the board, and the same text pasted into a cell. The first byte says what the file's
// name ends in.
void read_opened_file(std::string_view input) {
  static const Experiment start = from_link(beginning).value();
  const std::string_view ending = endings[take_byte(input) % std::size(endings)];
  const std::string name = "file" + std::string(ending);
  const std::vector<files::Part> parts =
      ending == ".npz" ? members_of(input) : std::vector<files::Part>{{name, std::string(input)}};
  app::Workspace workspace(start);
  claim_pasted(workspace, input);
  const bool is_told = claim_told(workspace, name, parts);
  files::OpenFiles open;
  const Expected<const files::TensorFile*> file = open.add(name, parts, {});
  FUZZ_CLAIM(file.has_value() == is_told);
  if (!file) {
    return;
  }
  const files::Tensor& tensor = (*file)->tensors.back();
  for (const char* target : {"K", "V", "u", "nothing"}) {
    claim_placed(start, open, **file, tensor, {.target = target});
  }
  claim_placed(start, open, **file, tensor, {.target = "K", .head = 1, .first_row = 1, .first_column = 1});
  claim_placed(start, open, **file, tensor, {.target = "V", .batch = -1, .first_row = 1'000'000'000'000});
}

}  // namespace lookback::fuzz
