#include "kernels/lanes/avx2.h"
#include "kernels/table.h"

namespace lookback::kernels {

const Kernels avx2_kernels = table_of<Avx2>;

}  // namespace lookback::kernels
