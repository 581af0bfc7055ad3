#include "reconciler/desired/environment.h"

#include "reconciler/desired/gen3/gen3.h"
#include "reconciler/desired/opta/opta.h"
#include "reconciler/desired/phalanx/phalanx.h"
#include "reconciler/desired/toolchain/toolchain.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace pgberth {
namespace {

struct Dialect {
  std::string_view name;
  Desired (*read)(const EnvironmentSettings& settings, Tree& tree);
};

/// The one list of dialects; everything else that knows one of them is in its folder.
constexpr std::array kDialects{Dialect{"gen3", gen3::read}, Dialect{"opta", opta::read},
                               Dialect{"phalanx", phalanx::read},
                               Dialect{"toolchain", toolchain::read}};

}  // namespace

std::vector<std::string_view> dialects() {
  std::vector<std::string_view> names;
  std::ranges::transform(kDialects, std::back_inserter(names), &Dialect::name);
  return names;
}

Finding no_such_policy(std::string_view word, const SourcePos& at, std::string_view why) {
  return {
      .code = Code::BadSettings,
      .what = "policy \"" + std::string(word) + "\" cannot be followed here: " + std::string(why),
      .where = at,
      .hint = "Take it out."};
}

Desired read_environment(const EnvironmentSettings& settings, Tree& tree) {
  const auto dialect = std::ranges::find(kDialects, settings.dialect, &Dialect::name);
  Desired desired;
  if (dialect == kDialects.end()) {
    desired.findings.push_back({.code = Code::UnknownDialect,
                                .what = "the dialect \"" + settings.dialect + "\" is not known"});
    return desired;
  }
  desired = dialect->read(settings, tree);
  sort_findings(desired.findings);
  block(desired.claims, desired.findings);
  return desired;
}

}  // namespace pgberth
