#include "studies/three_forms/study.h"

#include "base/say.h"
#include "experiment/edit.h"
#include "mechanisms/decayed_attention/instance.h"
#include "studies/three_forms/sheet.h"

namespace lookback::three_forms {
namespace {

constexpr std::array<std::string_view, 4> equation_choices = {"right"_said, "without ζ"_said,
                                                              "R_i for R_{i−1}"_said, "both slips"_said};
constexpr std::array<std::string_view, 3> scale_choices = {"none"_said, "on q"_said, "on k"_said};
constexpr std::array<std::string_view, 3> norm_choices = {"none"_said, "ε = 0", "ε = 1e-6"};

bool official_on(const Parameters& chosen) {
  const auto found = chosen.find(official);
  return found != chosen.end() && found->second != 0;
}

constexpr ParameterSpec official_part(std::string_view id, std::string_view label, std::string_view meaning) {
  return {.id = id, .label = label, .initial = 1, .meaning = meaning, .is_switch = true, .read = official_on};
}

constexpr ParameterSpec chunk_spec() {
  ParameterSpec spec = decayed_attention::chunk_spec;
  spec.id = chunk_length;
  spec.initial = 4;
  return spec;
}

constexpr std::array<ParameterSpec, 9> parameters = {{
    {.id = number_system,
     .label = "Numbers"_said,
     .maximum = number_systems.size() - 1,
     .meaning = "What all three forms are computed in: fractions are never rounded, the others after every "
                "operation."_said,
     .choices = number_systems},
    chunk_spec(),
    {.id = chunk_equation,
     .label = "Chunk equation"_said,
     .maximum = equation_choices.size() - 1,
     .meaning = "Two slips: the first version of the paper leaves out ζ, by which a chunk's early tokens "
                "fade; and code has read the state after the chunk, R_i, for the one before it."_said,
     .choices = equation_choices},
    {.id = official,
     .label = "Official normalisations"_said,
     .meaning = "What the released code adds to the three forms, in parts that can be left out."_said,
     .is_switch = true},
    {.id = score_scale,
     .label = "QKᵀ/√d_k",
     .maximum = scale_choices.size() - 1,
     .initial = 2,
     .meaning = "Multiplies queries or keys by 1/√d_k; the released code scales the keys."_said,
     .choices = scale_choices,
     .read = official_on},
    official_part(decay_root, "D/√rowsum"_said,
                  "Parallel and chunkwise: divides each row of D by the root of its sum; a chunk counts "
                  "from its own start."_said),
    official_part(row_clamp, "Row clamp"_said,
                  "Parallel and chunkwise: divides each row by max(Σ|weights|, 1), a chunk by at least what "
                  "its incoming state sums to."_said),
    official_part(state_root, "State/√c"_said,
                  "Recurrent: keeps the state divided by √c_t, the root of the sum of decays so far."_said),
    {.id = norm_after,
     .label = "RMS norm after"_said,
     .maximum = norm_choices.size() - 1,
     .initial = 2,
     .meaning =
         "Divides each output row by √(mean of squares + ε), which takes out a row's factor if ε = 0."_said,
     .choices = norm_choices,
     .read = official_on},
}};

constexpr std::array<std::string_view, 1> decay_only = {"gamma"};

Expected<Experiment> press(const Experiment& experiment, const SheetPress& /*press*/) {
  return apply(experiment,
               SetParameter{std::string(number_system), static_cast<double>(NumberSystem::as_double)});
}

}  // namespace

const Study study = {
    {
        .id = "three_forms",
        .title = "One answer, three forms"_said,
        .question = "Do the parallel, the recurrent and the chunkwise form give the same numbers?"_said,
        .shelf = Shelf::retention,
        .start = "mechanism=decayed_attention&gamma=0.5&tokens=the,cat,sat,on,the,mat"
                 "&Q=1,2;0,1;2,-1;1,1;-1,2;2,1&K=1,0;1,1;0,2;1,-1;2,1;0,1&V=2,1;1,3;0,1;3,-1;1,2;2,0",
        .parameters = parameters,
        .settings = {.parameters = true, .numbers = true, .generation = true},
        .mechanism_parameters = decay_only,
    },
    sheet,
    press};

}  // namespace lookback::three_forms
