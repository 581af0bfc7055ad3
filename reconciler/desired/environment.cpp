#include "reconciler/desired/environment.h"

#include "reconciler/desired/addresses.h"
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
  std::vector<FoundFolder> (*folders)(const std::vector<YamlOutline>& files);
  bool (*owns)(const ChartRef& chart) = nullptr;  ///< nullptr: it is not one chart.
};

/// The one list of dialects; everything else that knows one of them is in its folder.
constexpr std::array kDialects{Dialect{.name = "gen3",
                                       .read = gen3::read,
                                       .looks_at = LooksAt::Files,
                                       .folders = gen3::folders,
                                       .owns = gen3::owns},
                               Dialect{.name = "opta",
                                       .read = opta::read,
                                       .looks_at = LooksAt::FilesElseFolder,
                                       .folders = opta::folders},
                               Dialect{.name = "phalanx",
                                       .read = phalanx::read,
                                       .looks_at = LooksAt::Folder,
                                       .folders = phalanx::folders},
                               Dialect{.name = "toolchain",
                                       .read = toolchain::read,
                                       .looks_at = LooksAt::FilesElseFolder,
                                       .folders = toolchain::folders}};

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

std::vector<std::string> inputs_of(const EnvironmentSettings& settings) {
  const auto dialect = std::ranges::find(kDialects, settings.dialect, &Dialect::name);
  if (dialect == kDialects.end()) return {};
  const bool files = dialect->looks_at == LooksAt::Files ||
                     (dialect->looks_at == LooksAt::FilesElseFolder && !settings.files.empty());
  return files ? settings.files : std::vector{settings.folder};
}

bool SecretSync::keeps(std::string_view name_space, std::string_view name,
                       std::string_view key) const {
  const auto fits = [](const std::string& pattern, std::string_view text) {
    return pattern.empty() || pattern == text;
  };
  return std::ranges::any_of(kept, [&](const Kept& one) {
    return fits(one.name_space, name_space) && fits(one.name, name) && fits(one.key, key);
  });
}

std::string_view dialect_of(const ChartRef& chart) {
  for (const Dialect& dialect : kDialects)
    if (dialect.owns != nullptr && dialect.owns(chart)) return dialect.name;
  return {};
}

std::vector<FoundFolder> found_folders(const std::vector<YamlOutline>& files) {
  std::vector<FoundFolder> all;
  for (const Dialect& dialect : kDialects)
    std::ranges::move(dialect.folders(files), std::back_inserter(all));
  return all;
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
  std::ranges::move(refuse_addresses(desired.claims), std::back_inserter(desired.findings));
  make_showable(desired.findings);
  sort_findings(desired.findings);
  block(desired.claims, desired.findings);
  return desired;
}

}  // namespace pgberth
