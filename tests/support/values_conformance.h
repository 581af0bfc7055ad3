#pragma once

#include "reconciler/desired/environment.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pgberth::testing {

/// One line of a table with a header: column to cell.
using Row = std::map<std::string, std::string>;
/// Rows by their first column.
using Table = std::map<std::string, Row>;

/// Real cases are not part of the repository: below $PGBERTH_SHARED, or beside the repository.
std::optional<std::filesystem::path> shared_data(const std::string& folder);

/// The folders of `folder`, sorted.
std::vector<std::filesystem::path> cases_in(const std::filesystem::path& folder);

/// A case as `case.json` describes it.
struct Case {
  EnvironmentSettings settings;
  bool helm_renders = true;
};
Case read_case(const std::filesystem::path& folder);

/// `expected.tsv` of a case.
Table expected_rows(const std::filesystem::path& folder);

/// The claims in the columns of `expected.tsv`, one row for each service.
Table rows_of(const Desired& desired);

}  // namespace pgberth::testing
