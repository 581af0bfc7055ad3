#pragma once

#include "reconciler/desired/discovery/hunt.h"

#include <optional>
#include <string>
#include <vector>

namespace pgberth::discovery {

/// What the generators of one ApplicationSet make: list, git (folders and files of this
/// repository), matrix and merge. The others ask a cluster, a forge or a program.
class Generators {
 public:
  /// `name` is the set's, for messages; `go` whether it has Go templates.
  Generators(std::string name, bool go, Hunt& hunt)
      : name_(std::move(name)), go_(go), hunt_(hunt) {}

  /// The sets of parameters that `generator` makes. Nothing, with a finding, when that cannot be
  /// told.
  std::optional<std::vector<ValuePtr>> of(const ValuePtr& generator) { return of(generator, 0); }

 private:
  using Sets = std::optional<std::vector<ValuePtr>>;

  Sets of(const ValuePtr& generator, int depth);
  Sets of_list(const ValuePtr& list);
  Sets of_git(const ValuePtr& git);
  Sets of_folders(const ValuePtr& git, const ValuePtr& patterns);
  Sets of_files(const ValuePtr& git, const ValuePtr& patterns);
  Sets of_matrix(const ValuePtr& matrix, int depth);
  Sets of_merge(const ValuePtr& merge, int depth);
  std::optional<ValuePtr> with_values(const ValuePtr& generator, ValuePtr params);
  std::optional<ValuePtr> parameters_of(const ValuePtr& node);
  bool is_here(const ValuePtr& git, bool found);
  Sets refuse(Code code, std::string what, const SourcePos& at);

  std::string name_;
  bool go_;
  Hunt& hunt_;
};

}  // namespace pgberth::discovery
