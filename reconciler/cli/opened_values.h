#pragma once

#include "reconciler/cli/parts.h"
#include "reconciler/service/values.h"
#include "reconciler/settings/settings.h"

#include <memory>

namespace pgberth {

/// The values that a command reads: the commit of the source that settings name, pulled now, or
/// files as a person names them.
class OpenedValues {
 public:
  /// Errors: those of pulling.
  static Result<OpenedValues> open(const Settings& settings, const Parts& parts);

  Tree& tree() { return own_ ? *own_ : *files_; }
  const TreeOpener& opener() const { return opener_; }

 private:
  explicit OpenedValues(Tree& files) : files_(&files) {}

  std::unique_ptr<Values> values_{};
  std::unique_ptr<Tree> own_{};
  Tree* files_;
  TreeOpener opener_{};
};

}  // namespace pgberth
