#include <doctest/doctest.h>

#include <bit>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/crc32.h"
#include "experiment/link.h"

using namespace lookback;

namespace {

// What an experiment is, to the last bit, in eight hexadecimal digits; depends on no form of link.
class Digest {
 public:
  explicit Digest(const Experiment& experiment) {
    add(experiment.study, experiment.mechanism, experiment.form);
    add(experiment.parameters);
    add(experiment.study_parameters);
    add(mask_text(experiment.mask), experiment.cache ? "cache" : "none",
        experiment.columns_are_queries ? "queries" : "keys", std::to_string(experiment.position));
    for (const std::string& token : experiment.tokens) {
      add(token);
    }
    add(experiment.inputs.q);
    add(experiment.inputs.k);
    add(experiment.inputs.v);
    for (const auto& [id, matrix] : experiment.more) {
      add(id);
      add(matrix);
    }
  }

  std::string text() const {
    std::string digits(8, '0');
    for (std::size_t i = 0; i < 8; ++i) {
      digits[i] = "0123456789abcdef"[crc32(all_) >> (28 - 4 * i) & 15];
    }
    return digits;
  }

 private:
  template <class... Texts>
  void add(const Texts&... texts) {
    ((all_ += texts, all_ += '\0'), ...);
  }
  void add(double x) { add(std::to_string(std::bit_cast<std::uint64_t>(x))); }
  void add(const Parameters& parameters) {
    for (const auto& [id, value] : parameters) {
      add(id);
      add(value);
    }
    add("end");
  }
  void add(const Matrix<double>& matrix) {
    add(std::to_string(matrix.rows()), std::to_string(matrix.columns()));
    for (const double x : matrix.elements()) {
      add(x);
    }
  }

  std::string all_;
};

}  // namespace

// Every line of tests/experiment/links/*.txt is a digest and a link that someone may have kept. A new line
// begins with 00000000; this test then says the digest. No line is ever changed or taken out.
TEST_CASE("every link that was ever given out opens, and to the same state") {
  int links = 0;
  for (const auto& file :
       std::filesystem::directory_iterator(LOOKBACK_SOURCE_DIR "/tests/experiment/links")) {
    std::ifstream lines(file.path());
    std::string digest;
    std::string link;
    while (lines >> digest >> link) {
      ++links;
      CAPTURE(file.path().filename().string());
      const Expected<Experiment> opened = from_link(link);
      CHECK_MESSAGE(opened.has_value(), (opened ? "" : opened.error().sentence + " " + link));
      if (opened) {
        CHECK_MESSAGE(Digest(*opened).text() == digest, Digest(*opened).text(), " ", link);
      }
    }
    CHECK(lines.eof());
  }
  CHECK(links > 100);
}
