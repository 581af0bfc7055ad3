#pragma once

#include "reconciler/base/finding.h"
#include "reconciler/desired/gen3/facts.h"
#include "reconciler/text/value.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace pgberth::gen3 {

/// A service that the values deploy and that has a database.
struct Service {
  std::string name;
  const Chart* chart = nullptr;  ///< nullptr: a chart of its own, which no facts are about.
  ValuePtr written{};            ///< Its block as the values have it, or nullptr.
  SourcePos at{};                ///< Its block; the first values file where it has none.
};

/// What the templates of each chart get to see. Follows Helm's passes: conditions are decided over
/// the umbrella's defaults; then the charts that are on have their own defaults imported into the
/// umbrella's, and everything is coalesced again, one chart after the other: what a chart says in
/// `global.postgres.master` where the parent says nothing reaches all charts.
class ChartValues {
 public:
  /// `written` are the merged values files; `whole` stands for a block that they do not have.
  ChartValues(ValuePtr written, const Facts& facts, SourcePos whole);

  /// The services that are on and have a database, by name.
  const std::vector<Service>& services() const { return services_; }

  /// What the templates of `service` see.
  ValuePtr values_of(const Service& service) const;

  const ValuePtr& written() const { return written_; }

  /// What is strange about what switches charts on, by the name of the service it is about.
  std::multimap<std::string, Finding> findings() && { return std::move(findings_); }

 private:
  void share_globals(const std::string& name, const Chart& chart);
  ValuePtr coalesced(const Service& service) const;
  void add_known(const std::string& name, const Chart& chart);
  void add_own(const Member& member);
  void note_condition(const std::string& name, const std::string& condition, const ValuePtr& value);

  ValuePtr written_;
  const Facts& facts_;
  SourcePos whole_;
  ValuePtr top_;  ///< The values over the umbrella's defaults, with what charts add to `global`.
  std::vector<Service> services_{};
  std::multimap<std::string, Finding> findings_{};
};

}  // namespace pgberth::gen3
