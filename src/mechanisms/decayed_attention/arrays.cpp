#include "mechanisms/decayed_attention/arrays.h"

#include "base/format.h"
#include "mechanisms/array_chunks.h"
#include "mechanisms/array_views.h"
#include "mechanisms/retention/decay.h"

namespace lookback::decayed_attention {
namespace {

// γ of every head; nothing where there is no decay.
Expected<std::vector<Decay>> decays(const ArrayCase& arrays, std::int64_t heads) {
  std::vector<Decay> result;
  std::vector<double> given;
  if (const auto input = arrays.inputs.find("gamma"); input != arrays.inputs.end()) {
    given = input->second.values;
  } else if (const auto list = arrays.lists.find("gamma"); list != arrays.lists.end()) {
    given = list->second;
  } else if (const auto one = arrays.numbers.find("gamma"); one != arrays.numbers.end()) {
    given = {one->second};
  } else if (!arrays.word("gamma_rule").empty()) {
    for (std::int64_t h = 0; h < heads; ++h) {
      given.push_back(retention::decay_of_head(static_cast<int>(h)));
    }
  } else {
    return std::vector<Decay>(static_cast<std::size_t>(heads));
  }
  if (given.size() == 1) {
    given.resize(static_cast<std::size_t>(heads), given.front());
  }
  if (const auto equal = equal_sizes("The number of decays", static_cast<std::int64_t>(given.size()), heads);
      !equal) {
    return std::unexpected(equal.error());
  }
  result.assign(given.begin(), given.end());
  return result;
}

Expected<std::optional<Rotation>> array_rotation(const ArrayCase& arrays, int width) {
  const std::string_view name = arrays.word("rotation");
  if (name.empty() || name == "none") {
    return std::nullopt;
  }
  if (width % 2 != 0) {
    return fail("A rotation needs an even number of channels, and there are " + std::to_string(width) + ".");
  }
  const double base = arrays.number("base", 10000);
  if (name == "rope_interleaved") {
    return rope(width, Pairing::interleaved, base);
  }
  if (name == "rope_half_split") {
    return rope(width, Pairing::half_split, base);
  }
  if (name == "retnet_theta_shift") {
    return retnet_rotation(width);
  }
  return fail("The rotation " + in_quotes(name) + " is not known.");
}

struct Computed {
  NpyArray out, q_rot, k_rot, state;
};

// One head in one form; the state after the last token where the form has one.
template <class T>
void compute(std::string_view form, const HeadInputs<T>& inputs, const Options& options, Computed& computed) {
  const HeadInputs<T> rows = prepared<T>(inputs, options);
  append(computed.q_rot, rows.q);
  append(computed.k_rot, rows.k);
  if (form == "parallel") {
    append(computed.out, parallel<T>(rows, Mask::causal(), options.decay, {}).output);
    return;
  }
  DecodeState<T> state = zero_state<T>(rows.k.columns(), rows.v.columns(), {});
  const int chunk_size = chunk_size_of(form);
  append(computed.out, chunk_size > 0 ? chunkwise<T>(state, rows, chunk_size, options.decay, {}).output
                                      : recurrent<T>(state, rows, options.decay, {}).output);
  for (const T& number : state.parts().front().numbers) {
    computed.state.values.push_back(plain(number));
  }
}

template <class T>
Expected<NamedArrays> evaluate_all(std::string_view form, const ArrayCase& arrays) {
  const Expected<HeadArrays> given = head_arrays(arrays);
  if (!given) {
    return std::unexpected(given.error());
  }
  const auto& [q, k, v] = *given;
  const std::int64_t batches = q.size(0);
  const std::int64_t heads = q.size(1);
  const Expected<std::vector<Decay>> decay = decays(arrays, heads);
  const Expected<std::optional<Rotation>> rotation = array_rotation(arrays, static_cast<int>(q.size(3)));
  if (!decay) {
    return std::unexpected(decay.error());
  }
  if (!rotation) {
    return std::unexpected(rotation.error());
  }
  Options options = scaled(arrays);
  options.rotation = *rotation;
  Computed computed;
  computed.out.shape = {batches, heads, q.size(2), v.size(3)};
  computed.q_rot.shape = computed.k_rot.shape = {batches, heads, q.size(2), q.size(3)};
  computed.state.shape = {batches, heads, q.size(3), v.size(3)};
  for (std::int64_t b = 0; b < batches; ++b) {
    for (std::int64_t h = 0; h < heads; ++h) {
      options.decay = (*decay)[static_cast<std::size_t>(h)];
      compute<T>(form, given->head<T>(b, h), options, computed);
    }
  }
  NamedArrays result;
  result["out"] = std::move(computed.out);
  result["q_rot"] = std::move(computed.q_rot);
  result["k_rot"] = std::move(computed.k_rot);
  if (!computed.state.values.empty()) {
    result["state"] = std::move(computed.state);
  }
  return result;
}

}  // namespace

Options scaled(const ArrayCase& given) {
  const double scale = given.number("scale", 1);
  return {.decay = {}, .scale = scale == 1 ? std::nullopt : std::optional(scale), .rotation = {}};
}

std::vector<std::string_view> forms_of(const ArrayCase& given) {
  std::vector<std::string_view> forms = {"parallel", "recurrent"};
  const auto q = given.inputs.find("q");
  const int tokens =
      q != given.inputs.end() && q->second.shape.size() == 4 ? static_cast<int>(q->second.shape[2]) : 0;
  const std::vector<std::string_view> chunks = chunkwise_forms(given, tokens);
  forms.insert(forms.end(), chunks.begin(), chunks.end());
  return forms;
}

Expected<NamedArrays> evaluate(std::string_view form, const ArrayCase& given, Precision precision) {
  return precision == Precision::float64 ? evaluate_all<double>(form, given)
                                         : evaluate_all<float>(form, given);
}

const ArrayEvaluation arrays = {"decayed_attention", forms_of, evaluate};

}  // namespace lookback::decayed_attention
