#pragma once

#include "reconciler/model/tree.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pgberth {

/// Opens the files of one folder as a tree that nothing leads out of: no `..` and no symlink.
using TreeOpener = std::function<std::unique_ptr<Tree>(const std::string& folder)>;

/// The files below `folder` of a tree, by the names that they have inside of it: "qa/a.yaml" of
/// "values" is "values/qa/a.yaml" outside. The tree must outlive it.
class Beneath : public Tree {
 public:
  Beneath(Tree& outside, std::string folder) : outside_(outside), folder_(std::move(folder)) {}

  Result<std::string> read(const std::string& path, std::size_t limit) override;
  Result<std::vector<std::string>> files(const std::string& folder) override;
  Result<std::vector<std::string>> hidden_files(const std::string& folder) override;
  Result<std::vector<Error>> not_followed(const std::string& folder) override;
  std::string identity(const std::string& path) override;

 private:
  std::string above(const std::string& path) const;
  Result<std::vector<std::string>> below(Result<std::vector<std::string>> paths) const;

  Tree& outside_;
  std::string folder_;
};

/// The files of `folder` under the names that they have outside of it: "values/qa/a.yaml". What is
/// not below the folder cannot be read.
class Within : public Tree {
 public:
  Within(std::unique_ptr<Tree> inside, std::string folder)
      : inside_(std::move(inside)), folder_(std::move(folder)) {}

  Result<std::string> read(const std::string& path, std::size_t limit) override;
  Result<std::vector<std::string>> files(const std::string& folder) override;
  Result<std::vector<std::string>> hidden_files(const std::string& folder) override;
  Result<std::vector<Error>> not_followed(const std::string& folder) override;

 private:
  Result<std::string> below(const std::string& path) const;
  std::string above(const std::string& name) const;
  Result<std::vector<std::string>> above(Result<std::vector<std::string>> names,
                                         const std::string& folder) const;

  std::unique_ptr<Tree> inside_;
  std::string folder_;
};

/// `path` as a tree takes it: without `.`, `..` and a slash at the end; "" is the whole tree.
/// Nothing, where it leads out of the tree.
std::optional<std::string> path_in_tree(const std::string& path);

}  // namespace pgberth
