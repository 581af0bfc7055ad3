#include "reconciler/desired/phalanx/options.h"

#include "reconciler/desired/phalanx/names.h"

#include <algorithm>
#include <array>

namespace pgberth::phalanx {
namespace {

struct Known {
  std::string_view key;
  std::string Options::* member;
  bool (*allowed)(std::string_view text);
};

constexpr std::array kKnown{
    Known{"environment", &Options::environment, path_part},
    Known{"host", &Options::host, path_part},
    Known{"vaultPath", &Options::vault_path, vault_path},
};

void refuse(Findings& findings, std::string what, const SourcePos& where, std::string hint) {
  findings.push_back({.code = Code::BadSettings,
                      .what = std::move(what),
                      .where = where,
                      .hint = std::move(hint)});
}

void take(const Member& member, Options& options, Findings& findings) {
  const auto* known = std::ranges::find(kKnown, member.key, &Known::key);
  if (known == kKnown.end()) {
    refuse(findings, "the dialect has no option \"" + member.key + "\"", key_position(member),
           "The options are environment, host and vaultPath.");
    return;
  }
  if (member.value->kind != Kind::String || !known->allowed(member.value->text)) {
    refuse(findings, "option \"" + member.key + "\" cannot be used", member.value->at,
           "Give a text of letters, digits, dots, dashes and underscores.");
    return;
  }
  options.*known->member = member.value->text;
}

}  // namespace

Options options_of(const EnvironmentSettings& settings, Findings& findings) {
  Options options;
  if (settings.options && !settings.options->is_mapping()) {
    refuse(findings, "the options are no mapping", settings.options->at, "");
  } else if (settings.options) {
    for (const Member& member : settings.options->children) take(member, options, findings);
  }
  if (!settings.files.empty())
    refuse(findings, "values files cannot be chosen for this dialect", {},
           "Give the folder that is the root of the repository; it finds the files by itself.");
  if (options.environment.empty()) options.environment = settings.name.str();
  if (!path_part(options.environment))
    refuse(findings, "\"" + options.environment + "\" cannot be part of a file name", {},
           "Use letters, digits, dots, dashes and underscores.");
  return options;
}

}  // namespace pgberth::phalanx
