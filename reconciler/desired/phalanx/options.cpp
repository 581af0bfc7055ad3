#include "reconciler/desired/phalanx/options.h"

#include "reconciler/desired/phalanx/names.h"
#include "reconciler/text/section.h"

#include <utility>

namespace pgberth::phalanx {
namespace {

constexpr const char* kLetters = "Use letters, digits, dots, dashes and underscores.";

/// The word under `key`, if there is one that is `allowed`.
void take(Section& section, std::string_view key, bool (*allowed)(std::string_view),
          std::string& option) {
  std::string word = section.word(key);
  if (word.empty()) return;
  if (allowed(word))
    option = std::move(word);
  else
    section.refuse(key, "cannot be used", kLetters);
}

void refuse(std::string what, std::string hint, Findings& findings) {
  findings.push_back({.code = Code::BadSettings, .what = std::move(what), .hint = std::move(hint)});
}

}  // namespace

Options options_of(const EnvironmentSettings& settings, Findings& findings) {
  Options options;
  Section section(settings.options, "options", findings);
  take(section, "environment", path_part, options.environment);
  take(section, "host", path_part, options.host);
  take(section, "vaultPath", vault_path, options.vault_path);
  section.finish();
  if (!settings.files.empty())
    refuse("values files cannot be chosen for this dialect",
           "Give the folder that is the root of the repository; it finds the files by itself.",
           findings);
  if (options.environment.empty()) options.environment = settings.name.str();
  if (!path_part(options.environment))
    refuse("\"" + options.environment + "\" cannot be part of a file name", kLetters, findings);
  return options;
}

}  // namespace pgberth::phalanx
