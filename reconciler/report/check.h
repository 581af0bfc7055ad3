#pragma once

#include "reconciler/base/error.h"
#include "reconciler/model/repository.h"
#include "reconciler/plan/changes.h"
#include "reconciler/report/look.h"

#include <functional>
#include <string>
#include <vector>

namespace pgberth {

/// What a branch changes: two commits, compared offline.
struct CheckReport {
  std::string base{};  ///< As they were asked for: "main", "feature".
  std::string head{};
  CommitId base_commit{};
  CommitId head_commit{};
  CommitId compared_with{};       ///< Where head left base.
  std::string settings{};         ///< Where the settings came from, in words.
  std::size_t known = 0;          ///< Environments on either side.
  std::size_t read = 0;           ///< Those of them whose files differ.
  std::size_t not_evaluated = 0;  ///< Parts of manifests: what they deploy is not known here.
  bool settings_change = false;   ///< The branch changes the settings, by which it is not read.
  /// By name, each with something to tell; one without a name is the repository as a whole.
  std::vector<EnvironmentChanges> environments{};

  bool changes_databases() const;
};

/// A check in numbers.
struct CheckNumbers {
  std::size_t added = 0;
  std::size_t changed = 0;
  std::size_t no_longer_declared = 0;
  std::size_t not_compared = 0;
  std::size_t unreadable = 0;    ///< Environments.
  std::size_t environments = 0;  ///< With changed claims.
  std::size_t gone = 0;          ///< Findings.
  std::size_t standing = 0;      ///< Errors that were there before.
  std::size_t errors = 0;        ///< New ones, as are:
  std::size_t warnings = 0;
  std::size_t notes = 0;

  bool operator==(const CheckNumbers&) const = default;
};

CheckNumbers numbers_of(const EnvironmentChanges& changes);
CheckNumbers numbers_of(const CheckReport& report);

// Each answers the same bytes for the same report, shows no secret, and escapes all text from
// values with the one escaper of its format. A commit that touches no database takes one line of
// text.

std::string check_text(const CheckReport& report, const Look& look = {});

/// `pgberth/check/v1`.
std::string check_json(const CheckReport& report);

/// One comment below a pull request: a table first, details folded away. It begins with a line that
/// only programs see, kCommentMark, and has at most kLongestComment characters.
std::string check_markdown(const CheckReport& report);

/// Commands of GitHub's workflows, a line each, the most important first: only some are shown.
std::string check_github(const CheckReport& report);

/// The same for what kept a check from being made or posted.
std::string check_github(const Error& error);

/// What a code means, in paragraphs.
using PageOf = std::function<std::string(Code code)>;

/// SARIF 2.1.0.
std::string check_sarif(const CheckReport& report, const PageOf& page_of);

/// One line: "1 new, 2 changed in 1 environment, 1 new error".
std::string check_line(const CheckReport& report);

inline constexpr std::string_view kCommentMark = "<!-- pgberth check -->";
inline constexpr std::size_t kLongestComment = 65'536;

}  // namespace pgberth
