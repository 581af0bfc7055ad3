#include "reconciler/settings/secret_names.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

/// `path` without symlinks, as far as it exists, and from the root.
fs::path whole(const std::string& path) {
  std::error_code failed;
  const fs::path found = fs::weakly_canonical(fs::absolute(path, failed), failed);
  return failed ? fs::path(path).lexically_normal() : found;
}

bool is_below(const std::string& file, const std::string& folder) {
  const fs::path way = whole(file).lexically_relative(whole(folder));
  return !way.empty() && *way.begin() != "..";
}

Finding refused(const SecretName& name, std::string what, std::string hint) {
  return {.code = Code::BadSettings,
          .what = std::move(what),
          .where = name.at,
          .hint = std::move(hint)};
}

}  // namespace

std::optional<Secret> secret_named(const SecretName& name, const std::vector<std::string>& folders,
                                   const SecretSources& sources, Findings& findings) {
  if (!name.file.empty() && !name.variable.empty()) {
    findings.push_back(
        refused(name, "a secret is named by a file and by a variable", "Keep one of them."));
    return std::nullopt;
  }
  if (!name.file.empty()) {
    const bool planted = std::ranges::any_of(
        folders, [&](const std::string& folder) { return is_below(name.file, folder); });
    if (planted) {
      findings.push_back(refused(name, "\"" + name.file + "\" lies among the values",
                                 "Keep secrets where whoever writes values cannot write."));
      return std::nullopt;
    }
    if (!sources.file) return std::nullopt;
    auto secret = sources.file(name.file);
    if (secret) return *std::move(secret);
    findings.push_back(refused(name, secret.error().what, secret.error().hint));
    return std::nullopt;
  }
  if (name.variable.empty() || !sources.variable) return std::nullopt;
  const auto text = sources.variable(name.variable);
  if (text && !text->empty()) return Secret{*text};
  findings.push_back(
      refused(name, "the variable \"" + name.variable + "\" is not set", "Set it and run again."));
  return std::nullopt;
}

}  // namespace pgberth
