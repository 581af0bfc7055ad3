#pragma once

#include "reconciler/base/finding.h"
#include "reconciler/desired/gen3/chart_values.h"
#include "reconciler/text/value.h"

#include <string>
#include <string_view>

namespace pgberth::gen3 {

/// The values of one service as its templates reach into them, and what they would stumble over.
class Fields {
 public:
  Fields(const Service& service, ValuePtr values);

  /// The value at a dotted path ("global.postgres.dbCreate"). A step into something that is no
  /// mapping is where the templates stop: E201. What is not there is nullptr, or null.
  ValuePtr get(std::string_view path);

  /// The same without a word when it cannot be reached.
  ValuePtr peek(std::string_view path) const;

  /// Says that the value at `path` is not what the templates accept.
  void refuse(Code code, std::string_view path, const std::string& why, std::string hint);

  /// Where the value at `path` was written; the service's own place if a chart default is.
  SourcePos where(std::string_view path) const;

  /// `path` as a person finds it in the values: "fence.postgres.port".
  std::string shown(std::string_view path) const;

  Findings& findings() { return findings_; }
  const Service& service() const { return service_; }

 private:
  const Service& service_;
  ValuePtr values_;
  Findings findings_{};
};

}  // namespace pgberth::gen3
