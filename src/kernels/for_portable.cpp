#include "kernels/lanes/portable.h"
#include "kernels/table.h"

namespace lookback::kernels {

const Kernels portable_kernels = table_of<Portable>;

}  // namespace lookback::kernels
