#include "kernels/lanes/avx512.h"
#include "kernels/table.h"

namespace lookback::kernels {

const Kernels avx512_kernels = table_of<Avx512>;

}  // namespace lookback::kernels
