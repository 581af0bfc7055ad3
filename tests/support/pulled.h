#pragma once

#include "reconciler/adapters/git/git_mirror.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace pgberth {

/// The commit, or the code and what is said; an error must help, too.
inline std::string said(const Result<CommitId>& commit) {
  if (commit) return commit->id;
  EXPECT_FALSE(commit.error().hint.empty());
  return to_string(commit.error().code) + " " + commit.error().what;
}

/// What one pull by `settings` brings or says.
inline std::string pulled(MirrorSettings settings) {
  auto mirror = open_mirror(std::move(settings));
  if (!mirror) return to_string(mirror.error().code) + " " + mirror.error().what;
  return said((*mirror)->pull({}));
}

}  // namespace pgberth
