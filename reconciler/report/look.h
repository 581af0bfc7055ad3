#pragma once

#include "reconciler/report/paint.h"
#include "reconciler/report/source_lines.h"

namespace pgberth {

/// How text output looks: with or without colours, and where source lines come from.
struct Look {
  Paint paint{};
  SourceLines* lines = nullptr;  ///< nullptr: findings come without their line.
};

}  // namespace pgberth
