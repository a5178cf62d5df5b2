#include <doctest/doctest.h>

#include <cstring>

#include "tensor/mask.h"
#include "tensor/npy.h"

using namespace lookback;

namespace {

std::string npy(std::string header, std::string_view data) {
  header += '\n';
  std::string bytes = std::string("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(header.size() & 255);
  bytes += static_cast<char>(header.size() >> 8);
  return bytes + header + std::string(data);
}

std::string doubles(std::initializer_list<double> values) {
  std::string bytes;
  for (const double value : values) {
    char raw[8];
    std::memcpy(raw, &value, 8);
    bytes.append(raw, 8);
  }
  return bytes;
}

}  // namespace

TEST_CASE("a mask says the same as bits, whatever its kind") {
  for (const Mask& mask : {Mask::causal(), Mask::none(), Mask::diagonal(), Mask::window(2, 1),
                           Mask::window(0, 3), Mask::window(9, 9)}) {
    const Mask bits = mask.as_bits(6);
    CHECK(visible_pairs(mask, 6, 6) == visible_pairs(bits, 6, 6));
    CHECK(mask.is_causal(6) == bits.is_causal(6));
    for (int query = 0; query < 6; ++query) {
      for (int key = 0; key < 6; ++key) {
        CHECK(mask.visible(query, key) == bits.visible(query, key));
        // What a cache may drop is not looked at again.
        if (mask.is_causal(6) && mask.visible(query, key)) {
          CHECK(key >= mask.first_key_needed(query));
        }
      }
    }
  }
}

TEST_CASE("bottom-right causal masks: queries are the last positions") {
  CHECK(visible_pairs(Mask::causal(), 5, 8, 3) == 5 * 3 + 15);
  CHECK(visible_pairs(Mask::causal(), 8, 5, -3) == 15);
}

TEST_CASE("a .npy file is read, or refused with a sentence") {
  const std::string header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1), }";
  const auto array = read_npy(npy(header, doubles({1.5, -2})));
  REQUIRE(array.has_value());
  CHECK(array->shape == std::vector<std::int64_t>{2, 1});
  CHECK(array->values == std::vector<double>{1.5, -2});

  const std::string whole = npy(header, doubles({1.5, -2}));
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    CHECK(!read_npy(std::string_view(whole).substr(0, cut)).has_value());
  }
  CHECK(!read_npy(npy("{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }", doubles({1, 2})))
             .has_value());
  const auto turned = read_npy(
      npy("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }", doubles({1, 4, 2, 5, 3, 6})));
  REQUIRE(turned.has_value());
  CHECK(turned->values == std::vector<double>{1, 2, 3, 4, 5, 6});
  CHECK(!read_npy(
             npy("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999, 99999999, 99999999), }", ""))
             .has_value());
}
