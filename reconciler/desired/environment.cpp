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

/// What a dialect looks at: the files that are listed, its whole folder, or that when none is.
enum class LooksAt { Files, Folder, FilesElseFolder };

struct Dialect {
  std::string_view name;
  Desired (*read)(const EnvironmentSettings& settings, Tree& tree);
  LooksAt looks_at;
};

/// The one list of dialects; everything else that knows one of them is in its folder.
constexpr std::array kDialects{Dialect{"gen3", gen3::read, LooksAt::Files},
                               Dialect{"opta", opta::read, LooksAt::FilesElseFolder},
                               Dialect{"phalanx", phalanx::read, LooksAt::Folder},
                               Dialect{"toolchain", toolchain::read, LooksAt::FilesElseFolder}};

}  // namespace

std::vector<std::string_view> dialects() {
  std::vector<std::string_view> names;
  std::ranges::transform(kDialects, std::back_inserter(names), &Dialect::name);
  return names;
}

std::vector<std::string> inputs_of(const EnvironmentSettings& settings) {
  const auto dialect = std::ranges::find(kDialects, settings.dialect, &Dialect::name);
  if (dialect == kDialects.end()) return {};
  const bool files = dialect->looks_at == LooksAt::Files ||
                     (dialect->looks_at == LooksAt::FilesElseFolder && !settings.files.empty());
  return files ? settings.files : std::vector{settings.folder};
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
