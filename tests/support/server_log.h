#pragma once

#include "tests/support/postgres_fixture.h"
#include <string>
#include <vector>

namespace pgberth {

/// How often `word` is in `text`.
int count(const std::string& text, const std::string& word);

/// The lines that the server wrote since `before` was taken.
std::string new_lines(const PostgresFixture& postgres, const std::string& before);

/// Those of `lines` with a statement that changes something.
std::vector<std::string> changes_in(const std::string& lines);

}  // namespace pgberth
