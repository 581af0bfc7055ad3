#include "reconciler/base/source_pos.h"

namespace pgberth {

std::string to_string(const SourcePos& pos) {
  if (pos.line == 0) return *pos.file;
  return *pos.file + ":" + std::to_string(pos.line) + ":" + std::to_string(pos.column);
}

}  // namespace pgberth
