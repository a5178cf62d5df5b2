#include "kernels/lanes/wasm.h"
#include "kernels/table.h"

namespace lookback::kernels {

const Kernels wasm_kernels = table_of<Wasm>;

}  // namespace lookback::kernels
