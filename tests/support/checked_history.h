#pragma once

#include <nlohmann/json.hpp>

#include "tests/support/git_repo.h"
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace pgberth::testing {

/// What the real program says about one commit.
struct Explained {
  int exit_code = -1;
  std::string out{};
  nlohmann::json json{};

  /// The environment called `name`; fails the test when nothing is told of it.
  nlohmann::json environment(const std::string& name) const;
  /// No word about any database, entry or finding, and the exit code that says so.
  bool silent() const;
};

/// A repository that grows commit by commit, each of which `pgberth check` compares with the one
/// before.
class CheckedHistory {
 public:
  explicit CheckedHistory(const std::vector<GitFile>& first);

  Explained commit(const std::vector<GitFile>& changed);
  /// What happened since the first commit, all at once.
  Explained since_the_first() const { return check(first_, last_); }
  /// The last commit once more, as text.
  std::string last_as_text() const;

  std::string text(const std::string& path) const { return files_.at(path).content; }
  const GitFile& file(const std::string& path) const { return files_.at(path); }
  /// The paths below a folder, sorted.
  std::vector<std::string> below(const std::string& folder) const;
  int commits() const { return commits_; }

 private:
  Explained check(const std::string& base, const std::string& head) const;
  void keep(const std::vector<GitFile>& changed);

  GitRepo repository_{};
  std::map<std::string, GitFile> files_{};
  std::string first_{};
  std::string before_{};
  std::string last_{};
  int commits_ = 0;
};

/// A commit that touches no database.
struct QuietChange {
  std::string name;
  std::vector<GitFile> files;
};

/// Kinds of them, made of the values files that a repository has.
inline constexpr int kQuietKinds = 8;

/// The change of kind `kind` (any number; they repeat) of values files `values`. Without files
/// where these values have nothing of the kind.
QuietChange quiet_change(int kind, const CheckedHistory& history,
                         const std::vector<std::string>& values);

}  // namespace pgberth::testing
